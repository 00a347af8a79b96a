"""A student's own page about teams: the team they are in, or how to get into one."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.identity import signed_in
from app.queries import assignments, classmates, stages, team_requests, teams
from app.queries.assignments import CourseWork
from app.queries.teams import Formation, TeamNow
from app.routes.paging import page_asked
from app.routes.tried import Tried

blueprint = Blueprint("my_team", __name__)

MOST_FOUND = 20


@blueprint.get("/assignments/<key:assignment_id>/team")
def show(assignment_id: int) -> ResponseReturnValue:
    work = assignments.one(policy.course_work(signed_in()), assignment_id) or abort(404)
    if work.is_staff:
        return redirect(url_for("teams.index", assignment_id=work.id))
    return page(work)


def page(work: CourseWork, tried: Tried | None = None) -> str:
    """The page as the reader sees it, with what was tried on it and refused."""
    formation = teams.formation(work.id, stages.plan(work.id))
    team = teams.mine(work.id, signed_in().id)
    return _in_team(work, team, formation, tried) if team else _in_none(work, formation, tried)


def search_asked() -> str:
    """What the address asks to look for."""
    return request.args.get("q", "").replace("\0", "").strip()


def _in_team(work: CourseWork, team: TeamNow, formation: Formation, tried: Tried | None) -> str:
    leads, search = team.leader_id == signed_in().id, search_asked()
    asked = team_requests.of_teams([team.id])[team.id]
    found, number = classmates.without_team(work, search, MOST_FOUND) if leads and search else ([], 0)
    return render_template(
        "teams/mine.html", work=work, team=team, formation=formation, tried=tried, leads=leads, search=search,
        found=found, number=number, invitations=team_requests.sent_by(team.id),
        requests=[one for one in asked if leads or one.user_id == signed_in().id],
    )  # fmt: skip


def _in_none(work: CourseWork, formation: Formation, tried: Tried | None) -> str:
    number = page_asked()
    others, has_more = teams.with_room(work.id, number)
    return render_template(
        "teams/alone.html", work=work, formation=formation, tried=tried, others=others, page=number, has_more=has_more,
        invitations=team_requests.waiting_for(work.id, signed_in().id),
    )  # fmt: skip
