"""The form of a hand-in. It only shows: what is sent is read as it arrives, and never through a form."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import StringField, TextAreaField

LONGEST_URL, LONGEST_NOTE = 2000, 2000


class HandInForm(FlaskForm):  # type: ignore[misc]
    """A link or files, and a word with them."""

    note = TextAreaField(_("Note to the teachers (may be empty)"), render_kw={"rows": 2, "maxlength": LONGEST_NOTE})
    url = StringField(
        _("Address"),
        render_kw={"type": "url", "maxlength": LONGEST_URL, "placeholder": "https://", "autocomplete": "off"},
    )
    files = MultipleFileField(_("Files"))
