"""What is handed out with a course work, and who manages it: added and taken back by its staff."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import material as commands
from app.errors import Refused
from app.forms.material import FilesForm, LinkForm, ManagerForm
from app.identity import signed_in
from app.queries import assignments
from app.queries.assignments import CourseWork
from app.routes import settings_page
from app.routes.by_hand import sentence_of
from app.routes.settings_page import go_back, kept_by_reader, most_mb
from app.storage import Unacceptable

blueprint = Blueprint("material", __name__)


@blueprint.post("/assignments/<key:assignment_id>/attachments")
def add_files(assignment_id: int) -> ResponseReturnValue:
    work, form = kept_by_reader(assignment_id), FilesForm()
    if not form.validate():
        return settings_page.show(work, files_form=form), 422
    try:
        commands.add_attachments(work.id, ((file.stream, file.filename or "") for file in form.chosen), signed_in().id)
    except Unacceptable as refused:
        form.refuse(refused, most_mb())
        return settings_page.show(work, files_form=form), 413 if refused.why == "too_large" else 422
    except OSError:
        current_app.logger.exception("A file could not be stored")
        form.files.errors = [_("The server could not store it. Nothing was added: tell the administrator.")]
        return settings_page.show(work, files_form=form), 503
    except Refused as refused:
        return _refused(work, "files_form", form, form.files, refused)
    return go_back(work, _("The files are handed out."), "material")


@blueprint.post("/attachments/<key:attachment_id>/removal")
def remove_file(attachment_id: int) -> ResponseReturnValue:
    file = assignments.attachment(policy.course_work(signed_in()), attachment_id) or abort(404)
    said = _("%(name)s is no longer handed out.", name=file.file_name)
    return _act(
        kept_by_reader(file.assignment_id), said, "material", lambda by: commands.remove_attachment(file.id, by)
    )


@blueprint.post("/assignments/<key:assignment_id>/links")
def add_link(assignment_id: int) -> ResponseReturnValue:
    work, form = kept_by_reader(assignment_id), LinkForm()
    if not form.validate():
        return settings_page.show(work, link_form=form), 422
    try:
        commands.add_link(work.id, form.title.data, form.url.data, signed_in().id)
    except Refused as refused:
        return _refused(work, "link_form", form, form.url, refused)
    return go_back(work, _("The link is handed out."), "material")


@blueprint.post("/links/<key:link_id>/removal")
def remove_link(link_id: int) -> ResponseReturnValue:
    link = assignments.link(policy.course_work(signed_in()), link_id) or abort(404)
    said = _("%(name)s is no longer handed out.", name=link.title)
    return _act(kept_by_reader(link.assignment_id), said, "material", lambda by: commands.remove_link(link.id, by))


@blueprint.post("/assignments/<key:assignment_id>/managers")
def add_manager(assignment_id: int) -> ResponseReturnValue:
    work, form = kept_by_reader(assignment_id), ManagerForm()
    if not form.validate():
        return settings_page.show(work, manager_form=form), 422
    try:
        commands.appoint_manager(work.id, form.username.data, signed_in().id)
    except Refused as refused:
        return _refused(work, "manager_form", form, form.username, refused)
    return go_back(work, _("They manage it from now on."), "managers")


@blueprint.post("/assignments/<key:assignment_id>/managers/<key:user_id>/removal")
def remove_manager(assignment_id: int, user_id: int) -> ResponseReturnValue:
    work = kept_by_reader(assignment_id)
    said = _("They no longer manage it.")
    return _act(work, said, "managers", lambda by: commands.remove_manager(work.id, user_id, by))


def _act(work: CourseWork, said: str, part: str, command: Callable[[int], None]) -> ResponseReturnValue:
    """Take something back, and go where its result is seen: who gave up managing it may not see it any more."""
    try:
        command(signed_in().id)
    except Refused as refused:
        return settings_page.show(work, refusal=sentence_of(refused), part=part), refused.status
    left = assignments.one(policy.course_work(signed_in()), work.id)
    if left and left.is_staff:
        return go_back(work, said, part)
    flash(said)
    return redirect(url_for("assignments.index"), 303)


def _refused(work: CourseWork, name: str, form: Any, field: Any, refused: Refused) -> ResponseReturnValue:
    """The page with what was typed, and the refusal beside its field."""
    field.errors = [sentence_of(refused)]
    forms: dict[str, Any] = {name: form}
    return settings_page.show(work, **forms), refused.status
