"""The roles of one team: who holds them, giving and taking them, and adding the team's own."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.commands import roles as commands
from app.errors import Refused
from app.forms.roles import BESIDE, RoleForm
from app.identity import signed_in
from app.queries import roles
from app.queries.roles import Division
from app.queries.teams import TeamNow
from app.routes.by_hand import beside
from app.routes.team_page import TeamPage, find
from app.routes.tried import Tried, key_sent

blueprint = Blueprint("team_roles", __name__, url_prefix="/teams/<key:team_id>")


@dataclass(frozen=True)
class RolesPage(TeamPage):
    """The page on which members and staff see who holds what in a team."""

    def show(self, tried: Tried | None = None) -> str:
        """The page, with what was tried on it and refused."""
        team = self.team or abort(404)
        divisions, leads = roles.of_team(self.work.id, team.id), team.leader_id == signed_in().id
        return render_template(
            "roles/team.html", work=self.work, team=team, divisions=divisions, leads=leads, tried=tried
        )

    @property
    def address(self) -> str:
        """Where it is."""
        team = self.team or abort(404)
        return url_for("team_roles.show", team_id=team.id)


@blueprint.get("/roles")
def show(team_id: int) -> ResponseReturnValue:
    return _find(team_id)[0].show()


@blueprint.post("/roles/<key:role_id>/holders")
def give(team_id: int, role_id: int) -> ResponseReturnValue:
    page, team = _find(team_id)
    to = key_sent("user_id")
    name = next((member.name for member in team.members if member.id == to), "")
    return page.attempt(
        Tried("holder", role_id, str(to)),
        lambda: commands.assign(role_id, team.id, to, signed_in().id, by_staff=page.work.is_staff),
        _("%(name)s holds the role now.", name=name),
        f"{page.address}#role-{role_id}",
    )


@blueprint.post("/roles/<key:role_id>/holders/<key:user_id>/removal")
def take(team_id: int, role_id: int, user_id: int) -> ResponseReturnValue:
    page, team = _find(team_id)
    name = next((member.name for member in team.members if member.id == user_id), "")
    return page.attempt(
        Tried("holder", role_id),
        lambda: commands.unassign(role_id, team.id, user_id, signed_in().id, by_staff=page.work.is_staff),
        _("%(name)s no longer holds the role.", name=name),
        f"{page.address}#role-{role_id}",
    )


@blueprint.get("/stages/<key:stage_id>/roles/new")
def new(team_id: int, stage_id: int) -> ResponseReturnValue:
    page, team = _find(team_id)
    return _form(page, _division(team, stage_id), RoleForm.blank())


@blueprint.post("/stages/<key:stage_id>/roles")
def create(team_id: int, stage_id: int) -> ResponseReturnValue:
    page, team = _find(team_id)
    division, form = _division(team, stage_id), RoleForm()
    if not form.validate():
        return _form(page, division, form), 422
    try:
        commands.add(stage_id, team.id, form.values, signed_in().id, by_staff=page.work.is_staff)
    except Refused as refused:
        return _form(page, division, form, beside(form, refused, BESIDE)), refused.status
    flash(_("The role %(name)s is added for the team.", name=form.name.data))
    return redirect(f"{page.address}#stage-{stage_id}", 303)


def _find(team_id: int) -> tuple[RolesPage, TeamNow]:
    page, team = find(team_id)
    return RolesPage(page.work, team), team


def _division(team: TeamNow, stage_id: int) -> Division:
    found = roles.of_team(team.assignment_id, team.id)
    return next((stage for stage in found if stage.id == stage_id), None) or abort(404)


def _form(page: RolesPage, division: Division, form: RoleForm, refusal: str | None = None) -> str:
    return render_template(
        "roles/new.html", work=page.work, team=page.team, division=division, form=form, refusal=refusal
    )
