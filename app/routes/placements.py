"""Where one student is: a teacher puts them into a team, into a new one, or out of theirs."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import teams as commands
from app.errors import Refused
from app.forms.placement import NEW, OUT, PlacementForm
from app.identity import signed_in
from app.queries import assignments, classmates, teams
from app.queries.assignments import CourseWork
from app.queries.classmates import Classmate
from app.routes.by_hand import of_staff, sentence_of

blueprint = Blueprint("placements", __name__)

RULE = "/assignments/<key:assignment_id>/students/<key:user_id>/placement"


@blueprint.get(RULE)
def ask(assignment_id: int, user_id: int) -> ResponseReturnValue:
    work, student = _find(assignment_id, user_id)
    return _page(work, student, _offering(work, student, PlacementForm(formdata=None)))


@blueprint.post(RULE)
def place(assignment_id: int, user_id: int) -> ResponseReturnValue:
    work, student = _find(assignment_id, user_id)
    form = _offering(work, student, PlacementForm())
    if not form.validate():
        return _page(work, student, form), 422
    try:
        team_id = _place(work, student, form)
    except Refused as refused:
        field = form.name if form.team.data == NEW else form.team
        field.errors = [sentence_of(refused)]
        return _page(work, student, form), refused.status
    flash(_said(student, team_id is not None))
    to = url_for("teams.show", team_id=team_id) if team_id else url_for("teams.index", assignment_id=work.id)
    return redirect(to, 303)


def _place(work: CourseWork, student: Classmate, form: PlacementForm) -> int | None:
    """Do it; the team that the student is in then."""
    me, chosen = signed_in().id, form.team.data
    if chosen == NEW:
        return commands.create_for(work.id, form.name.data, student.id, form.reason.data, me)
    team_id = None if chosen == OUT else int(chosen)
    commands.place(work.id, student.id, team_id, form.reason.data, me)
    return team_id


def _offering(work: CourseWork, student: Classmate, form: PlacementForm) -> PlacementForm:
    """The form with the teams there are; who is in one leaves it before they lead a new one."""
    label = _("%(name)s (%(size)s of %(max)s)")
    there = [
        (str(key), label % {"name": name, "size": size, "max": work.max_team_size})
        for key, name, size in teams.choices(work.id)
        if key != student.team_id
    ]
    first = (OUT, _("In no team")) if student.team_id else (NEW, _("A new team, which they lead"))
    form.offer([first, *there])
    return form


def _said(student: Classmate, is_placed: bool) -> str:
    if is_placed:
        return str(_("%(name)s is in this team now.", name=student.name))
    return str(_("%(name)s is in no team now.", name=student.name))


def _page(work: CourseWork, student: Classmate, form: PlacementForm) -> str:
    return render_template("teams/placement.html", work=work, student=student, form=form)


def _find(assignment_id: int, user_id: int) -> tuple[CourseWork, Classmate]:
    work = of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))
    return work, classmates.one(work, user_id) or abort(404)
