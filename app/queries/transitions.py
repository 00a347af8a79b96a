"""Transitions: those that happened in one course work, and those to come anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text

from app.db import db
from app.models import Stage, StageTransition, User
from app.models.types import StageStatus, TransitionCause

HISTORY_LIMIT = 200
UPCOMING_LIMIT = 20

# A preview counts people for each of its rows, so it looks no further than the rows that are shown: to the instant that
# the two partial indexes of the tick name, or to the horizon where less is to come.
UPCOMING = text(
    """
    with clock as materialized (select stageclock.current_time() as at),
    soonest as (
        (select starts_at as at from public.stages where status = 'pending' and not held and starts_at is not null
         order by starts_at limit :limit)
        union all
        (select ends_at from public.stages where status = 'active' and not held and ends_at is not null
         order by ends_at limit :limit)
        order by at limit :limit
    ),
    edge as materialized (
        select case when count(s.at) < :limit then c.at + :horizon else least(max(s.at), c.at + :horizon) end as until
        from clock c left join soonest s on true
        group by c.at
    )
    select p.stage_id, p.name, p.assignment_id, a.title, a.time_zone, c.at as as_of, p.due_at, p.to_status,
           p.people, p.obstacle
    from clock c cross join edge e
    cross join lateral stageclock.preview(e.until) p
    join public.assignments a on a.id = p.assignment_id
    order by p.due_at, p.to_status, p.stage_id
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
    """One transition that the clock will make if nobody acts: how many `people` it tells."""

    stage_id: int
    name: str
    assignment_id: int
    title: str
    time_zone: str
    as_of: datetime
    due_at: datetime
    to_status: str
    people: int
    obstacle: str | None

    @property
    def is_due(self) -> bool:
        """Whether its time has come, so that the next tick makes it unless an obstacle stands in its way."""
        return self.due_at <= self.as_of


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
