"""First passwords of a class once more, for lists that got lost; and the list of such a page as a file."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import first_passwords, policy
from app.commands import rosters as commands
from app.csv_export import download
from app.errors import Refused
from app.first_passwords import FirstPassword
from app.forms.roster import SealedForm
from app.identity import signed_in
from app.queries import members
from app.queries.courses import Course
from app.queries.members import Member
from app.routes.by_hand import sentence_of
from app.routes.course_page import kept_by_reader
from app.routes.rosters import handed_out

blueprint = Blueprint("first_passwords", __name__, url_prefix="/courses/<key:course_id>")


@blueprint.get("/first-passwords")
def confirm(course_id: int) -> ResponseReturnValue:
    course = kept_by_reader(course_id)
    return render_template("rosters/confirm_passwords.html", course=course, waiting=_waiting(course))


@blueprint.post("/first-passwords")
def create(course_id: int) -> ResponseReturnValue:
    course = kept_by_reader(course_id)
    waiting = _waiting(course)
    drawn = first_passwords.draw(len(waiting))
    try:
        changed = commands.make_first_passwords(course.id, [m.id for m in waiting], drawn.hashes, signed_in().id)
    except Refused as refused:
        said = sentence_of(refused)
        page = render_template("rosters/confirm_passwords.html", course=course, waiting=waiting, refusal=said)
        return page, refused.status
    pairs = zip(waiting, drawn.passwords, strict=True)
    return handed_out(course, [_told(member, password) for member, password in pairs if member.id in changed])


@blueprint.post("/first-passwords.csv")
def export(course_id: int) -> ResponseReturnValue:
    course = kept_by_reader(course_id)
    told = first_passwords.unseal(course.id, SealedForm().sealed.data or "")
    if told is None:
        flash(_("This list can no longer be had as a file: make new first passwords instead."))
        return redirect(url_for("first_passwords.confirm", course_id=course.id), 303)
    header = (_("Student number"), _("Full name"), _("Username"), _("First password"))
    rows = [(each.student_number, each.name, each.username, each.password) for each in told]
    return download(_("First passwords of %(name)s", name=course.name), header, rows)


def _waiting(course: Course) -> list[Member]:
    return members.waiting(course.id, policy.may_reset_password(signed_in()))


def _told(member: Member, password: str) -> FirstPassword:
    return FirstPassword(member.name, member.student_number, member.username, password)
