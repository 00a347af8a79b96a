"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.sign_in import SignInForm
from app.identity import begin_session, end_session, public, reader
from app.safe_next import safe_next
from app.signing_in import Locked, Refusal, sign_in
from app.times import span, whole

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/sign-in")
@public
def new() -> ResponseReturnValue:
    if reader():
        return redirect(_where_to())
    return render_template("sessions/new.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
def create() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render_template("sessions/new.html", form=form), 422
    outcome = sign_in(form.username.data, form.password.data, request.remote_addr or "")
    if isinstance(outcome, Locked):
        return _say_locked(form, outcome)
    if isinstance(outcome, Refusal):
        return render_template("sessions/new.html", form=form, refusal=_words(outcome)), 401
    begin_session(outcome)
    return redirect(_where_to(), 303)


@blueprint.post("/sign-out")
@public
def delete() -> ResponseReturnValue:
    end_session()
    flash(_("You are signed out."))
    return redirect(url_for("sessions.new"), 303)


def _say_locked(form: SignInForm, locked: Locked) -> ResponseReturnValue:
    wait = whole(locked.wait)
    said = _("Too many wrong passwords for this username: wait %(span)s, then try again.", span=span(wait))
    page = render_template("sessions/new.html", form=form, refusal=said)
    return page, 429, {"Retry-After": str(int(wait.total_seconds()))}


def _where_to() -> str:
    return safe_next(request.args.get("next"), otherwise=url_for("assignments.index"))


def _words(refusal: Refusal) -> str:
    if refusal is Refusal.INACTIVE:
        return str(_("This account is switched off. Ask your teacher or the administrator."))
    return str(_("Username or password is wrong. Nothing tells which: check both."))
