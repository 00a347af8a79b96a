"""A person's own access tokens for programs: made and shown once, listed, revoked."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import access_tokens
from app.commands import access_tokens as commands
from app.errors import Refused
from app.forms.access_token import AccessTokenForm
from app.identity import signed_in
from app.queries import access_tokens as queries
from app.routes.by_hand import sentence_of

blueprint = Blueprint("access_tokens", __name__, url_prefix="/account/tokens")


@blueprint.get("")
def index() -> ResponseReturnValue:
    return _page(AccessTokenForm(formdata=None))


@blueprint.post("")
def create() -> ResponseReturnValue:
    form, token = AccessTokenForm(), access_tokens.make()
    if not form.validate():
        return _page(form), 422
    kept = access_tokens.digest(token)
    try:
        commands.create(signed_in().id, form.name.data, kept, form.scope.data, form.days.data)
    except Refused as refused:
        return _page(form, refusal=sentence_of(refused)), refused.status
    return _page(AccessTokenForm(formdata=None), made=token), 201


@blueprint.post("/<key:token_id>/revocation")
def revoke(token_id: int) -> ResponseReturnValue:
    try:
        commands.revoke(signed_in().id, token_id)
    except Refused as refused:
        return _page(AccessTokenForm(formdata=None), refusal=sentence_of(refused)), refused.status
    flash(_("The token is revoked: no program gets in with it any more."))
    return redirect(url_for("access_tokens.index"), 303)


def _page(form: AccessTokenForm, made: str | None = None, refusal: str | None = None) -> str:
    """`made` is a new token: this page is the only one that ever shows it."""
    tokens, zone = queries.mine(signed_in().id), signed_in().time_zone or "UTC"
    return render_template("account/tokens.html", form=form, tokens=tokens, made=made, refusal=refusal, zone=zone)
