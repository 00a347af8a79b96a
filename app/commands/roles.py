"""What people do to the roles of a division, and who holds them. Each raises Refused."""

from dataclasses import asdict, dataclass

from app.db import call


@dataclass(frozen=True)
class RoleValues:
    """What a role says; a required one is given to somebody when the division closes."""

    name: str
    description: str
    required: bool


def add(stage_id: int, team_id: int | None, values: RoleValues, actor_id: int, *, by_staff: bool) -> int:
    """Add a role for every team (None), or a team's own; its key."""
    where = {"stage_id": stage_id, "team_id": team_id}
    return int(call("add_role", **where, **asdict(values), actor_id=actor_id, by_staff=by_staff))


def edit(role_id: int, values: RoleValues, actor_id: int, *, by_staff: bool) -> None:
    """Change a role."""
    call("edit_role", role_id=role_id, **asdict(values), actor_id=actor_id, by_staff=by_staff)


def remove(role_id: int, actor_id: int, *, by_staff: bool) -> None:
    """Remove a role, and take it from everybody."""
    call("remove_role", role_id=role_id, actor_id=actor_id, by_staff=by_staff)


def assign(role_id: int, team_id: int, user_id: int, actor_id: int, *, by_staff: bool) -> None:
    """Give a role to a member."""
    call("assign_role", role_id=role_id, team_id=team_id, user_id=user_id, actor_id=actor_id, by_staff=by_staff)


def unassign(role_id: int, team_id: int, user_id: int, actor_id: int, *, by_staff: bool) -> None:
    """Take a role from a member."""
    call("unassign_role", role_id=role_id, team_id=team_id, user_id=user_id, actor_id=actor_id, by_staff=by_staff)
