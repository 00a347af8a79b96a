"""The roles that a teacher gives every team of a division, who holds what, and how any role is changed or removed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import roles as commands
from app.errors import Refused
from app.forms.roles import BESIDE, RoleForm
from app.identity import signed_in
from app.queries import assignments, roles, teams
from app.queries.assignments import CourseWork
from app.queries.roles import Division, OneRole
from app.routes.by_hand import beside, of_staff, sentence_of
from app.routes.paging import page_asked
from app.routes.team_page import find

blueprint = Blueprint("roles", __name__)


@blueprint.get("/stages/<key:stage_id>/roles")
def show(stage_id: int) -> ResponseReturnValue:
    work, division = _of_stage(stage_id)
    return _page(work, division, RoleForm.blank()) if work.is_staff else redirect(_own(work, stage_id))


@blueprint.post("/stages/<key:stage_id>/roles")
def create(stage_id: int) -> ResponseReturnValue:
    work, division = _of_stage(stage_id)
    of_staff(work)
    form = RoleForm()
    if not form.validate():
        return _page(work, division, form), 422
    try:
        commands.add(stage_id, None, form.values, signed_in().id, by_staff=True)
    except Refused as refused:
        return _page(work, division, form, beside(form, refused, BESIDE)), refused.status
    flash(_("The role %(name)s is added for every team.", name=form.name.data))
    return redirect(url_for("roles.show", stage_id=stage_id), 303)


@blueprint.get("/roles/<key:role_id>/edit")
def edit(role_id: int) -> ResponseReturnValue:
    work, role = _of_role(role_id)
    return _form(work, role, RoleForm.showing(role))


@blueprint.post("/roles/<key:role_id>")
def update(role_id: int) -> ResponseReturnValue:
    work, role = _of_role(role_id)
    form = RoleForm()
    if not form.validate():
        return _form(work, role, form), 422
    try:
        commands.edit(role.id, form.values, signed_in().id, by_staff=work.is_staff)
    except Refused as refused:
        return _form(work, role, form, beside(form, refused, BESIDE)), refused.status
    flash(_("The role %(name)s is changed.", name=form.name.data))
    return redirect(_back(role), 303)


@blueprint.get("/roles/<key:role_id>/removal")
def ask(role_id: int) -> ResponseReturnValue:
    return _question(*_of_role(role_id))


@blueprint.post("/roles/<key:role_id>/removal")
def remove(role_id: int) -> ResponseReturnValue:
    work, role = _of_role(role_id)
    try:
        commands.remove(role.id, signed_in().id, by_staff=work.is_staff)
    except Refused as refused:
        return _question(work, role, sentence_of(refused)), refused.status
    flash(_("The role %(name)s is removed.", name=role.name))
    return redirect(_back(role), 303)


def _of_stage(stage_id: int) -> tuple[CourseWork, Division]:
    work = assignments.of_stage(policy.course_work(signed_in()), stage_id) or abort(404)
    return work, roles.division(stage_id) or abort(404)


def _of_role(role_id: int) -> tuple[CourseWork, OneRole]:
    """A role for who may change it: the teacher's for staff, a team's own for staff and whoever leads it."""
    role = roles.one(role_id) or abort(404)
    if role.team_id is None:
        return of_staff(assignments.of_stage(policy.course_work(signed_in()), role.stage_id)), role
    page, team = find(role.team_id)
    return (page.work, role) if page.work.is_staff or team.leader_id == signed_in().id else abort(403)


def _own(work: CourseWork, stage_id: int) -> str:
    """Where a student sees the roles of their own team, or how to get into one."""
    team = teams.mine(work.id, signed_in().id)
    if team is None:
        return url_for("my_team.show", assignment_id=work.id)
    return url_for("team_roles.show", team_id=team.id, _anchor=f"stage-{stage_id}")


def _back(role: OneRole) -> str:
    """The list in which the role stands."""
    if role.team_id is None:
        return url_for("roles.show", stage_id=role.stage_id)
    return url_for("team_roles.show", team_id=role.team_id, _anchor=f"stage-{role.stage_id}")


def _page(work: CourseWork, division: Division, form: RoleForm, refusal: str | None = None) -> str:
    only_lacking, page = request.args.get("shown") == "lacking", page_asked()
    found, has_more = roles.teams(division.id, page, only_lacking=only_lacking)
    number, lacking = roles.count(division.id)
    return render_template(
        "roles/stage.html", work=work, division=division, form=form, teams=found, page=page, has_more=has_more,
        only_lacking=only_lacking, number=number, lacking=lacking, refusal=refusal,
    )  # fmt: skip


def _form(work: CourseWork, role: OneRole, form: RoleForm, refusal: str | None = None) -> str:
    return render_template("roles/edit.html", work=work, role=role, form=form, back=_back(role), refusal=refusal)


def _question(work: CourseWork, role: OneRole, refusal: str | None = None) -> str:
    return render_template("roles/removal.html", work=work, role=role, back=_back(role), refusal=refusal)
