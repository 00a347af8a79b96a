"""The forms of the hand-ins' page: a review, a later end for one team, and what a stage takes."""

import re
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from app import kinds, storage
from app.forms.by_hand import LONGEST_REASON, WallTimeField, as_kept
from app.forms.course_work import WholeNumberField
from app.forms.text import one_line
from app.forms.wall_time import WallTimeError, read
from app.models.types import ReviewState
from app.receiving import MOST_FILES, Limits

LONGEST_COMMENT, MOST_KINDS = 5000, 50
TOO_LONG = _("Use at most %(max)d characters.")


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """A verdict, by the button that was pressed, and a comment."""

    review = StringField(_("Review"))
    comment = TextAreaField(
        _("Comment (needed to return it)"),
        [Length(max=LONGEST_COMMENT, message=TOO_LONG)],
        filters=[as_kept],
        render_kw={"rows": 2, "maxlength": LONGEST_COMMENT},
    )

    @property
    def verdict(self) -> ReviewState | None:
        """What the button said; None for what no button says."""
        return ReviewState(self.review.data) if self.review.data in list(ReviewState) else None


def as_key(text: str | int | None) -> int:
    """A row's key; 0, which is nobody's, for what cannot be one."""
    key = int(text) if str(text or "").isdecimal() else 0  # type: ignore[arg-type]
    return key if key < 2**63 else 0


class ExtensionForm(FlaskForm):  # type: ignore[misc]
    """For which team, until when, and why."""

    team = SelectField(_("Team"), coerce=as_key, validate_choice=False)
    ends_at = WallTimeField(_("New end"))
    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Give a reason.")), Length(max=LONGEST_REASON, message=TOO_LONG)],
        filters=[as_kept],
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )

    def validate_team(self, field: SelectField) -> None:
        """One of the list; whether it is of this course work is the database's to say."""
        if not field.data:
            raise ValidationError(_("Choose a team."))

    def read(self, zone_name: str) -> datetime | None:
        """The instant that was typed; None where something cannot be read, with the sentence beside its field."""
        complete = self.validate()
        try:
            ends_at = read(self.ends_at.data or "", zone_name, str(self.ends_at.label.text), None, None)
        except WallTimeError as error:
            self.ends_at.errors = [str(error)]
            return None
        if ends_at is None:
            self.ends_at.errors = [gettext("Say until when.")]
        return ends_at if complete else None


class RulesForm(FlaskForm):  # type: ignore[misc]
    """How many files at once, how large each, and which kinds."""

    max_files = WholeNumberField(
        _("Most files at once"),
        [NumberRange(1, MOST_FILES, _("Write a whole number from %(min)d to %(max)d."))],
        render_kw={"min": 1, "max": MOST_FILES},
    )
    max_file_mb = WholeNumberField(_("Largest file in MB"), render_kw={"min": 1})
    file_types = StringField(
        _("Kinds of files (empty: any)"),
        [Length(max=500, message=TOO_LONG)],
        filters=[one_line],
        description=_("Extensions with commas between them, such as pdf, docx, zip. What counts is the content."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )

    @classmethod
    def showing(cls, limits: Limits) -> "RulesForm":
        """The form with what is stored."""
        shown = {"max_files": limits.max_files, "max_file_mb": limits.most_mb}
        return cls(formdata=None, data={**shown, "file_types": ", ".join(limits.file_types)})

    @property
    def numbers(self) -> tuple[int, int]:
        """How many files and how many MB each, once both are known to be numbers."""
        return self.max_files.data or 0, self.max_file_mb.data or 0

    @property
    def chosen(self) -> list[str]:
        """The kinds as they are called, each once."""
        typed = re.split(r"[\s,;，、；]+", self.file_types.data or "")
        return list(dict.fromkeys(kinds.spelled(kind) for kind in typed if kind.strip(".")))

    def validate_max_file_mb(self, field: WholeNumberField) -> None:
        """No more than the server takes."""
        most = storage.most_allowed()
        if field.data is None or not 1 <= field.data <= most:
            raise ValidationError(gettext("Write a whole number from %(min)d to %(max)d.", min=1, max=most))

    def validate_file_types(self, _field: StringField) -> None:
        """Only kinds that are told by their content: nothing else could ever be handed in."""
        unknown = [kind for kind in self.chosen if kind not in kinds.KNOWN]
        if unknown:
            names = gettext(", ").join(unknown)
            raise ValidationError(gettext("These kinds cannot be told by their content: %(kinds)s.", kinds=names))
        if len(self.chosen) > MOST_KINDS:
            raise ValidationError(gettext("Name at most %(max)d kinds.", max=MOST_KINDS))
