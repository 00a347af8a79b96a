"""The form for a message to everybody of a course work."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.forms.by_hand import as_kept

LONGEST = 2000


class MessageForm(FlaskForm):  # type: ignore[misc]
    """What everybody is to be told."""

    text = TextAreaField(
        _("Message"),
        [
            InputRequired(_("Write what everybody is to be told.")),
            Length(max=LONGEST, message=_("Use at most %(max)d characters.")),
        ],
        filters=[as_kept],
        description=_("Everybody of this course work reads it among their notices: students and teachers."),
        render_kw={"rows": 6, "maxlength": LONGEST},
    )
