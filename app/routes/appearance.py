"""The choice between light and dark, for the signed-in and the signed-out."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import appearance, kept_choices
from app.identity import public
from app.safe_next import safe_next

blueprint = Blueprint("appearance", __name__)


@blueprint.post("/appearance")
@public
def update() -> ResponseReturnValue:
    chosen = request.form.get("appearance")
    if chosen not in appearance.NAMES:
        abort(400)
    answer = redirect(safe_next(request.form.get("next"), otherwise=url_for("assignments.index")), 303)
    kept_choices.keep(answer, appearance.COOKIE, chosen)
    return answer
