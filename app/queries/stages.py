"""Stages as the database's clock sees them: rows of the view `stageclock.stages_now`, never of the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    column,
    func,
    or_,
    select,
    table,
)

from app.db import db, rows
from app.models import Assignment, StageExtension, TeamMember
from app.models.types import StageKind, StageStatus, stage_kind, stage_status
from app.policy import Scope
from app.queries import keyset
from app.queries.keyset import Window

FAR_AHEAD = datetime.max.replace(tzinfo=UTC)

stages_now = table(
    "stages_now",
    column("id", BigInteger),
    column("assignment_id", BigInteger),
    column("position", Integer),
    column("name", Text),
    column("description", Text),
    column("kind", stage_kind),
    column("starts_at", DateTime(timezone=True)),
    column("ends_at", DateTime(timezone=True)),
    column("submission_mode", Text),
    column("held", Boolean),
    column("paused_at", DateTime(timezone=True)),
    column("effective_status", stage_status),
    column("next_at", DateTime(timezone=True)),
    column("next_status", stage_status),
    column("is_open", Boolean),
    column("as_of", DateTime(timezone=True)),
    column("version", Integer),
    schema="stageclock",
)


@dataclass(frozen=True)
class StageNow:
    """One stage at the instant `as_of`, for everybody or for a person's team, which may have an extension.

    `next_at` and `next_status` are None where nothing will change by itself. `extended_until`: the team's later end
    while it lies ahead, None where there is none; `is_open` is then the database's answer for that team.
    `version` says which edit of it this is.
    """

    id: int
    assignment_id: int
    position: int
    name: str
    description: str
    kind: StageKind
    starts_at: datetime | None
    ends_at: datetime | None
    submission_mode: str | None
    held: bool
    paused_at: datetime | None
    effective_status: StageStatus
    next_at: datetime | None
    next_status: StageStatus | None
    is_open: bool
    as_of: datetime
    version: int = 1
    extended_until: datetime | None = None

    @property
    def closes_at(self) -> datetime | None:
        """When it closes for whom it is open now, None for no date."""
        return self.extended_until or self.next_at


@dataclass(frozen=True)
class Plan:
    """The stages of one course work, in order, and what they say together."""

    stages: tuple[StageNow, ...]

    @property
    def open_now(self) -> list[StageNow]:
        """Every stage that is open, the first to close first; those without an end last."""
        return sorted(
            (s for s in self.stages if s.is_open), key=lambda s: (s.closes_at is None, s.closes_at or s.as_of)
        )

    @property
    def opens_next(self) -> list[StageNow]:
        """What opens next by itself: several where they open at the same instant."""
        coming = [s for s in self.stages if s.next_at and s.next_status is StageStatus.ACTIVE]
        first = min((s.next_at for s in coming if s.next_at), default=None)
        return [s for s in coming if s.next_at == first]

    @property
    def waiting(self) -> list[StageNow]:
        """Stages that have not begun and will not by themselves: a teacher opens them."""
        return [s for s in self.stages if s.effective_status is StageStatus.PENDING and not s.held and not s.next_at]

    @property
    def urgency(self) -> tuple[int, datetime]:
        """Sorts what closes soonest to the front, then what opens soonest, then what needs nobody."""
        for rank, stages in enumerate((self.open_now, self.opens_next)):
            if stages:
                return rank, stages[0].closes_at or FAR_AHEAD
        return 2, FAR_AHEAD

    @property
    def completed(self) -> int:
        """How many stages have ended."""
        return sum(s.effective_status is StageStatus.COMPLETED for s in self.stages)

    @property
    def stands_still(self) -> bool:
        """Whether something is left to happen, and all of it is held."""
        left = [s for s in self.stages if s.effective_status is not StageStatus.COMPLETED]
        return bool(left) and all(s.held for s in left)

    @property
    def is_over(self) -> bool:
        """Whether there are stages and all of them have ended."""
        return bool(self.stages) and self.completed == len(self.stages)


@dataclass(frozen=True)
class Wanted:
    """Which stages: of one kind, open or not for the viewer, and those that change by themselves until an instant."""

    kind: StageKind | None = None
    is_open: bool | None = None
    changes_until: datetime | None = None


def plans(assignment_ids: Sequence[int], viewer_id: int | None = None) -> dict[int, Plan]:
    """The plans of these course works by their key, in one statement; an empty plan where there are no stages.

    With a viewer each stage is as it is for their team.
    """
    found: dict[int, list[StageNow]] = {key: [] for key in assignment_ids}
    asked = rows(_plans(viewer_id is not None), keys=list(found), viewer_id=viewer_id) if found else ()
    for row in asked:
        found[row["assignment_id"]].append(StageNow(**row))
    return {key: Plan(tuple(stages)) for key, stages in found.items()}


@cache
def _plans(has_viewer: bool) -> Select[*tuple[Any, ...]]:
    seen = _seen_by(bindparam("viewer_id", type_=BigInteger)) if has_viewer else select(stages_now)
    stage = stages_now.c
    wanted = stage.assignment_id == any_(bindparam("keys", type_=ARRAY(BigInteger)))
    return seen.where(wanted).order_by(stage.assignment_id, stage.position, stage.id)


def plan(assignment_id: int, viewer_id: int | None = None) -> Plan:
    """The plan of one course work, for everybody or as it is for a viewer's team."""
    return plans([assignment_id], viewer_id)[assignment_id]


def read_on(scope: Scope, viewer_id: int, wanted: Wanted, window: Window) -> list[StageNow]:
    """A window of the stages that a viewer may see anywhere, as they are for their teams; the newest first."""
    stage = _seen_by(viewer_id).join(Assignment, Assignment.id == stages_now.c.assignment_id).where(scope.visible)
    seen = stage.subquery("seen")
    chosen = select(seen)
    if wanted.kind is not None:
        chosen = chosen.where(seen.c.kind == wanted.kind)
    if wanted.is_open is not None:
        chosen = chosen.where(seen.c.is_open == wanted.is_open)
    if wanted.changes_until is not None:
        chosen = chosen.where(func.coalesce(seen.c.extended_until, seen.c.next_at) <= wanted.changes_until)
    return _read(keyset.read_on(chosen, seen.c.id, window))


def one(stage_id: int) -> StageNow | None:
    """One stage, None where there is none."""
    return next(iter(_read(select(stages_now).where(stages_now.c.id == stage_id))), None)


def _seen_by(viewer_id: int | BindParameter[int]) -> Select[*tuple[Any, ...]]:
    """The stages as they are for somebody's teams: an extension counts where it is the later end and lies ahead."""
    stage, place, longer = stages_now.c, TeamMember, StageExtension
    ended = stage.effective_status == StageStatus.COMPLETED
    ahead = and_(longer.ends_at > stage.as_of, or_(ended, longer.ends_at > stage.ends_at))
    in_force = and_(longer.stage_id == stage.id, longer.team_id == place.team_id, longer.revoked_at.is_(None), ahead)
    for_team = func.stageclock.stage_open_for(stage.id, longer.team_id, stage.as_of)
    is_open = case((longer.id.is_(None), stage.is_open), else_=for_team).label("is_open")
    as_they_are = [column for column in stage if column is not stage.is_open]
    mine = and_(place.assignment_id == stage.assignment_id, place.user_id == viewer_id)
    return (
        select(*as_they_are, is_open, longer.ends_at.label("extended_until"))
        .select_from(stages_now)
        .outerjoin(place, mine)
        .outerjoin(longer, in_force)
    )


def _read(statement: Select[*tuple[Any, ...]]) -> list[StageNow]:
    return [StageNow(**row) for row in db.session.execute(statement).mappings()]
