"""Teams: all of a course work for its staff, one of them, and what leader and staff do to it."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import teams as commands
from app.identity import signed_in
from app.models.types import StageKind
from app.queries import assignments, classmates, effects, stages, team_requests, teams
from app.routes.by_hand import of_staff
from app.routes.my_team import search_asked
from app.routes.paging import page_asked
from app.routes.team_page import TeamPage, find, find_kept
from app.routes.tried import Tried, key_sent, name_sent, reason_sent

blueprint = Blueprint("teams", __name__)

MOST_IN_NONE = 50  # students in no team that are named; the others are counted, and found by a search


@blueprint.get("/assignments/<key:assignment_id>/teams")
def index(assignment_id: int) -> ResponseReturnValue:
    work = of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))
    search, page = search_asked(), page_asked()
    found, has_more = teams.page(work.id, search, page)
    in_none, number_in_none = classmates.without_team(work, search, MOST_IN_NONE)
    number, waiting = teams.count(work.id)
    return render_template(
        "teams/index.html", work=work, found=found, page=page, has_more=has_more, search=search, number=number,
        waiting=waiting, in_none=in_none, number_in_none=number_in_none, grouping=effects.latest_grouping(work.id),
        requests=team_requests.of_teams([team.id for team in found]), tried=None,
        divisions=[stage for stage in stages.plan(work.id).stages if stage.kind is StageKind.DIVISION],
    )  # fmt: skip


@blueprint.post("/assignments/<key:assignment_id>/teams")
def create(assignment_id: int) -> ResponseReturnValue:
    work = assignments.one(policy.course_work(signed_in()), assignment_id) or abort(404)
    if work.is_staff:  # who makes one for a student, on that student's page
        abort(403)
    me, tried = signed_in().id, name_sent("creation")
    said = _("You lead %(name)s now: invite others.", name=tried.typed)
    return TeamPage(work).attempt(tried, lambda: commands.create(work.id, tried.typed, me), said)


@blueprint.get("/teams/<key:team_id>")
def show(team_id: int) -> ResponseReturnValue:
    page, _team = find(team_id)
    return page.show() if page.work.is_staff else redirect(page.address)


@blueprint.post("/teams/<key:team_id>/name")
def rename(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    tried, by_staff = name_sent("name"), page.work.is_staff
    said = _("The team is called %(name)s now.", name=tried.typed)
    return page.attempt(
        tried, lambda: commands.rename(team.id, tried.typed, signed_in().id, by_staff=by_staff), said
    )  # fmt: skip


@blueprint.post("/teams/<key:team_id>/leadership")
def hand_over(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    to, by_staff = key_sent("user_id"), page.work.is_staff
    name = next((member.name for member in team.members if member.id == to), "")
    said = _("%(name)s leads the team now.", name=name)
    return page.attempt(
        Tried("leadership", key=to),
        lambda: commands.transfer_leadership(team.id, to, signed_in().id, by_staff=by_staff),
        said,
    )


@blueprint.post("/teams/<key:team_id>/confirmation-request")
def request_confirmation(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    tried, said = reason_sent("confirmation-request"), _("The teachers are asked to confirm the team.")
    return page.attempt(tried, lambda: commands.request_confirmation(team.id, tried.typed, signed_in().id), said)


@blueprint.post("/teams/<key:team_id>/confirmation")
def confirm(team_id: int) -> ResponseReturnValue:
    page, team = find_kept(team_id)
    tried, said = reason_sent("decision"), _("%(name)s is confirmed.", name=team.name)
    return page.attempt(
        tried, lambda: commands.confirm(team.id, tried.typed, signed_in().id), said, _list(team.assignment_id)
    )


@blueprint.post("/teams/<key:team_id>/rejection")
def reject(team_id: int) -> ResponseReturnValue:
    page, team = find_kept(team_id)
    tried, said = reason_sent("decision"), _("%(name)s is sent back.", name=team.name)
    return page.attempt(
        tried, lambda: commands.reject(team.id, tried.typed, signed_in().id), said, _list(team.assignment_id)
    )


@blueprint.post("/teams/<key:team_id>/<any(locking, unlocking):act>")
def lock(team_id: int, act: str) -> ResponseReturnValue:
    page, team = find_kept(team_id)
    locked = act == "locking"
    said = _("%(name)s is locked: students change nothing in it.") if locked else _("%(name)s is no longer locked.")
    return page.attempt(
        Tried("lock"), lambda: commands.lock(team.id, signed_in().id, locked=locked), said % {"name": team.name}
    )


def _list(assignment_id: int) -> str:
    """Where the next team waits for a decision."""
    return url_for("teams.index", assignment_id=assignment_id)
