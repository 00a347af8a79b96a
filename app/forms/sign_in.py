"""The form for signing in."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.forms.password import LONGEST, TOO_LONG


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Username and password; the username keeps what was typed, the password does not."""

    username = StringField(
        _("Username"),
        [InputRequired(_("Type your username.")), Length(max=200, message=_("That is too long for a username."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Type your password.")), Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )
