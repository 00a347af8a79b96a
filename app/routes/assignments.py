"""Course work: the list of mine, and one of them."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.identity import signed_in
from app.queries import assignments, people, stages, transitions

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
    work = assignments.one(policy.course_work(signed_in()), assignment_id) or abort(404)
    return render_template(
        "assignments/show.html",
        work=work,
        plan=stages.plan(work.id),
        teachers=people.managing(work.id),
        attachments=assignments.attachments(work.id),
        links=assignments.links(work.id),
        history=transitions.history(work.id) if work.is_staff else [],
        history_limit=transitions.HISTORY_LIMIT,
    )
