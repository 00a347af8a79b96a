"""A person's own account: their password, and what they are mailed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.commands import mail as commands
from app.forms.mail import MailForm
from app.forms.password import PasswordForm
from app.identity import begin_session, for_a_given_password, signed_in
from app.queries import mail
from app.safe_next import safe_next
from app.signing_in import choose_password

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/password")
@for_a_given_password
def edit_password() -> ResponseReturnValue:
    return render_template("account/password.html", form=PasswordForm())


@blueprint.post("/password")
@for_a_given_password
def update_password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate_for(signed_in()):
        return render_template("account/password.html", form=form), 422
    person = choose_password(signed_in(), form.current.data, form.chosen.data)
    if person is None:
        form.current.errors = [_("This is not your current password.")]
        return render_template("account/password.html", form=form), 422
    begin_session(person)
    flash(_("Your password is changed. Other browsers in which you were signed in are signed out."))
    return redirect(safe_next(request.args.get("next"), otherwise=url_for("assignments.index")), 303)


@blueprint.get("/mail")
def edit_mail() -> ResponseReturnValue:
    address, unwanted = mail.unmailed(signed_in().id)
    form = MailForm.showing(unwanted)
    return render_template("account/mail.html", form=form, address=address, is_mailing=mail.is_mailing())


@blueprint.post("/mail")
def update_mail() -> ResponseReturnValue:
    commands.choose(signed_in().id, MailForm().unwanted)
    flash(_("Your choice is kept: it counts for what has not been mailed yet, too."))
    return redirect(url_for("account.edit_mail"), 303)
