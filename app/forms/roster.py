"""The forms of class lists: the file, what was shown of it, and a page's own list of first passwords."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from app.forms.text import one_line
from app.rosters.reading import MOST_BYTES, Roster, read
from app.rosters.table import Unreadable

MOST_PROBLEMS = 20
LONGEST_FILE_NAME = 200


class RosterForm(FlaskForm):  # type: ignore[misc]
    """A class list to be read."""

    file = FileField(
        _("Class list (.xlsx or .csv)"),
        [FileRequired(_("Choose a file."))],
        render_kw={"accept": ".xlsx,.csv,.txt,text/csv"},
    )

    def read(self) -> Roster | None:
        """The students of the file; None where there are none to be had, with all that is wrong beside the field."""
        if not self.validate():
            return None
        try:
            return read(self.file.data.stream.read(MOST_BYTES + 1))
        except Unreadable as unreadable:
            self.file.errors = first_ones(unreadable.problems)
            return None

    @property
    def file_name(self) -> str:
        """The name that the browser gave, as it can be kept and shown."""
        return one_line(self.file.data.filename)[-LONGEST_FILE_NAME:] or gettext("Class list")


class ApplicationForm(FlaskForm):  # type: ignore[misc]
    """What the page showed that applying would do."""

    digest = HiddenField(filters=[one_line])


class SealedForm(FlaskForm):  # type: ignore[misc]
    """The list of first passwords that a page of ours has shown, sealed."""

    sealed = HiddenField()


def first_ones(problems: Sequence[str]) -> list[str]:
    """As many of the sentences as anybody reads, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    shown = list(problems[:MOST_PROBLEMS])
    return [*shown, ngettext("and %(num)d more.", "and %(num)d more.", more)] if more > 0 else shown
