"""Courses: those whose class list I keep, one of them, and, for admins, opening, changing and archiving one."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import courses as commands
from app.errors import Refused
from app.forms.course import CourseForm
from app.forms.text import one_line
from app.identity import signed_in
from app.queries import courses
from app.queries.courses import Course
from app.routes import course_page
from app.routes.by_hand import sentence_of
from app.routes.course_page import for_admins, kept_by_reader
from app.routes.paging import page_asked

blueprint = Blueprint("courses", __name__, url_prefix="/courses")

# What the database refuses, beside the field that it is about.
FIELD = {"SC012": "code", "SC013": "time_zone"}


@blueprint.get("")
def index() -> ResponseReturnValue:
    if not policy.may_teach(signed_in()):
        abort(404)
    search, page = one_line(request.args.get("q")), page_asked()
    found, has_more = courses.listed(policy.teaching(signed_in()), search, page)
    return render_template("courses/index.html", courses=found, search=search, page=page, has_more=has_more)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    for_admins()
    return render_template("courses/new.html", form=CourseForm())


@blueprint.post("")
def create() -> ResponseReturnValue:
    for_admins()
    form, made = CourseForm(), []
    status = _write(form, lambda: made.append(commands.create(form.facts, signed_in().id)))
    if status:
        return render_template("courses/new.html", form=form), status
    return _to(made[0], _("The course is open. Now say who teaches it."))


@blueprint.get("/<key:course_id>")
def show(course_id: int) -> ResponseReturnValue:
    return course_page.show(kept_by_reader(course_id))


@blueprint.get("/<key:course_id>/edit")
def edit(course_id: int) -> ResponseReturnValue:
    course = _for_admins(course_id)
    return render_template("courses/edit.html", course=course, form=CourseForm.showing(course))


@blueprint.post("/<key:course_id>")
def update(course_id: int) -> ResponseReturnValue:
    course, form = _for_admins(course_id), CourseForm()
    status = _write(form, lambda: commands.edit(course.id, form.facts, signed_in().id))
    if status:
        return render_template("courses/edit.html", course=course, form=form), status
    return _to(course.id, _("The course is changed."))


@blueprint.post("/<key:course_id>/archiving")
def archive(course_id: int) -> ResponseReturnValue:
    course = _for_admins(course_id)
    said = _("%(name)s is archived: its class list stays as it is, and everything can still be read.", name=course.name)
    return _act(course, commands.archive, said)


@blueprint.post("/<key:course_id>/restoration")
def restore(course_id: int) -> ResponseReturnValue:
    course = _for_admins(course_id)
    return _act(course, commands.restore, _("%(name)s is in use again.", name=course.name))


def _for_admins(course_id: int) -> Course:
    """404 for who may not see the course, 403 for its teachers."""
    course = kept_by_reader(course_id)
    return course if policy.may_administer(signed_in()) else abort(403)


def _write(form: CourseForm, command: Callable[[], object]) -> int | None:
    """Do what the form says; the HTTP status where it was refused, with the sentence beside its field."""
    if not form.validate():
        return 422
    try:
        command()
    except Refused as refused:
        form[FIELD.get(refused.sqlstate, "code")].errors = [sentence_of(refused)]
        return refused.status
    return None


def _act(course: Course, command: Callable[[int, int], None], said: str) -> ResponseReturnValue:
    try:
        command(course.id, signed_in().id)
    except Refused as refused:
        return course_page.show(course, refusal=sentence_of(refused)), refused.status
    return _to(course.id, said)


def _to(course_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("courses.show", course_id=course_id), 303)
