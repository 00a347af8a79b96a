"""The language switch, for the signed-in and the signed-out."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import kept_choices, languages
from app.commands import users
from app.identity import public, reader
from app.safe_next import safe_next

blueprint = Blueprint("language", __name__)


@blueprint.post("/language")
@public
def update() -> ResponseReturnValue:
    locale = languages.match(request.form.get("locale")) or abort(400)
    person = reader()
    if person:
        users.choose_locale(person.id, locale)
    answer = redirect(safe_next(request.form.get("next"), otherwise=url_for("assignments.index")), 303)
    kept_choices.keep(answer, languages.COOKIE, locale)
    return answer
