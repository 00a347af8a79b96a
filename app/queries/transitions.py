"""Transitions: those that happened in one course work, and those to come anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, text

from app.db import db, stream
from app.models import Notification, RoleAssignment, Stage, StageTransition, TeamMember, User
from app.models.types import StageKind, StageStatus, TransitionCause
from app.queries import keyset
from app.queries.keyset import Window

PAGE_SIZE = 100
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
           p.people, p.affected, p.kind, p.obstacle
    from clock c cross join edge e
    cross join lateral stageclock.preview(e.until) p
    join public.assignments a on a.id = p.assignment_id
    order by p.due_at, p.to_status, p.stage_id
    limit :limit
    """
)


@dataclass(frozen=True)
class Transition:
    """One change of status that happened, in which round (`generation`, from 0), and what it did (`effects`).

    `people` is how many were told of it. `lag` is None where nothing was planned. `run_id` is the tick's, None where a
    person did it. `has_effects_left`: places in teams or roles that it gave are still held, so that they may be taken
    back.
    """

    id: int
    stage_id: int
    stage_name: str
    generation: int
    from_status: StageStatus
    to_status: StageStatus
    due_at: datetime | None
    happened_at: datetime
    cause: TransitionCause
    actor_name: str | None
    reason: str | None
    effects: dict[str, Any]
    people: int
    run_id: int | None
    has_effects_left: bool

    @property
    def lag(self) -> timedelta | None:
        """From the planned instant to the real one; negative where somebody was early."""
        return self.happened_at - self.due_at if self.due_at else None


@dataclass(frozen=True)
class Upcoming:
    """One transition that the clock will make if nobody acts: how many `people` it tells.

    `affected`: how many students a team formation groups, or required roles a division gives out, as things stand.
    """

    stage_id: int
    name: str
    assignment_id: int
    title: str
    time_zone: str
    as_of: datetime
    due_at: datetime
    to_status: str
    people: int
    affected: int
    kind: str
    obstacle: str | None

    @property
    def is_due(self) -> bool:
        """Whether its time has come, so that the next tick makes it unless an obstacle stands in its way."""
        return self.due_at <= self.as_of


@dataclass(frozen=True)
class Chosen:
    """Which part of a history: of one stage, by one cause, of stages of one kind; None: all."""

    stage_id: int | None = None
    cause: TransitionCause | None = None
    kind: StageKind | None = None


def latest(assignment_id: int, number: int) -> list[Transition]:
    """The latest transitions of one course work, newest first."""
    return _read(_history(assignment_id, Chosen()).limit(number))


def history(assignment_id: int, chosen: Chosen, page: int) -> tuple[list[Transition], bool]:
    """One page (1 is the first) of what happened in one course work, newest first; is there more?"""
    found = _read(_history(assignment_id, chosen).limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE))
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def read_on(assignment_id: int, chosen: Chosen, window: Window) -> list[Transition]:
    """A window of what happened in one course work, the latest written down first."""
    return _read(keyset.read_on(_history(assignment_id, chosen), StageTransition.id, window))


def whole_history(assignment_id: int) -> Iterator[Transition]:
    """All that happened in one course work, newest first.

    It is asked for and fetched as it is read: the session of a page ends before its stream.
    """
    return (Transition(**row) for row in stream(_history(assignment_id, Chosen())))


def upcoming(horizon: timedelta) -> list[Upcoming]:
    """What the clock will do within the horizon, across all course works; what is due already comes first."""
    rows = db.session.execute(UPCOMING, {"limit": UPCOMING_LIMIT, "horizon": horizon})
    return [Upcoming(**row) for row in rows.mappings()]


def has_effects_left() -> ColumnElement[bool]:
    """Condition on `stage_transitions`: somebody still has a place in a team or a role by it."""
    row = StageTransition.id
    return or_(exists().where(TeamMember.transition_id == row), exists().where(RoleAssignment.transition_id == row))


def _history(assignment_id: int, chosen: Chosen) -> Select[*tuple[Any, ...]]:
    row = StageTransition
    own = (row.id, row.stage_id, row.generation, row.from_status, row.to_status, row.due_at, row.happened_at)
    told = select(func.count(Notification.recipient_id.distinct())).where(Notification.transition_id == row.id)
    why = (row.cause, row.reason, row.effects, told.scalar_subquery().label("people"), row.run_id)
    names = (User.name.label("actor_name"), Stage.name.label("stage_name"))
    joined = select(*own, *why, *names, has_effects_left().label("has_effects_left")).join(
        Stage, Stage.id == row.stage_id
    )
    found = joined.outerjoin(User, User.id == row.actor_id).where(Stage.assignment_id == assignment_id)
    if chosen.stage_id is not None:
        found = found.where(row.stage_id == chosen.stage_id)
    if chosen.cause is not None:
        found = found.where(row.cause == chosen.cause)
    if chosen.kind is not None:
        found = found.where(Stage.kind == chosen.kind)
    return found.order_by(row.happened_at.desc(), row.id.desc())


def _read(statement: Select[*tuple[Any, ...]]) -> list[Transition]:
    return [Transition(**found) for found in db.session.execute(statement).mappings()]
