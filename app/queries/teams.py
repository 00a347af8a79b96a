"""Teams of one course work: who is in them, which wait for a decision, and when students may change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from app.db import db
from app.models import Assignment, DissolveRequest, LeaveRequest, Team, TeamMember, User
from app.models.types import RequestStatus, StageKind, TeamStatus
from app.queries import keyset
from app.queries.keyset import Window
from app.queries.stages import Plan, StageNow

PAGE_SIZE = 50
Page = tuple[list["TeamNow"], bool]


@dataclass(frozen=True)
class Member:
    """Somebody's place in a team."""

    id: int
    name: str
    student_number: str | None
    is_active: bool


@dataclass(frozen=True)
class TeamNow:
    """One team and its members, the leader first. `by_clock`: a closing made it.

    `decided_by_name` is None where nobody has decided yet, or where the clock confirmed it.
    """

    id: int
    assignment_id: int
    name: str
    leader_id: int
    status: TeamStatus
    locked_at: datetime | None
    request_reason: str | None
    requested_at: datetime | None
    decided_at: datetime | None
    decided_by_name: str | None
    decision_reason: str | None
    by_clock: bool
    min_team_size: int
    max_team_size: int
    members: tuple[Member, ...] = ()

    @property
    def size(self) -> int:
        """How many are in it."""
        return len(self.members)

    @property
    def is_out_of_range(self) -> bool:
        """Whether it is smaller or larger than teams of this course work should be."""
        return not self.min_team_size <= self.size <= self.max_team_size

    @property
    def leader(self) -> Member | None:
        """Who leads it."""
        return next((member for member in self.members if member.id == self.leader_id), None)


@dataclass(frozen=True)
class Formation:
    """Whether students may change their teams now, as the database says, and the stages that decide it."""

    may_change: bool
    stages: tuple[StageNow, ...]

    @property
    def open_stage(self) -> StageNow | None:
        """The open stage that closes last."""
        found = [stage for stage in self.stages if stage.is_open]
        return max(found, key=lambda stage: (stage.next_at is None, stage.next_at or stage.as_of), default=None)

    @property
    def next_stage(self) -> StageNow | None:
        """The first that has yet to open."""
        return next((stage for stage in self.stages if stage.effective_status == "pending"), None)


@dataclass(frozen=True)
class Wanted:
    """Which teams: named or with a member so, in one state, for which a teacher has to decide something or not."""

    q: str = ""
    status: TeamStatus | None = None
    waits: bool | None = None
    only_with_room: bool = False


def formation(assignment_id: int, plan: Plan) -> Formation:
    """When teams of a course work may be changed, at the instant at which its plan was read."""
    as_of = func.coalesce(plan.stages[0].as_of if plan.stages else None, func.stageclock.current_time())
    may_change = db.session.scalar(
        select(func.stageclock.teams_may_change(assignment_id, as_of.cast(DateTime(timezone=True))))
    )
    return Formation(bool(may_change), tuple(s for s in plan.stages if s.kind is StageKind.TEAM_FORMATION))


def one(condition: ColumnElement[bool], team_id: int) -> TeamNow | None:
    """One team, None where there is none or the condition on `teams` and `assignments` does not hold."""
    return next(iter(_read(_teams().where(Team.id == team_id, condition))), None)


def mine(assignment_id: int, user_id: int) -> TeamNow | None:
    """The team of a person in a course work, None where they are in none."""
    own = exists().where(TeamMember.team_id == Team.id, TeamMember.user_id == user_id)
    return next(iter(_read(_teams().where(Team.assignment_id == assignment_id, own))), None)


def page(assignment_id: int, search: str, number: int) -> Page:
    """One page (1 is the first) of a course work's teams, those that wait for a decision first; is there more?"""
    chosen = _teams().where(Team.assignment_id == assignment_id, _matches(search))
    return _page(chosen.order_by(waits().desc(), Team.name, Team.id), number)


def read_on(assignment_id: int, wanted: Wanted, window: Window) -> list[TeamNow]:
    """A window of a course work's teams, the newest first."""
    chosen = _teams().where(Team.assignment_id == assignment_id, _matches(wanted.q))
    if wanted.only_with_room:
        chosen = chosen.where(Team.locked_at.is_(None), _size() < Assignment.max_team_size)
    if wanted.status is not None:
        chosen = chosen.where(Team.status == wanted.status)
    if wanted.waits is not None:
        chosen = chosen.where(waits() if wanted.waits else ~waits())
    return _read(keyset.read_on(chosen, Team.id, window))


def with_room(assignment_id: int, number: int) -> Page:
    """One page (1 is the first) of the teams that still take somebody, by name; is there more?"""
    room = (Team.locked_at.is_(None), _size() < Assignment.max_team_size)
    return _page(_teams().where(Team.assignment_id == assignment_id, *room).order_by(Team.name, Team.id), number)


def choices(assignment_id: int) -> list[tuple[int, str, int]]:
    """Every team of a course work by key, name and size."""
    rows = select(Team.id, Team.name, _size()).where(Team.assignment_id == assignment_id).order_by(Team.name, Team.id)
    return [(key, name, size) for key, name, size in db.session.execute(rows)]


def count(assignment_id: int) -> tuple[int, int]:
    """How many teams a course work has, and how many of them wait for a teacher's decision."""
    counted = select(func.count(), func.count().filter(waits())).select_from(Team)
    number, waiting = db.session.execute(counted.where(Team.assignment_id == assignment_id)).one()
    return number, waiting


def waits() -> ColumnElement[bool]:
    """Condition on `teams`: a teacher has to decide something."""
    leave, end = LeaveRequest, DissolveRequest
    return or_(
        Team.status == TeamStatus.AWAITING,
        exists().where(leave.team_id == Team.id, leave.status == RequestStatus.ESCALATED),
        exists().where(end.team_id == Team.id, end.status == RequestStatus.WAITING),
    )


def _matches(search: str) -> ColumnElement[bool]:
    """The team's name, or a member's name or student number contains it, whatever its case."""
    if not search:
        return true()
    place, person = aliased(TeamMember), aliased(User)
    columns = (person.name, person.student_number)
    within = or_(*(column.icontains(search, autoescape=True) for column in columns))
    member = exists().where(place.team_id == Team.id, person.id == place.user_id, within)
    return or_(Team.name.icontains(search, autoescape=True), member)


def _size() -> Any:
    counted = aliased(TeamMember)
    return select(func.count()).where(counted.team_id == Team.id).correlate(Team).scalar_subquery()


def _teams() -> Select[*tuple[Any, ...]]:
    own = (Team.id, Team.assignment_id, Team.name, Team.leader_id, Team.status, Team.locked_at)
    asked = (Team.request_reason, Team.requested_at, Team.decided_at, Team.decision_reason)
    names = (User.name.label("decided_by_name"), Team.transition_id.is_not(None).label("by_clock"))
    joined = select(*own, *asked, *names, Assignment.min_team_size, Assignment.max_team_size)
    return joined.join(Assignment, Assignment.id == Team.assignment_id).outerjoin(User, User.id == Team.decided_by)


def _page(statement: Select[*tuple[Any, ...]], number: int) -> Page:
    found = _read(statement.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE))
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def _read(statement: Select[*tuple[Any, ...]]) -> list[TeamNow]:
    rows = db.session.execute(statement).mappings().all()
    members = _members(row["id"] for row in rows)
    return [TeamNow(**row, members=tuple(members.get(row["id"], ()))) for row in rows]


def _members(team_ids: Iterable[int]) -> dict[int, list[Member]]:
    """Who is in these teams, by team: the leader first, the others by name."""
    found: dict[int, list[Member]] = {key: [] for key in team_ids}
    columns = (User.id, User.name, User.student_number, User.is_active)
    joined = select(TeamMember.team_id, *columns).join(User, User.id == TeamMember.user_id)
    leads = joined.join(Team, Team.id == TeamMember.team_id).where(Team.id.in_(found))
    for row in db.session.execute(leads.order_by(User.id != Team.leader_id, User.name, User.id)) if found else ():
        found[row.team_id].append(Member(*row[1:]))
    return found
