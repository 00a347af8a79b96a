"""What teams handed in, for the staff: reviewing it, and saying what is taken."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.commands import submissions as commands
from app.errors import Refused
from app.forms.reviews import ReviewForm, RulesForm
from app.identity import signed_in
from app.models.types import ReviewState
from app.queries import hand_ins
from app.routes.hand_ins_page import of_stage, of_work

blueprint = Blueprint("reviews", __name__)

SAID = {
    ReviewState.APPROVED: lambda: _("It is approved, and the team is told."),
    ReviewState.RETURNED: lambda: _("It is returned, and the team is told."),
    ReviewState.WAITING: lambda: _("The review is taken back, and the team is told."),
}


@blueprint.get("/assignments/<key:assignment_id>/submissions")
def show(assignment_id: int) -> ResponseReturnValue:
    return of_work(assignment_id).show()


@blueprint.post("/submissions/<key:submission_id>/review")
def review(submission_id: int) -> ResponseReturnValue:
    stage_id, team_id = hand_ins.place_of(submission_id) or abort(404)
    page, form = of_stage(stage_id), ReviewForm()
    verdict = form.verdict or abort(400)
    if not form.validate():
        return page.of_team(team_id).show(review_form=form, reviewed=submission_id), 422
    try:
        commands.review(submission_id, verdict, form.comment.data, signed_in().id)
    except Refused as refused:
        return page.of_team(team_id).refuse(refused, form.comment, review_form=form, reviewed=submission_id)
    return page.go_back(SAID[verdict](), team_id)


@blueprint.post("/stages/<key:stage_id>/submission-rules")
def set_rules(stage_id: int) -> ResponseReturnValue:
    page, form = of_stage(stage_id), RulesForm()
    if not form.validate():
        return page.show(rules_form=form), 422
    try:
        commands.set_rules(stage_id, *form.numbers, form.chosen, signed_in().id)
    except Refused as refused:
        return page.refuse(refused, form.file_types, rules_form=form)
    return page.go_back(_("What is taken is kept. What was handed in before stays."))
