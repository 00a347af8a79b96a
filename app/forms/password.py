"""The form for choosing a password."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from app.queries.people import Person

SHORTEST, LONGEST = 8, 1024

TOO_LONG = _("That is too long for a password.")


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The current password, and the new one twice."""

    current = PasswordField(
        _("Current password"),
        [InputRequired(_("Type your current password.")), Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )
    chosen = PasswordField(
        _("New password"),
        [
            InputRequired(_("Type a new password.")),
            Length(min=SHORTEST, message=_("Use at least %(min)d characters.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
        description=_("At least 8 characters. A few words that only you would put together are best."),
        render_kw={"autocomplete": "new-password", "minlength": SHORTEST},
    )
    repeated = PasswordField(
        _("New password, once more"),
        [InputRequired(_("Type the new password once more.")), EqualTo("chosen", _("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_for(self, person: Person) -> bool:
        """Whether the form is complete and the new password is neither the old one nor the username."""
        if not self.validate():
            return False
        known = {self.current.data.casefold(), person.username.casefold()}
        if self.chosen.data.casefold() in known:
            self.chosen.errors = [_("Choose one that is neither the old password nor your username.")]
            return False
        return True
