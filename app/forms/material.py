"""The forms for files and links that are handed out, and for who manages a course work."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from app.addresses import is_http
from app.forms.files import why_not
from app.forms.text import one_line
from app.storage import Unacceptable

MOST_FILES, LONGEST_URL, LONGEST_TITLE = 20, 2000, 200
TOO_LONG = _("Use at most %(max)d characters.")


class FilesForm(FlaskForm):  # type: ignore[misc]
    """One file or several."""

    files = MultipleFileField(_("Files"))

    @property
    def chosen(self) -> list[FileStorage]:
        """The files that were chosen; a browser sends an empty one where none was."""
        return [file for file in self.files.data or () if isinstance(file, FileStorage) and file.filename]

    def validate_files(self, field: MultipleFileField) -> None:
        """Between one and twenty."""
        if not self.chosen:
            raise ValidationError(_("Choose at least one file."))
        if len(self.chosen) > MOST_FILES:
            raise ValidationError(gettext("Choose at most %(max)d files at once.", max=MOST_FILES))

    def refuse(self, refused: Unacceptable, most_mb: int) -> None:
        """Say what is wrong with which file."""
        self.files.errors = [why_not(refused, most_mb)]


class LinkForm(FlaskForm):  # type: ignore[misc]
    """An address, and what it is called."""

    url = StringField(
        _("Address"),
        [DataRequired(_("Type an address.")), Length(max=LONGEST_URL, message=TOO_LONG)],
        filters=[lambda text: (text or "").strip(" ")],
        render_kw={"type": "url", "maxlength": LONGEST_URL, "placeholder": "https://", "autocomplete": "off"},
    )
    title = StringField(
        _("What it is called (may be empty)"),
        [Length(max=LONGEST_TITLE, message=TOO_LONG)],
        filters=[one_line],
        id="link-title",  # beside the title of the course work on the same page
        render_kw={"maxlength": LONGEST_TITLE, "autocomplete": "off"},
    )

    def validate_url(self, field: StringField) -> None:
        """Only what a browser fetches from elsewhere: never what it would do here, such as javascript."""
        if not is_http(field.data):
            raise ValidationError(_("Address: it begins with http:// or https:// and holds no spaces."))


class ManagerForm(FlaskForm):  # type: ignore[misc]
    """Who manages the course work as well."""

    username = StringField(
        _("Username of a teacher"),
        [DataRequired(_("Type a username.")), Length(max=200, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
