"""The dashboard: all course work of which somebody is staff on one time axis, above it what needs them."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import policy, timeline
from app.identity import signed_in
from app.policy import Scope
from app.queries import dashboard, passages, problems, stages
from app.queries.assignments import CourseWork
from app.queries.problems import Problem
from app.routes.paging import page_asked
from app.routes.picture import Painter, Picture
from app.timeline import Axis
from app.times import zone, zone_key

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
    picture, window = _picture(works)
    return render_template(
        "dashboard/show.html",
        picture=picture,
        window=window,
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


def _picture(works: list[CourseWork]) -> tuple[Picture, int | str]:
    """These course works with their plans, what is most urgent first, and which window that is."""
    plans = stages.plans([work.id for work in works])
    works.sort(key=lambda work: plans[work.id].urgency)
    painter = Painter(passages.of([work.id for work in works]), _zone(works))
    every = [stage for plan in plans.values() for stage in plan.stages]
    axis, window = _axis(every[0].as_of if every else dashboard.now(), painter.instants(every), painter.zone_name)
    return painter.by_work(axis, [(work, plans[work.id]) for work in works]), window


def _axis(as_of: datetime, instants: list[datetime], zone_name: str) -> tuple[Axis, int | str]:
    """The window that the address asks for, else the smallest that shows what lies ahead."""
    here = zone(zone_name)
    window = _weeks() or timeline.fitting(as_of, instants, here)
    if isinstance(window, int):
        return timeline.around(as_of, window, here), window
    return timeline.whole(as_of, instants, here), window


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
