"""The dashboard: all course work of which somebody is staff on one time axis, above it what needs them."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import policy, timeline
from app.identity import signed_in
from app.policy import Scope
from app.queries import dashboard, problems, stages, transitions
from app.queries.assignments import CourseWork
from app.queries.problems import Problem
from app.routes.axis import Picture
from app.routes.paging import page_asked
from app.times import zone_key

blueprint = Blueprint("dashboard", __name__)

HORIZON = timedelta(days=7)
ALL = "all"


@blueprint.get("/dashboard")
def show() -> ResponseReturnValue:
    if not policy.may_teach(signed_in()):
        abort(404)
    page, with_archived = page_asked(), "archived" in request.args
    scope = policy.course_work(signed_in())
    works, has_more = dashboard.course_work(scope, with_archived, page)
    picture = _picture(works)
    return render_template(
        "dashboard/show.html",
        picture=picture,
        problems=_problems(scope, picture.zone_name),
        paused=dashboard.paused(scope),
        coming=dashboard.coming(scope, picture.axis.now + HORIZON),
        waiting=dashboard.waiting(scope),
        horizon=HORIZON,
        limit=dashboard.LIMIT,
        weeks=timeline.WEEKS,
        with_archived=with_archived,
        page=page,
        has_more=has_more,
    )


def _picture(works: list[CourseWork]) -> Picture:
    """These course works with their plans, what is most urgent first, in the window that the address asks for."""
    plans = stages.plans([work.id for work in works])
    works.sort(key=lambda work: plans[work.id].urgency)
    closings = transitions.closings([stage.id for plan in plans.values() for stage in plan.stages])
    as_of = next((stage.as_of for plan in plans.values() for stage in plan.stages), None) or dashboard.now()
    return Picture.of([(work, plans[work.id]) for work in works], closings, as_of, _zone(works), _weeks())


def _zone(works: list[CourseWork]) -> str:
    """The reader's own zone, else that of the first course work."""
    return zone_key(signed_in().time_zone or next((work.time_zone for work in works), "UTC"))


def _weeks() -> int | str | None:
    """How many weeks to show, or all; None where the address does not say, or says what there is not."""
    asked = request.args.get("weeks", "")
    return ALL if asked == ALL else next((weeks for weeks in timeline.WEEKS if asked == str(weeks)), None)


def _problems(scope: Scope, zone: str) -> list[Problem]:
    """What failed, with its times in the zone that the page names."""
    return [replace(problem, time_zone=zone) for problem in problems.of_staff(scope)]
