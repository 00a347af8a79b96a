"""How course work ends: archived and taken out again, or deleted with everything in it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.commands import authoring as commands
from app.errors import Refused
from app.forms.by_hand import ReasonForm
from app.forms.course_work import DeletionForm
from app.identity import signed_in
from app.queries import authoring
from app.queries.assignments import CourseWork
from app.routes import settings_page
from app.routes.by_hand import sentence_of
from app.routes.settings_page import go_back, kept_by_reader

blueprint = Blueprint("deletion", __name__, url_prefix="/assignments/<key:assignment_id>")

OTHER_TITLE = "SC013"


@blueprint.post("/archiving")
def archive(assignment_id: int) -> ResponseReturnValue:
    work = kept_by_reader(assignment_id)
    said = _("%(name)s is archived: its clock stands still, and everything can still be read.", name=work.title)
    return _act(work, commands.archive, said)


@blueprint.post("/restoration")
def restore(assignment_id: int) -> ResponseReturnValue:
    work = kept_by_reader(assignment_id)
    said = _("%(name)s is published again. What came due meanwhile happens at the next tick.", name=work.title)
    return _act(work, commands.restore, said)


@blueprint.get("/deletion")
def confirm(assignment_id: int) -> ResponseReturnValue:
    return _page(kept_by_reader(assignment_id), DeletionForm())


@blueprint.post("/deletion")
def delete(assignment_id: int) -> ResponseReturnValue:
    work, form = kept_by_reader(assignment_id), DeletionForm()
    if not form.validate():
        return _page(work, form), 422
    try:
        commands.delete(work.id, form.title.data, signed_in().id, form.reason.data)
    except Refused as refused:
        sentence = sentence_of(refused)
        if refused.sqlstate != OTHER_TITLE:
            return _page(work, form, sentence), refused.status
        form.title.errors = [sentence]
        return _page(work, form), refused.status
    flash(_("%(name)s is deleted. What it was stands in the audit of its course.", name=work.title))
    return redirect(url_for("assignments.index"), 303)


def _page(work: CourseWork, form: DeletionForm, refusal: str | None = None) -> str:
    contents = authoring.contents(work.id)
    return render_template("authoring/deletion.html", work=work, form=form, contents=contents, refusal=refusal)


def _act(work: CourseWork, command: Callable[[int, int, str], None], said: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return settings_page.show(work, reason_form=form), 422
    try:
        command(work.id, signed_in().id, form.reason.data)
    except Refused as refused:
        sentence = sentence_of(refused)
        return settings_page.show(work, refusal=sentence, part="ending", reason_form=form), refused.status
    return go_back(work, said)
