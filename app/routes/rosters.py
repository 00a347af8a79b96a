"""Importing a class list: choose a file, look at what will happen row by row, and do just that."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import first_passwords, policy
from app.commands import rosters as commands
from app.commands.rosters import Applied
from app.csv_export import download
from app.errors import Refused
from app.first_passwords import Drawn, FirstPassword
from app.forms.roster import ApplicationForm, RosterForm, SealedForm
from app.identity import signed_in
from app.queries import rosters
from app.queries.courses import Course
from app.queries.rosters import Draft, Summary
from app.routes.by_hand import sentence_of
from app.routes.course_page import kept_by_reader
from app.routes.paging import page_asked

blueprint = Blueprint("rosters", __name__)


@blueprint.get("/courses/<key:course_id>/roster")
def new(course_id: int) -> ResponseReturnValue:
    return render_template("rosters/new.html", course=kept_by_reader(course_id), form=RosterForm())


@blueprint.get("/courses/<key:course_id>/roster/template.csv")
def template(course_id: int) -> ResponseReturnValue:
    header = (_("Student number"), _("Full name"), _("Email"), _("Username"))
    return download(_("Class list of %(name)s", name=kept_by_reader(course_id).name), header, ())


@blueprint.post("/courses/<key:course_id>/roster")
def create(course_id: int) -> ResponseReturnValue:
    course, form = kept_by_reader(course_id), RosterForm()
    roster = form.read()
    if roster is None:
        return render_template("rosters/new.html", course=course, form=form), 422
    try:
        draft_id = commands.keep(course.id, form.file_name, roster, signed_in().id)
    except Refused as refused:
        form.file.errors = [sentence_of(refused)]
        return render_template("rosters/new.html", course=course, form=form), refused.status
    return redirect(url_for("rosters.show", draft_id=draft_id), 303)


@blueprint.get("/rosters/<key:draft_id>")
def show(draft_id: int) -> ResponseReturnValue:
    return _preview(*_find(draft_id))


@blueprint.post("/rosters/<key:draft_id>/application")
def apply(draft_id: int) -> ResponseReturnValue:
    draft, course = _find(draft_id)
    drawn = first_passwords.draw(rosters.summary(draft).created)
    try:
        done = commands.apply(draft.id, ApplicationForm().digest.data or "", drawn.hashes, signed_in().id)
    except Refused as refused:
        return _preview(draft, course, sentence_of(refused)), refused.status
    flash(_done(done))
    if not done.created:
        return redirect(url_for("courses.show", course_id=course.id), 303)
    return handed_out(course, _told(done, drawn))


def handed_out(course: Course, told: list[FirstPassword]) -> str:
    """The page that shows first passwords, once."""
    sealed = SealedForm(formdata=None, sealed=first_passwords.seal(course.id, told))
    address = current_app.config["SETTINGS"].public_url
    return render_template("rosters/passwords.html", course=course, told=told, form=sealed, address=address)


def _find(draft_id: int) -> tuple[Draft, Course]:
    draft = rosters.one(policy.teaching(signed_in()), draft_id) or abort(404)
    return draft, kept_by_reader(draft.course_id)


def _preview(draft: Draft, course: Course, refusal: str | None = None) -> str:
    page, summary = page_asked(), rosters.summary(draft)
    rows, has_more = rosters.rows(draft, page)
    return render_template(
        "rosters/show.html",
        draft=draft,
        course=course,
        summary=summary,
        rows=rows,
        page=page,
        has_more=has_more,
        refusal=refusal,
        form=ApplicationForm(formdata=None, digest=summary.digest),
        can_apply=_can_apply(draft, course, summary),
    )


def _can_apply(draft: Draft, course: Course, summary: Summary) -> bool:
    """Whether to show the button at all; the database has the last word."""
    is_open = draft.applied_at is None and course.archived_at is None
    return is_open and not summary.refused and not summary.is_idle


def _told(done: Applied, drawn: Drawn) -> list[FirstPassword]:
    pairs = zip(done.created, drawn.passwords, strict=False)  # fewer people, where an account was made meanwhile
    return [FirstPassword(p["name"], p["student_number"], p["username"], password) for p, password in pairs]


def _done(done: Applied) -> str:
    count = len(done.created) + len(done.enrolled)
    said = ngettext("%(num)d student was put on the class list", "%(num)d students were put on the class list", count)
    made = ngettext("%(num)d new account was made", "%(num)d new accounts were made", len(done.created))
    return str(_("%(said)s; %(made)s.", said=said, made=made))
