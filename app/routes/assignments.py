"""Course work: the list of mine, one of them, its publication and the pause of its clock."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.forms.by_hand import ReasonForm
from app.identity import signed_in
from app.queries import assignments, stages
from app.queries.assignments import CourseWork
from app.routes import by_hand
from app.routes.acts import ON_WORK
from app.routes.asking import Question

blueprint = Blueprint("assignments", __name__)

ACTS = "/assignments/<key:assignment_id>/<any(publication, pause, resumption):act>"


@blueprint.get("/")
def index() -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= 1_000_000:
        return redirect(url_for("assignments.index"))
    course_work, has_more = assignments.visible(signed_in(), page)
    plans = stages.plans([work.id for work in course_work], signed_in().id)
    course_work.sort(key=lambda work: plans[work.id].urgency)
    return render_template("assignments/index.html", course_work=course_work, plans=plans, page=page, has_more=has_more)


@blueprint.get("/assignments/<key:assignment_id>")
def show(assignment_id: int) -> ResponseReturnValue:
    return by_hand.page(_find(assignment_id) or abort(404))


@blueprint.get(ACTS)
def ask(assignment_id: int, act: str) -> ResponseReturnValue:
    return Question(ON_WORK[act], by_hand.of_staff(_find(assignment_id))).ask(ReasonForm())


@blueprint.post(ACTS)
def answer(assignment_id: int, act: str) -> ResponseReturnValue:
    return Question(ON_WORK[act], by_hand.of_staff(_find(assignment_id))).answer(ReasonForm())


def _find(assignment_id: int) -> CourseWork | None:
    return assignments.one(policy.course_work(signed_in()), assignment_id)
