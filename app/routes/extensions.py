"""Later ends for single teams: given and revoked by the staff."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.commands import submissions as commands
from app.errors import Refused
from app.forms.by_hand import ReasonForm
from app.forms.reviews import ExtensionForm
from app.identity import signed_in
from app.queries import hand_in_lists
from app.routes.by_hand import sentence_of
from app.routes.hand_ins_page import of_stage

blueprint = Blueprint("extensions", __name__)

# What the database refuses, and beside which field it is said. Everything else is said beside the end.
BESIDE = {
    "Give a reason: the others read it.": "reason",
    "This team belongs to other course work.": "team",
    "There is no such team.": "team",
}


@blueprint.post("/stages/<key:stage_id>/extensions")
def grant(stage_id: int) -> ResponseReturnValue:
    page, form = of_stage(stage_id), ExtensionForm()
    ends_at = form.read(page.work.time_zone)
    if ends_at is None:
        return page.show(extension_form=form), 422
    try:
        commands.extend(stage_id, form.team.data, ends_at, form.reason.data, signed_in().id)
    except Refused as refused:
        field = form[BESIDE.get(refused.message, "ends_at")]
        return page.refuse(refused, field, extension_form=form)
    return page.go_back(_("The extension is given, and the team is told."), form.team.data)


@blueprint.post("/extensions/<key:extension_id>/revocation")
def revoke(extension_id: int) -> ResponseReturnValue:
    stage_id, team_id = hand_in_lists.stage_of_extension(extension_id) or abort(404)
    page, form = of_stage(stage_id), ReasonForm()
    if not form.validate():
        return page.of_team(team_id).show(refusal=" ".join(form.reason.errors)), 422
    try:
        commands.revoke_extension(extension_id, form.reason.data, signed_in().id)
    except Refused as refused:
        return page.of_team(team_id).show(refusal=sentence_of(refused)), refused.status
    return page.go_back(_("The extension is revoked, and the team is told."), team_id)
