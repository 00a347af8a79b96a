"""Who is in a course: adding a teacher or one student, and taking somebody's place away."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import courses as commands
from app.errors import Refused
from app.forms.course import MemberForm, TeacherForm
from app.identity import signed_in
from app.models.types import EnrollmentRole
from app.queries import members, people
from app.queries.courses import Course
from app.queries.members import Member
from app.routes import course_page
from app.routes.by_hand import sentence_of
from app.routes.course_page import kept_by_reader

blueprint = Blueprint("members", __name__, url_prefix="/courses/<key:course_id>")


@blueprint.post("/teachers")
def add_teacher(course_id: int) -> ResponseReturnValue:
    course, form = _for_admins(kept_by_reader(course_id)), TeacherForm()
    refused = _add_teacher(course, form) if form.validate() else 422
    if refused:
        return course_page.show(course, teacher_form=form), refused
    return _to(course)


@blueprint.post("/members")
def add_student(course_id: int) -> ResponseReturnValue:
    course, form = kept_by_reader(course_id), MemberForm()
    refused = _add_student(course, form) if form.validate() else 422
    if refused:
        return course_page.show(course, member_form=form), refused
    return _to(course)


@blueprint.get("/members/<key:user_id>/removal")
def confirm_removal(course_id: int, user_id: int) -> ResponseReturnValue:
    course, member = _find(course_id, user_id)
    return render_template("courses/removal.html", course=course, member=member)


@blueprint.post("/members/<key:user_id>/removal")
def remove(course_id: int, user_id: int) -> ResponseReturnValue:
    course, member = _find(course_id, user_id)
    try:
        commands.withdraw(course.id, member.id, signed_in().id)
    except Refused as refused:
        said = sentence_of(refused)
        return render_template("courses/removal.html", course=course, member=member, refusal=said), refused.status
    flash(_("%(name)s is no longer in this course.", name=member.name))
    return _to(course)


def _find(course_id: int, user_id: int) -> tuple[Course, Member]:
    """A place that the reader may take away: those of teachers are the admins' to give and take."""
    course = kept_by_reader(course_id)
    member = members.one(course.id, user_id) or abort(404)
    return (_for_admins(course) if member.role is EnrollmentRole.TEACHER else course), member


def _for_admins(course: Course) -> Course:
    return course if policy.may_administer(signed_in()) else abort(403)


def _add_teacher(course: Course, form: TeacherForm) -> int | None:
    person = people.by_username(form.username.data)
    if person is None:
        form.username.errors = [_("Nobody has this username: check its spelling, or create the account first.")]
        return 422
    try:
        commands.add_teacher(course.id, person.id, signed_in().id)
    except Refused as refused:
        form.username.errors = [sentence_of(refused)]
        return refused.status
    flash(_("%(name)s teaches this course now.", name=person.name))
    return None


def _add_student(course: Course, form: MemberForm) -> int | None:
    found = members.found(form.who.data)
    if len(found) != 1:
        form.who.errors = [_nobody() if not found else _two_people()]
        return 422
    try:
        commands.add_student(course.id, found[0], signed_in().id)
    except Refused as refused:
        form.who.errors = [sentence_of(refused)]
        return refused.status
    flash(_added(course, found[0]))
    return None


def _nobody() -> str:
    return str(_("Nobody has this student number or username: import them with a class list, which makes the account."))


def _two_people() -> str:
    return str(_("This is one person's student number and another's username: type the username of whom you mean."))


def _added(course: Course, user_id: int) -> str:
    member = members.one(course.id, user_id)
    if member is None:  # somebody else took the place away meanwhile
        return str(_("The class list has changed."))
    if not member.is_active:
        return str(_("%(name)s is on the class list now. The account stays switched off.", name=member.name))
    return str(_("%(name)s is on the class list now.", name=member.name))


def _to(course: Course) -> ResponseReturnValue:
    return redirect(url_for("courses.show", course_id=course.id), 303)
