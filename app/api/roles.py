"""Roles of divisions, and who holds them."""

from typing import Any

from flask import abort

from app.api import finding
from app.api.schemas.shapes import Made, page_of
from app.api.schemas.work import RoleIn, RoleOut
from app.api.subject import Operation, Subject
from app.commands import roles as commands
from app.commands.roles import RoleValues
from app.identity import signed_in
from app.queries import roles
from app.queries.assignments import CourseWork

subject = Subject("roles", "Roles that teams share out in a division, and who holds them.")

HOLDER = "/teams/<key:team_id>/roles/<key:role_id>/holders/<key:user_id>"


@subject.get("/teams/<key:team_id>/roles", page_of(RoleOut))
def list_roles_of_team(team_id: int) -> dict[str, Any]:
    """All roles of a team and who holds them, on one page."""
    work, team = finding.team(team_id)
    return {"items": [role for stage in roles.of_team(work.id, team.id) for role in stage.roles], "next": None}


@subject.get("/stages/<key:stage_id>/roles", page_of(RoleOut))
def list_roles_of_stage(stage_id: int) -> dict[str, Any]:
    """The roles that every team of a division shares out, on one page; for staff, without holders."""
    finding.kept_stage(stage_id)
    return {"items": (roles.division(stage_id) or abort(404)).roles, "next": None}


@subject.post("/stages/<key:stage_id>/roles", RoleIn, Made, status=201)
def add_role(body: dict[str, Any], stage_id: int) -> dict[str, int]:
    """Add a role for every team; for staff."""
    finding.kept_stage(stage_id)
    return {"id": commands.add(stage_id, None, RoleValues(**body), signed_in().id, by_staff=True)}


@subject.post("/teams/<key:team_id>/stages/<key:stage_id>/roles", RoleIn, Made, status=201)
def add_role_of_team(body: dict[str, Any], team_id: int, stage_id: int) -> dict[str, int]:
    """Add a role of this team only; for who leads it, and staff."""
    work, team = finding.team(team_id)
    if stage_id not in {stage.id for stage in roles.of_team(work.id, team.id)}:
        abort(404)
    return {"id": commands.add(stage_id, team.id, RoleValues(**body), signed_in().id, by_staff=work.is_staff)}


@subject.offer(Operation("PUT", "/roles/<key:role_id>", takes=RoleIn, status=204))
def edit_role(body: dict[str, Any], role_id: int) -> None:
    """Change a role: all that it says. For staff; for who leads the team where it is its own."""
    work = _changeable(role_id)
    commands.edit(role_id, RoleValues(**body), signed_in().id, by_staff=work.is_staff)


@subject.offer(Operation("DELETE", "/roles/<key:role_id>", status=204))
def remove_role(role_id: int) -> None:
    """Remove a role, and take it from everybody; for who may change it."""
    work = _changeable(role_id)
    commands.remove(role_id, signed_in().id, by_staff=work.is_staff)


@subject.offer(Operation("PUT", HOLDER, status=204))
def give_role(team_id: int, role_id: int, user_id: int) -> None:
    """Give a role of a team to one of its members; for who leads it, and staff."""
    work, team = finding.team(team_id)
    commands.assign(role_id, team.id, user_id, signed_in().id, by_staff=work.is_staff)


@subject.offer(Operation("DELETE", HOLDER, status=204))
def take_role(team_id: int, role_id: int, user_id: int) -> None:
    """Take a role of a team from one of its members; for who leads it, and staff."""
    work, team = finding.team(team_id)
    commands.unassign(role_id, team.id, user_id, signed_in().id, by_staff=work.is_staff)


def _changeable(role_id: int) -> CourseWork:
    """The course work of a role that the asker may change: staff any, a leader the team's own."""
    role = roles.one(role_id) or abort(404)
    if role.team_id is None:
        return finding.kept_stage(role.stage_id)[0]
    work, team = finding.team(role.team_id)
    return work if work.is_staff or team.leader_id == signed_in().id else abort(403)
