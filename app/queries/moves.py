"""Plans that are about to be moved or copied: each date before and after, and which of them cannot be."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, text

from app.db import db
from app.models.types import StageStatus

# As `refuse_changed_plan` puts them together.
DIGESTS = text("select concat_ws('+', stageclock.plan_digest(:assignment_id), stageclock.plan_digest(:into))")
SHIFTED = text("select * from stageclock.shifted(:assignment_id, :from_stage_id, :days)")
COPIED = text("select * from stageclock.copied(:assignment_id, :weeks, :zone_to, :whole)")


@dataclass(frozen=True)
class MovedDate:
    """One date of a plan. `wall` is the wall time that it goes to, None where it stays; `problem` why it cannot be.

    `after` is None for no date, and where `wall` names no instant.
    """

    before: datetime | None
    after: datetime | None
    wall: datetime | None
    problem: str | None


@dataclass(frozen=True)
class MovedStage:
    """One stage before and after. Without `stage_id` it is the course work itself; `status` tells where it is moved."""

    stage_id: int | None
    name: str
    status: StageStatus | None
    start: MovedDate
    end: MovedDate

    @property
    def moves(self) -> bool:
        """Whether it has a date that goes elsewhere."""
        return self.start.wall is not None or self.end.wall is not None

    @property
    def has_problem(self) -> bool:
        """Whether a date of it cannot be."""
        return bool(self.start.problem or self.end.problem)


@dataclass(frozen=True)
class Moves:
    """All stages concerned, in the order of the plan. `shown` names the plan that they were reckoned from."""

    shown: str
    stages: tuple[MovedStage, ...]

    @property
    def number(self) -> int:
        """How many stages have a date that goes elsewhere."""
        return sum(stage.moves for stage in self.stages if stage.stage_id)

    @property
    def has_problem(self) -> bool:
        """Whether a date cannot be, so that nothing can be done."""
        return any(stage.has_problem for stage in self.stages)


def of_shift(assignment_id: int, from_stage_id: int, days: int) -> Moves:
    """Where a stage and all later ones would lie after so many days; no stages where it is none of this course work."""
    shown = _digest(assignment_id)
    asked = {"assignment_id": assignment_id, "from_stage_id": from_stage_id, "days": days}
    rows = db.session.execute(SHIFTED, asked).mappings()
    return Moves(shown, tuple(_stage(row, StageStatus(row["status"])) for row in rows))


def of_copy(assignment_id: int, weeks: int, zone_to: str, draft_id: int | None, *, whole: bool) -> Moves:
    """Where the stages of a copy would lie so many weeks on; with the course work's own dates for a whole one.

    `draft_id` is the draft that the plan is appended to, None where the copy is a new one.
    """
    shown = _digest(assignment_id, draft_id)
    asked = {"assignment_id": assignment_id, "weeks": weeks, "zone_to": zone_to, "whole": whole}
    return Moves(shown, tuple(_stage(row, None) for row in db.session.execute(COPIED, asked).mappings()))


def _digest(assignment_id: int, into: int | None = None) -> str:
    # Read before the rows: what changes in between makes the act refuse, never do what was not shown.
    return str(db.session.scalar(DIGESTS, {"assignment_id": assignment_id, "into": into}))


def _stage(row: RowMapping, status: StageStatus | None) -> MovedStage:
    start = MovedDate(row["starts_at"], row["new_starts_at"], row["starts_wall"], row["starts_problem"])
    end = MovedDate(row["ends_at"], row["new_ends_at"], row["ends_wall"], row["ends_problem"])
    return MovedStage(row["stage_id"], row["name"], status, start, end)
