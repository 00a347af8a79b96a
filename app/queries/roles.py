"""The roles of divisions: what there is to do in a team, who does it, and what nobody does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import text

from app.db import db
from app.models.types import StageStatus

PAGE_SIZE = 50

DIVISIONS = text(
    """
    select s.id, s.name, s.effective_status, s.held, s.starts_at, s.ends_at, s.as_of,
           stageclock.stage_open_for(s.id, cast(:team_id as bigint), s.as_of) as is_open
    from stageclock.stages_now s
    where s.kind = 'division' and (s.assignment_id = :assignment_id or s.id = :stage_id)
    order by s.position, s.id
    """
)
ROLES = text(
    """
    select r.id, r.stage_id, r.team_id, r.name, r.description, r.required
    from public.division_roles r
    where r.stage_id = any (:stage_ids) and (r.team_id is null or r.team_id = any (:team_ids))
    order by r.team_id nulls first, r.id
    """
)
HOLDERS = text(
    """
    select h.team_id, h.role_id, u.id, u.name, h.transition_id is not null as by_clock
    from public.role_assignments h
    join public.division_roles r on r.id = h.role_id
    join public.users u on u.id = h.user_id
    where r.stage_id = any (:stage_ids) and h.team_id = any (:team_ids)
    order by u.name, u.id
    """
)
ONE = text(
    """
    select r.id, r.stage_id, r.team_id, r.name, r.description, r.required,
           (select count(*) from public.role_assignments h where h.role_id = r.id) as holders
    from public.division_roles r
    where r.id = :role_id
    """
)
# Each team of the stage's course work, and whether it has a required role that nobody holds.
LACKING = """
    with team as (
        select t.id, t.name, exists (
                   select from public.division_roles r
                   where r.stage_id = s.id and r.required and (r.team_id is null or r.team_id = t.id)
                     and not exists (
                         select from public.role_assignments h where h.role_id = r.id and h.team_id = t.id)
               ) as is_lacking
        from public.stages s
        join public.teams t on t.assignment_id = s.assignment_id
        where s.id = :stage_id
    )
"""
TEAMS = text(
    f"{LACKING} select id, name from team where is_lacking or not :only_lacking order by name, id"  # noqa: S608
    " limit :limit offset :offset"
)
COUNT = text(f"{LACKING} select count(*), count(*) filter (where is_lacking) from team")  # noqa: S608


@dataclass(frozen=True)
class Holder:
    """Who holds a role in a team. `by_clock`: a closing gave it."""

    id: int
    name: str
    by_clock: bool


@dataclass(frozen=True)
class Role:
    """One role, of every team where `team_id` is None, and who holds it in the team that was asked about."""

    id: int
    stage_id: int
    team_id: int | None
    name: str
    description: str
    required: bool
    holders: tuple[Holder, ...] = ()

    @property
    def is_lacking(self) -> bool:
        """Whether somebody has to hold it and nobody does."""
        return self.required and not self.holders


@dataclass(frozen=True)
class OneRole:
    """One role by itself; `holders` counts who holds it, in all teams."""

    id: int
    stage_id: int
    team_id: int | None
    name: str
    description: str
    required: bool
    holders: int


@dataclass(frozen=True)
class Division:
    """One division stage at `as_of`, and its roles. `is_open`: for the team, as the database says."""

    id: int
    name: str
    effective_status: StageStatus
    held: bool
    starts_at: datetime | None
    ends_at: datetime | None
    as_of: datetime
    is_open: bool
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class TeamRoles:
    """One team at one division stage."""

    id: int
    name: str
    roles: tuple[Role, ...]

    @property
    def lacking(self) -> list[Role]:
        """The required roles that nobody holds."""
        return [role for role in self.roles if role.is_lacking]


def of_team(assignment_id: int, team_id: int) -> list[Division]:
    """Every division stage of a course work with the roles of one of its teams and who holds them, in order."""
    found = _divisions(assignment_id=assignment_id, team_id=team_id)
    roles = _shared_out([stage.id for stage in found], [team_id])
    return [replace(stage, roles=roles.get((team_id, stage.id), ())) for stage in found]


def division(stage_id: int) -> Division | None:
    """One division stage with the roles of every team, None where the stage is none."""
    found = next(iter(_divisions(stage_id=stage_id)), None)
    return replace(found, roles=tuple(_roles([stage_id], []))) if found else None


def one(role_id: int) -> OneRole | None:
    """One role, None where there is none."""
    row = db.session.execute(ONE, {"role_id": role_id}).mappings().one_or_none()
    return OneRole(**row) if row else None


def teams(stage_id: int, page: int, *, only_lacking: bool) -> tuple[list[TeamRoles], bool]:
    """One page (1 is the first) of the teams at a division by name, or of those that lack somebody; is there more?"""
    window = {"limit": PAGE_SIZE + 1, "offset": (page - 1) * PAGE_SIZE}
    rows = db.session.execute(TEAMS, {"stage_id": stage_id, "only_lacking": only_lacking, **window}).all()
    shown = rows[:PAGE_SIZE]
    roles = _shared_out([stage_id], [key for key, _name in shown])
    return [TeamRoles(key, name, roles.get((key, stage_id), ())) for key, name in shown], len(rows) > PAGE_SIZE


def count(stage_id: int) -> tuple[int, int]:
    """How many teams there are at a division, and in how many of them nobody holds some required role."""
    number, lacking = db.session.execute(COUNT, {"stage_id": stage_id}).one()
    return number, lacking


def _divisions(
    *, assignment_id: int | None = None, stage_id: int | None = None, team_id: int | None = None
) -> list[Division]:  # fmt: skip
    asked = {"assignment_id": assignment_id, "stage_id": stage_id, "team_id": team_id}
    return [Division(**row) for row in db.session.execute(DIVISIONS, asked).mappings()]


def _roles(stage_ids: Sequence[int], team_ids: Sequence[int]) -> list[Role]:
    asked = {"stage_ids": list(stage_ids), "team_ids": list(team_ids)}
    return [Role(**row) for row in db.session.execute(ROLES, asked).mappings()]


def _shared_out(stage_ids: Sequence[int], team_ids: Sequence[int]) -> dict[tuple[int, int], tuple[Role, ...]]:
    """The roles of these teams with who holds them, by team and stage; the teacher's roles first."""
    asked = {"stage_ids": list(stage_ids), "team_ids": list(team_ids)}
    holders: dict[tuple[int, int], list[Holder]] = {}
    for team_id, role_id, *who in db.session.execute(HOLDERS, asked):
        holders.setdefault((team_id, role_id), []).append(Holder(*who))
    found: dict[tuple[int, int], tuple[Role, ...]] = {}
    for role in _roles(stage_ids, team_ids):
        for team_id in team_ids if role.team_id is None else [role.team_id]:
            held = replace(role, holders=tuple(holders.get((team_id, role.id), ())))
            found[team_id, role.stage_id] = (*found.get((team_id, role.stage_id), ()), held)
    return found
