"""The language switch, for the signed-in and the signed-out."""

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import languages
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
    languages.remember(answer, locale, secure=current_app.config["SESSION_COOKIE_SECURE"])
    return answer
