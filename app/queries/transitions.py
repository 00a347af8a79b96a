"""Transitions: those that happened in one course work, and those to come anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text

from app.db import db
from app.models import Stage, StageTransition, User
from app.models.types import StageStatus, TransitionCause

HISTORY_LIMIT = 200
UPCOMING_LIMIT = 20

# The candidates come from the two partial indexes that the tick itself uses, and as arrays, so that the planner looks
# them up by key: joined to the view as rows they made it read the whole table.
UPCOMING = text(
    """
    select s.id, s.name, s.assignment_id, a.title, a.time_zone, s.as_of, s.effective_status,
           s.status <> s.effective_status as is_due, s.next_at, s.next_status
    from stageclock.stages_now s
    join public.assignments a on a.id = s.assignment_id
    where s.id = any (
        array(select id from public.stages where status = 'pending' and not held and starts_at is not null
              order by starts_at, id limit :limit)
        || array(select id from public.stages where status = 'active' and not held and ends_at is not null
                 order by ends_at, id limit :limit))
      and (s.status <> s.effective_status or s.next_at < s.as_of + :horizon)
    order by is_due desc, s.next_at, s.id
    limit :limit
    """
)


@dataclass(frozen=True)
class Transition:
    """One change of status that happened. `lag` is None where nothing was planned."""

    id: int
    stage_name: str
    generation: int
    from_status: StageStatus
    to_status: StageStatus
    due_at: datetime | None
    happened_at: datetime
    cause: TransitionCause
    actor_name: str | None
    reason: str | None

    @property
    def lag(self) -> timedelta | None:
        """From the planned instant to the real one; negative where somebody was early."""
        return self.happened_at - self.due_at if self.due_at else None


@dataclass(frozen=True)
class Upcoming:
    """One stage the clock will move. `is_due`: it is `effective_status` by right, and the next tick writes it down."""

    id: int
    name: str
    assignment_id: int
    title: str
    time_zone: str
    as_of: datetime
    effective_status: str
    is_due: bool
    next_at: datetime | None
    next_status: str | None


def history(assignment_id: int) -> list[Transition]:
    """The latest transitions of one course work, newest first."""
    columns = (Stage.name.label("stage_name"), User.name.label("actor_name"))
    row = StageTransition
    own = (row.id, row.generation, row.from_status, row.to_status, row.due_at, row.happened_at, row.cause, row.reason)
    joined = select(*own, *columns).join(Stage, Stage.id == row.stage_id).outerjoin(User, User.id == row.actor_id)
    chosen = joined.where(Stage.assignment_id == assignment_id).order_by(row.happened_at.desc(), row.id.desc())
    return [Transition(**found) for found in db.session.execute(chosen.limit(HISTORY_LIMIT)).mappings()]


def upcoming(horizon: timedelta) -> list[Upcoming]:
    """What the clock will do within the horizon, across all course works; what is due already comes first."""
    rows = db.session.execute(UPCOMING, {"limit": UPCOMING_LIMIT, "horizon": horizon})
    return [Upcoming(**row) for row in rows.mappings()]
