"""Making course work and changing what it says of itself."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import authoring as commands
from app.errors import Refused
from app.forms.course_work import CourseWorkForm, EditForm
from app.forms.text import one_line
from app.identity import signed_in
from app.queries import authoring, courses
from app.queries.assignments import CourseWork
from app.queries.courses import Course
from app.routes import settings_page
from app.routes.by_hand import sentence_of
from app.routes.paging import page_asked
from app.routes.settings_page import go_back, kept_by_reader

blueprint = Blueprint("authoring", __name__)

STALE = "SC011"


@blueprint.get("/assignments/new")
def choose_course() -> ResponseReturnValue:
    if not policy.may_teach(signed_in()):
        abort(404)
    search, page = one_line(request.args.get("q")), page_asked()
    places, has_more = authoring.places(policy.teaching(signed_in()), search, page)
    if len(places) == 1 and not search and page == 1:
        return redirect(url_for("authoring.new", course_id=places[0].id))
    return render_template("authoring/choose.html", courses=places, search=search, page=page, has_more=has_more)


@blueprint.get("/courses/<key:course_id>/assignments/new")
def new(course_id: int) -> ResponseReturnValue:
    course = _taught_by_reader(course_id)
    proposed = {"time_zone": course.time_zone, "min_team_size": 2, "max_team_size": 5}
    return _show_new(course, CourseWorkForm(formdata=None, data=proposed))


@blueprint.post("/courses/<key:course_id>/assignments")
def create(course_id: int) -> ResponseReturnValue:
    course, form = _taught_by_reader(course_id), CourseWorkForm()
    facts = form.facts()
    if facts is None:
        return _show_new(course, form), 422
    try:
        made = commands.create(course.id, facts, signed_in().id)
    except Refused as refused:
        sentence = sentence_of(refused)
        return _show_new(course, form, None if form.refuse(refused, sentence) else sentence), refused.status
    flash(_("%(name)s is a draft now. Plan its stages, then publish it.", name=facts["title"]))
    return redirect(url_for("plan.show", assignment_id=made), 303)


@blueprint.get("/assignments/<key:assignment_id>/edit")
def edit(assignment_id: int) -> ResponseReturnValue:
    return settings_page.show(kept_by_reader(assignment_id))


@blueprint.post("/assignments/<key:assignment_id>")
def update(assignment_id: int) -> ResponseReturnValue:
    work, form = kept_by_reader(assignment_id), EditForm()
    form.shown_zone.data = form.shown_zone.data or work.time_zone
    facts = form.facts(work)
    if facts is None:
        return settings_page.show(work, form=form), 422
    try:
        commands.edit(work.id, form.shown_version, facts, signed_in().id)
    except Refused as refused:
        return _refused(work, form, refused), refused.status
    return go_back(work, _("%(name)s is changed.", name=facts["title"]))


def _refused(work: CourseWork, form: EditForm, refused: Refused) -> str:
    """The form with all that was typed; where somebody else was faster, with what is stored now beside it."""
    sentence = sentence_of(refused)
    if refused.sqlstate != STALE:
        return settings_page.show(work, form=form, refusal=None if form.refuse(refused, sentence) else sentence)
    stored = kept_by_reader(work.id)
    form.take_for_known(stored)
    return settings_page.show(stored, form=form, others=form.others(stored), refusal=sentence)


def _show_new(course: Course, form: CourseWorkForm, refusal: str | None = None) -> str:
    return render_template("authoring/new.html", course=course, form=form, refusal=refusal)


def _taught_by_reader(course_id: int) -> Course:
    """The course for who may plan course work in it; 404 for everybody else."""
    return courses.one(policy.teaching(signed_in()), course_id) or abort(404)
