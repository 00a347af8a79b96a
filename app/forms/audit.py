"""What of the audit an admin wants to read."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from app import words


def _known_kind(text: str) -> str:
    return text if text in words.SUBJECT else ""


def _known_action(text: str) -> str:
    return text if text in words.ACTION else ""


class AuditFilter(FlaskForm):  # type: ignore[misc]
    """All three may be empty, and come with the address: reading changes nothing, so there is no token."""

    class Meta:
        csrf = False

    person = StringField(_("Username"))
    subject_type = SelectField(_("Of what kind"), coerce=_known_kind, validate_choice=False)
    action = SelectField(_("What was done"), coerce=_known_action, validate_choice=False)

    def offer(self) -> None:
        """Fill the two lists, in the order of the reader's language."""
        for field, known in ((self.subject_type, words.SUBJECT), (self.action, words.ACTION)):
            field.choices = [("", _("all")), *sorted(known.items(), key=lambda choice: str(choice[1]))]
