"""How long before a stage closes its students are reminded: said by the staff of a course work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.commands import authoring as commands
from app.errors import Refused
from app.forms.reminders import RemindersForm
from app.identity import signed_in
from app.routes import settings_page
from app.routes.by_hand import sentence_of
from app.routes.settings_page import go_back, kept_by_reader

blueprint = Blueprint("reminders", __name__)


@blueprint.post("/assignments/<key:assignment_id>/reminders")
def update(assignment_id: int) -> ResponseReturnValue:
    work, form = kept_by_reader(assignment_id), RemindersForm()
    if not form.validate():
        return settings_page.show(work, reminders_form=form), 422
    try:
        commands.set_reminders(work.id, form.distances, signed_in().id)
    except Refused as refused:
        form.ahead.errors = [sentence_of(refused)]
        return settings_page.show(work, reminders_form=form), refused.status
    said = _("Students are reminded so from now on.") if form.distances else _("Nobody is reminded from now on.")
    return go_back(work, said, "reminders")
