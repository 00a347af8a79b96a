"""The form for a new access token."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.forms.text import one_line

LONGEST_NAME = 100


def as_days(text: object) -> int:
    """A number of days; 0, which the database refuses, where it is none."""
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < 5 else 0


class AccessTokenForm(FlaskForm):  # type: ignore[misc]
    """What the token is for, what it may do, and how long."""

    name = StringField(
        _("What it is for"),
        [
            DataRequired(_("Say what the token is for.")),
            Length(max=LONGEST_NAME, message=_("Use at most %(max)d characters.")),
        ],
        filters=[one_line],
        description=_("So that you know later which program uses it."),
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
    scope = SelectField(
        _("What it may do"),
        choices=[
            SelectChoice("read", _("Only read what I can see")),
            SelectChoice("write", _("Also change what I can change")),
        ],
        default="read",
        validate_choice=False,
    )
    days = SelectField(
        _("How long it lasts"),
        coerce=as_days,
        choices=[
            SelectChoice("7", _("7 days")),
            SelectChoice("30", _("30 days")),
            SelectChoice("90", _("90 days")),
            SelectChoice("366", _("One year")),
        ],
        default=30,
        validate_choice=False,
    )
