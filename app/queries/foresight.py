"""What an act would do before anybody does it: the database's own preview, with whom it tells."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.sql.expression import TextualSelect

from app.db import db, refusals
from app.models.types import StageKind, StageStatus, stage_kind, stage_status
from app.queries.stages import StageNow

# The version is read in the same statement as what is foreseen, so that both are of one instant.
ROWS = """
    select v.version, f.due_at, f.stage_id, f.name, f.kind, f.from_status, f.to_status, f.by_hand, f.people,
           f.names, f.is_due, f.mark, f.affected, f.affected_names
    from (values (cast(:key as bigint))) subject (id)
    left join public.{table} v on v.id = subject.id
    left join lateral stageclock.{preview} with ordinality f on true
    order by f.ordinality
"""
ACT = "preview_act(subject.id, :act, :starts_at, :ends_at)"


# A stage that waits for a teacher to open it overlaps with nothing that anybody knows.
OVERLAPPING = text(
    """
    select name, starts_at, ends_at
    from stageclock.stages_now
    where assignment_id = :assignment_id and id <> :stage_id and effective_status <> 'completed'
      and starts_at is not null
      and tstzrange(starts_at, ends_at) && tstzrange(cast(:starts_at as timestamptz), cast(:ends_at as timestamptz))
    order by position, id
    """
)


@dataclass(frozen=True)
class Window:
    """When a stage is open; an end of None is no date."""

    name: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Foreseen:
    """One change of status to come: by the act itself (`by_hand`) or by the clock, `is_due` where its time has come.

    `due_at` is None for an act that nobody planned. `people` are told; `names` are the first five of them. `mark` is
    by what the database knows it again. `affected` is how many students would be grouped, or roles given out, as things
    stand; `affected_names` are the first five, a role as "team: role".
    """

    due_at: datetime | None
    stage_id: int
    name: str
    kind: StageKind
    from_status: StageStatus
    to_status: StageStatus
    by_hand: bool
    people: int
    names: list[str]
    is_due: bool
    mark: str
    affected: int
    affected_names: list[str]


NAMES = [field.name for field in fields(Foreseen)]


@dataclass(frozen=True)
class Foresight:
    """All that an act leads to, in order, and what to confirm it with: commands take it as `foretold`."""

    rows: list[Foreseen]
    foretold: str


def of_act(
    stage_id: int, act: str, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> list[Foreseen]:
    """What an act on a stage would do now, and the clock afterwards; raise Refused where the database says no.

    `act`: activation, completion, reopening (`ends_at`), schedule (both dates), pause, resumption.
    """
    return before_act(stage_id, act, starts_at, ends_at).rows


def of_publication(assignment_id: int) -> list[Foreseen]:
    """What publishing a draft leads to: at once, then later; raise Refused where it is none."""
    return before_act_on_work(assignment_id, "publication").rows


def before_act(
    stage_id: int, act: str, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> Foresight:
    """The same as `of_act`, to be confirmed."""
    return _foresight(_rows("stages", ACT), key=stage_id, act=act, starts_at=starts_at, ends_at=ends_at)


def before_act_on_work(assignment_id: int, act: str) -> Foresight:
    """What an act on a whole course work leads to, to be confirmed: publication, pause or resumption."""
    return _foresight(_rows("assignments", f"preview_{act}(subject.id)"), key=assignment_id)


def _rows(table: str, preview: str) -> TextualSelect:
    enumerated = {"kind": stage_kind, "from_status": stage_status, "to_status": stage_status}
    return text(ROWS.format(table=table, preview=preview)).columns(**enumerated)


def _foresight(statement: TextualSelect, **parameters: Any) -> Foresight:
    with refusals():
        found = db.session.execute(statement, parameters).mappings().all()
    rows = [Foreseen(**{name: row[name] for name in NAMES}) for row in found if row["mark"]]
    return Foresight(rows, f"{found[0]['version']}:{','.join(row.mark for row in rows)}")


def overlapping(stage: StageNow, starts_at: datetime | None, ends_at: datetime | None) -> list[Window]:
    """The other stages of the plan that would be open for a while together with this one; none without a start."""
    window = {"assignment_id": stage.assignment_id, "stage_id": stage.id, "starts_at": starts_at, "ends_at": ends_at}
    return [Window(**row) for row in db.session.execute(OVERLAPPING, window).mappings()] if starts_at else []
