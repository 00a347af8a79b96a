"""How a team ends: its leader asks, a teacher dissolves it or keeps it."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import team_requests as requests
from app.commands import teams as commands
from app.errors import Refused
from app.identity import signed_in
from app.queries import team_requests
from app.queries.assignments import CourseWork
from app.queries.teams import TeamNow
from app.routes.by_hand import sentence_of
from app.routes.team_page import find, find_kept
from app.routes.tried import Tried, reason_sent

blueprint = Blueprint("team_ending", __name__)


@blueprint.post("/teams/<key:team_id>/dissolution-requests")
def request_dissolution(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    tried, said = reason_sent("dissolution-request"), _("The teachers are asked to dissolve the team.")
    return page.attempt(tried, lambda: requests.request_dissolution(team.id, tried.typed, signed_in().id), said)


@blueprint.post("/dissolution-requests/<key:request_id>/withdrawal")
def withdraw(request_id: int) -> ResponseReturnValue:
    page, _team = find(team_requests.team_of_dissolution(policy.team(signed_in()), request_id))
    said = _("The wish to dissolve the team is taken back.")
    return page.attempt(
        Tried("dissolution", request_id), lambda: requests.withdraw_dissolution(request_id, signed_in().id), said
    )


@blueprint.post("/dissolution-requests/<key:request_id>/declination")
def decline(request_id: int) -> ResponseReturnValue:
    page, team = find_kept(team_requests.team_of_dissolution(policy.team(signed_in()), request_id))
    tried, said = reason_sent("dissolution", request_id), _("%(name)s stays together.", name=team.name)
    return page.attempt(tried, lambda: requests.decline_dissolution(request_id, tried.typed, signed_in().id), said)


@blueprint.get("/teams/<key:team_id>/dissolution")
def ask(team_id: int) -> ResponseReturnValue:
    page, team = find_kept(team_id)
    return _page(page.work, team)


@blueprint.post("/teams/<key:team_id>/dissolution")
def dissolve(team_id: int) -> ResponseReturnValue:
    page, team = find_kept(team_id)
    tried = reason_sent("dissolution")
    if tried.sentence:
        return _page(page.work, team, tried), 422
    try:
        commands.dissolve(team.id, tried.typed, signed_in().id)
    except Refused as refused:
        return _page(page.work, team, replace(tried, sentence=sentence_of(refused))), refused.status
    flash(_("%(name)s is dissolved. Its members are told.", name=team.name))
    return redirect(url_for("teams.index", assignment_id=team.assignment_id), 303)


def _page(work: CourseWork, team: TeamNow, tried: Tried | None = None) -> str:
    return render_template("teams/dissolution.html", work=work, team=team, tried=tried)
