"""Course work: the list of mine, one of them, and the pause of its clock."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import assignments as commands
from app.identity import signed_in
from app.queries import assignments, stages
from app.queries.assignments import CourseWork
from app.routes import by_hand

blueprint = Blueprint("assignments", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= 1_000_000:
        return redirect(url_for("assignments.index"))
    course_work, has_more = assignments.visible(policy.course_work(signed_in()), page)
    plans = stages.plans([work.id for work in course_work])
    course_work.sort(key=lambda work: plans[work.id].urgency)
    return render_template("assignments/index.html", course_work=course_work, plans=plans, page=page, has_more=has_more)


@blueprint.get("/assignments/<key:assignment_id>")
def show(assignment_id: int) -> ResponseReturnValue:
    return by_hand.page(_find(assignment_id) or abort(404))


@blueprint.post("/assignments/<key:assignment_id>/pause")
def pause(assignment_id: int) -> ResponseReturnValue:
    work = by_hand.of_staff(_find(assignment_id))
    said = _("%(name)s is paused: nothing opens or closes until it is resumed.", name=work.title)
    return by_hand.step_in(work, commands.pause, said)


@blueprint.post("/assignments/<key:assignment_id>/resumption")
def resume(assignment_id: int) -> ResponseReturnValue:
    work = by_hand.of_staff(_find(assignment_id))
    said = _("%(name)s is no longer paused. What came due meanwhile happens at the next tick.", name=work.title)
    return by_hand.step_in(work, commands.resume, said)


def _find(assignment_id: int) -> CourseWork | None:
    return assignments.one(policy.course_work(signed_in()), assignment_id)
