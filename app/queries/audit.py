"""Who did what: the acts that the database wrote into `audit_events`, each with the names of those concerned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SelectBase,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import aliased

from app.db import db, stream
from app.models import Assignment, AuditEvent, Course, Stage, Team, User
from app.queries import audit_names
from app.queries.keyset import Window

PAGE_SIZE = 50

# Which stage of a deleted course work is the wanted one, and how it was called.
NAME_OF_DELETED = cast("$.stages[*] ? (@.id == $id).name", JSONPATH)

# Any of these conditions; each is one that an index of the table answers in the order of its keys.
Trail = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True)
class Event:
    """One act. Names are None where it concerns no such thing, or where that is there no more."""

    id: int
    action: str
    subject_type: str
    subject_id: int
    details: dict[str, Any]
    created_at: datetime
    actor_id: int | None
    actor_name: str | None
    stage_name: str | None
    assignment_id: int | None
    assignment_title: str | None
    course_name: str | None
    person_name: str | None
    team_name: str | None

    @property
    def by(self) -> str | None:
        """Who did it: a person of ours, or whom the terminal named."""
        return self.actor_name or self.details.get("by")

    @property
    def reason(self) -> str | None:
        """Why, where it was said."""
        return self.details.get("reason")

    @property
    def subject_name(self) -> str | None:
        """What it was done to, as it is called now or, where it is there no more, as the act kept it."""
        kept = self.details.get("name") or self.details.get("title") or self.details.get("team")
        if self.subject_type == "team":
            renamed: dict[str, str] = self.details.get("to", {})
            return kept or renamed.get("name") or self.team_name
        return self.stage_name or self.assignment_title or self.course_name or self.person_name or kept


@dataclass(frozen=True)
class CourseOfTrail:
    """A course whose trail is read."""

    id: int
    code: str
    name: str
    time_zone: str


def course(condition: ColumnElement[bool], course_id: int) -> CourseOfTrail | None:
    """The course, None where there is none or the condition does not hold for it."""
    columns = (Course.id, Course.code, Course.name, Course.time_zone)
    row = db.session.execute(select(*columns).where(Course.id == course_id, condition)).mappings().one_or_none()
    return CourseOfTrail(**row) if row else None


def of_course_work(assignment_id: int, course_id: int) -> Trail:
    """Acts on a course work, on its stages and teams, those gone included, and on its course and class list."""
    own = _subject("assignment", assignment_id)
    stages = union_all(select(Stage.id).where(Stage.assignment_id == assignment_id), _kept("stage_id", own))
    of_teams = and_(_is_of_team(), AuditEvent.details["assignment_id"].astext == str(assignment_id))
    return own, _subjects("stage", stages), of_teams, _subject("course", course_id)


def of_course(course_id: int) -> Trail:
    """Acts on a course and its class list, and on its course works that were deleted, with their stages."""
    own = _subject("course", course_id)
    works = _kept("assignment_id", own)
    of_works = _subjects("assignment", works)
    ended = select(cast(func.jsonb_path_query(AuditEvent.details, cast("$.stages[*].id", JSONPATH)), BigInteger))
    stages = union_all(ended.where(own, AuditEvent.action == "assignment_deleted"), _kept("stage_id", of_works))
    return own, of_works, _subjects("stage", stages)


def everywhere(person_id: int | None = None, subject_type: str | None = None, action: str | None = None) -> Trail:
    """All acts; or those by or on one person, on one kind of thing, of one name."""
    by_or_on = (true(),) if person_id is None else (AuditEvent.actor_id == person_id, _subject("user", person_id))
    return only(by_or_on, subject_type, action)


def only(trail: Trail, subject_type: str | None, action: str | None) -> Trail:
    """What of a trail is on one kind of thing, or of one name; None: all of it."""
    wanted: list[ColumnElement[bool]] = []
    if subject_type is not None:
        wanted.append(AuditEvent.subject_type == subject_type)
    if action is not None:
        wanted.append(AuditEvent.action == action)
    return tuple(and_(arm, *wanted) for arm in trail)


def page(trail: Trail, number: int) -> tuple[list[Event], bool]:
    """One page (1 is the first), the newest first; is there more?"""
    rows = _newest(trail, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    details = audit_names.named([row.details for row in rows])
    events = [replace(row, details=detail) for row, detail in zip(rows, details, strict=True)]
    return events[:PAGE_SIZE], len(rows) > PAGE_SIZE


def read_on(trail: Trail, window: Window) -> list[Event]:
    """A window of it, the newest first, with details as they were kept: people in them are keys."""
    beyond = [] if window.after is None else [AuditEvent.id < window.after]
    return _newest(tuple(and_(arm, *beyond) for arm in trail), 0, window.limit + 1)


def whole(trail: Trail) -> Iterator[Event]:
    """All of it, newest first; asked for and fetched as it is read: the session of a page ends before its stream."""
    return (Event(**row) for row in stream(_named(select(AuditEvent).where(or_(*trail)))))


def _newest(trail: Trail, past: int, number: int) -> list[Event]:
    """So many acts of a trail, the newest first, past so many of them."""
    newest_first = AuditEvent.id.desc()
    arms = [select(AuditEvent.id).where(arm).order_by(newest_first).limit(past + number) for arm in trail]
    # Keys alone until it is known which are wanted, so that a page far back reads no other row either.
    keys = union(*(select(arm.subquery()) for arm in arms)).subquery()
    shown = select(keys.c.id).order_by(keys.c.id.desc()).limit(number).offset(past)
    chosen = select(AuditEvent).where(AuditEvent.id == func.any(func.array(shown.scalar_subquery())))
    return [Event(**row) for row in db.session.execute(_named(chosen)).mappings()]


def _is_of_team() -> ColumnElement[bool]:
    # Written out, for the index of acts on teams holds only those.
    return AuditEvent.subject_type == literal_column("'team'")


def _subject(subject_type: str, subject_id: int) -> ColumnElement[bool]:
    return and_(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)


def _kept(name: str, where: ColumnElement[bool]) -> Select[int]:
    """Keys of what was removed or deleted, as such acts kept them under this name."""
    acts = {"stage_id": "stage_removed", "assignment_id": "assignment_deleted"}
    return select(cast(AuditEvent.details[name].astext, BigInteger)).where(where, AuditEvent.action == acts[name])


def _subjects(subject_type: str, ids: SelectBase) -> ColumnElement[bool]:
    """Acts on any of these; as an array, so that each key is looked up in the index."""
    keys = func.array(ids.scalar_subquery())
    return and_(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == func.any(keys))


def _last_name(stage_id: ColumnElement[int]) -> ColumnElement[str]:
    """What a stage that is there no more was called when it was removed, or deleted with its course work.

    The acts are written as literals: an index holds these two alone, and a plan that knows no parameters finds it.
    There is one such act at most; a limit instead of `max` would have the table read until it comes.
    """
    gone = aliased(AuditEvent)
    removed = func.jsonb_build_object("stage_id", stage_id, type_=JSONB)
    deleted = func.jsonb_build_object("stages", func.jsonb_build_array(func.jsonb_build_object("id", stage_id)))
    found = func.jsonb_path_query_first(
        gone.details, NAME_OF_DELETED, func.jsonb_build_object("id", stage_id), type_=JSONB
    )
    by_itself = select(func.max(gone.details["name"].astext)).where(
        gone.action == literal_column("'stage_removed'"), gone.details.contains(removed)
    )
    with_its_work = select(func.max(found.op("#>>", return_type=Text)(literal_column("'{}'")))).where(
        gone.action == literal_column("'assignment_deleted'"), gone.details.contains(deleted)
    )
    return func.coalesce(by_itself.scalar_subquery(), with_its_work.scalar_subquery())


def _named(events: Select[Any]) -> Select[*tuple[Any, ...]]:
    """Events with the names of those concerned."""
    event: Subquery = events.subquery("event")
    actor, person, row = aliased(User), aliased(User), event.c
    own = (row.id, row.actor_id, row.action, row.subject_type, row.subject_id, row.details, row.created_at)
    stage_name = case((row.subject_type == "stage", func.coalesce(Stage.name, _last_name(row.subject_id))))
    names = (actor.name.label("actor_name"), stage_name.label("stage_name"), Assignment.id.label("assignment_id"))
    more = (
        Assignment.title.label("assignment_title"), Course.name.label("course_name"), person.name.label("person_name"),
        Team.name.label("team_name"),
    )  # fmt: skip
    of_team = cast(row.details["assignment_id"].astext, BigInteger)
    work = case(
        (row.subject_type == "assignment", row.subject_id), (row.subject_type == "team", of_team),
        else_=Stage.assignment_id,
    )  # fmt: skip
    return (
        select(*own, *names, *more)
        .outerjoin(actor, actor.id == row.actor_id)
        .outerjoin(Stage, and_(row.subject_type == "stage", Stage.id == row.subject_id))
        .outerjoin(Assignment, Assignment.id == work)
        .outerjoin(Course, and_(row.subject_type == "course", Course.id == row.subject_id))
        .outerjoin(Team, and_(row.subject_type == "team", Team.id == row.subject_id))
        .outerjoin(person, and_(row.subject_type == "user", person.id == row.subject_id))
        .order_by(row.id.desc())
    )
