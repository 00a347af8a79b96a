"""A person's notices: list, mark, delete; and a teacher's message to everybody of a course work."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app import policy
from app.commands import notifications as commands
from app.errors import Refused
from app.forms.message import MessageForm
from app.identity import signed_in
from app.queries import assignments, notifications
from app.queries.assignments import CourseWork
from app.queries.notifications import Wanted
from app.routes.by_hand import of_staff, sentence_of
from app.routes.paging import page_asked

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notifications")
def index() -> ResponseReturnValue:
    wanted, page = _wanted(), page_asked()
    notices, has_more = notifications.page(signed_in().id, wanted, page)
    return render_template(
        "notifications/index.html",
        notices=notices,
        wanted=wanted,
        course_works=notifications.course_works(signed_in().id),
        page=page,
        has_more=has_more,
        zone=signed_in().time_zone or "UTC",
    )


@blueprint.post("/notifications/reading")
def read() -> ResponseReturnValue:
    commands.mark(signed_in().id, _named(), read=True)
    return _back()


@blueprint.post("/notifications/unreading")
def unread() -> ResponseReturnValue:
    commands.mark(signed_in().id, _named(), read=False)
    return _back()


@blueprint.post("/notifications/deletion")
def delete() -> ResponseReturnValue:
    gone = commands.delete(signed_in().id, _named())
    flash(ngettext("%(num)d notice is deleted.", "%(num)d notices are deleted.", gone))
    return _back()


@blueprint.get("/assignments/<key:assignment_id>/message")
def write(assignment_id: int) -> ResponseReturnValue:
    return render_template("notifications/message.html", work=_course_work(assignment_id), form=MessageForm())


@blueprint.post("/assignments/<key:assignment_id>/message")
def send(assignment_id: int) -> ResponseReturnValue:
    work, form = _course_work(assignment_id), MessageForm()
    if not form.validate():
        return render_template("notifications/message.html", work=work, form=form), 422
    try:
        told = commands.broadcast(work.id, form.text.data, signed_in().id)
    except Refused as refused:
        refusal = sentence_of(refused)
        return render_template("notifications/message.html", work=work, form=form, refusal=refusal), refused.status
    flash(ngettext("%(num)d person is told.", "%(num)d people are told.", told))
    return redirect(url_for("assignments.show", assignment_id=work.id), 303)


def _course_work(assignment_id: int) -> CourseWork:
    return of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))


def _wanted() -> Wanted:
    """What the address asks for; what it cannot mean is not asked for."""
    assignment_id = request.args.get("assignment", type=int)
    is_key = assignment_id is not None and 0 < assignment_id < 2**63
    return Wanted(request.args.get("unread") == "1", assignment_id if is_key else None)


def _named() -> Sequence[int] | None:
    """The notices that the form names; None where it means all of them."""
    named = [int(key) for key in request.form.getlist("notice") if key.isdecimal() and int(key) < 2**63]
    return None if request.form.get("all") else named


def _back() -> ResponseReturnValue:
    """To the list as it was filtered."""
    wanted = _wanted()
    unread = "1" if wanted.unread else None
    return redirect(url_for("notifications.index", unread=unread, assignment=wanted.assignment_id), 303)
