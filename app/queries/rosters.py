"""Uploaded class lists: what each would do, as the database says it, row by row and in numbers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, text

from app.db import db
from app.models import Course, RosterDraft, User
from app.queries.keyset import Window

PAGE_SIZE = 200

SUMMARY = text(
    """
    select count(*) filter (where o.outcome = 'create') as created,
           count(*) filter (where o.outcome = 'enroll') as enrolled,
           count(*) filter (where o.outcome = 'unchanged') as unchanged,
           count(*) filter (where o.outcome = 'refuse') as refused,
           (select count(*) from public.enrollments e
            where e.course_id = :course_id and e.role = 'student')
           - count(*) filter (where o.outcome = 'unchanged') as staying,
           min(o.digest) as digest
    from stageclock.roster_outcome(:draft_id) o
    """
)
# What is refused needs somebody; the others are in the order of the file.
ROWS = text(
    """
    select o.line, o.student_number, o.name, o.username, o.email, o.account_name, o.is_active, o.outcome, o.reason
    from stageclock.roster_outcome(:draft_id) o
    order by o.outcome <> 'refuse', o.line
    limit :limit offset :offset
    """
)


READ_ON = text(
    """
    select o.line, o.student_number, o.name, o.username, o.email, o.account_name, o.is_active, o.outcome, o.reason
    from stageclock.roster_outcome(:draft_id) o
    where o.line > :after and (cast(:outcome as text) is null or o.outcome = cast(:outcome as text))
    order by o.line
    limit :limit
    """
)


@dataclass(frozen=True)
class Draft:
    """One uploaded class list and its course. A text file has an encoding, a workbook the sheet that was read."""

    id: int
    course_id: int
    file_name: str
    encoding: str | None
    sheet: str | None
    created_at: datetime
    applied_at: datetime | None
    by_name: str


@dataclass(frozen=True)
class Summary:
    """How many rows do what. `staying`: in the class and not in the file; `digest` stands for the whole outcome."""

    created: int
    enrolled: int
    unchanged: int
    refused: int
    staying: int
    digest: str

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.created or self.enrolled or self.refused)


@dataclass(frozen=True)
class Row:
    """What one row would do: create, enroll, unchanged, or refuse with its reason. No account yet: no account_name."""

    line: int
    student_number: str
    name: str
    username: str
    email: str | None
    account_name: str | None
    is_active: bool | None
    outcome: str
    reason: str | None


def one(allowed: ColumnElement[bool], draft_id: int) -> Draft | None:
    """One class list, None where there is none or its course is not allowed."""
    read_as = (RosterDraft.file_name, RosterDraft.encoding, RosterDraft.sheet)
    times = (RosterDraft.created_at, RosterDraft.applied_at)
    columns = select(RosterDraft.id, RosterDraft.course_id, *read_as, *times, User.name.label("by_name"))
    joined = columns.join(Course, Course.id == RosterDraft.course_id).join(User, User.id == RosterDraft.created_by)
    row = db.session.execute(joined.where(RosterDraft.id == draft_id, allowed)).mappings().one_or_none()
    return Draft(**row) if row else None


def summary(draft: Draft) -> Summary:
    """What the whole list would do now."""
    row = db.session.execute(SUMMARY, {"draft_id": draft.id, "course_id": draft.course_id}).mappings().one()
    return Summary(**row)


def rows(draft: Draft, page: int) -> tuple[list[Row], bool]:
    """One page (1 is the first) of what its rows would do now; is there more?

    Asked after the summary: what changes between the two is then refused when it is applied, not overlooked.
    """
    window = {"draft_id": draft.id, "limit": PAGE_SIZE + 1, "offset": (page - 1) * PAGE_SIZE}
    found = [Row(**row) for row in db.session.execute(ROWS, window).mappings()]
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def read_on(draft: Draft, outcome: str | None, window: Window) -> list[Row]:
    """A window of what its rows would do now, in the order of the list; only those with an outcome, if there is one."""
    asked = {"draft_id": draft.id, "outcome": outcome, "after": window.after or 0, "limit": window.limit + 1}
    return [Row(**row) for row in db.session.execute(READ_ON, asked).mappings()]
