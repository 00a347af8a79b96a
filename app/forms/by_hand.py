"""The forms for stepping in by hand: why, and new times in the course work's zone."""

from datetime import datetime
from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import DateTimeLocalInput

from app.forms.wall_time import WallTimeError, read, shown

LONGEST_REASON = 500


# PostgreSQL keeps no NUL, and nobody types one; a browser counts a new line as one character but sends two.
def as_kept(text: str | None) -> str:
    return (text or "").replace("\0", "").replace("\r\n", "\n")


class Window(Protocol):
    """Something with a start and an end; None is no date."""

    @property
    def starts_at(self) -> datetime | None: ...

    @property
    def ends_at(self) -> datetime | None: ...


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why, in one's own words; may be empty. The hidden field says what the page foretold."""

    foretold = HiddenField(filters=[as_kept])
    reason = TextAreaField(
        _("Reason (may be empty)"),
        [Length(max=LONGEST_REASON, message=_("Use at most %(max)d characters for the reason."))],
        filters=[as_kept],
        render_kw={"rows": 2, "maxlength": LONGEST_REASON},
    )


class WallTimeField(StringField):  # type: ignore[misc]
    """A time in the course work's zone, kept as it was typed; seconds count, so that none is lost."""

    widget = DateTimeLocalInput()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, render_kw={"step": "1"}, **options)


class EndForm(ReasonForm):
    """A new end. The hidden field says what the page showed, so that what was not touched is left alone."""

    ends_at = WallTimeField(_("End"))
    ends_at_shown = HiddenField()

    @classmethod
    def showing(cls, stage: Window, zone_name: str) -> "EndForm":
        """The form as it is first shown, with the stored times."""
        times = {name: shown(getattr(stage, name), zone_name) for name in ("starts_at", "ends_at")}
        return cls(data={**times, **{f"{name}_shown": text for name, text in times.items()}})

    def read(self, stage: Window, zone_name: str) -> dict[str, datetime | None] | None:
        """The new times by name; None where something cannot be read, with the sentence beside its field."""
        fields = [field for field in self if isinstance(field, WallTimeField)]
        complete = self.validate()
        times = {field.name: self._instant(field, getattr(stage, field.name), zone_name) for field in fields}
        return times if complete and not self.errors else None

    def _instant(self, field: WallTimeField, stored: datetime | None, zone_name: str) -> datetime | None:
        if field.data is None:  # not sent at all: nobody emptied it
            return stored
        try:
            return read(field.data, zone_name, str(field.label.text), self[f"{field.name}_shown"].data, stored)
        except WallTimeError as error:
            field.errors = [str(error)]
            return None


class ScheduleForm(EndForm):
    """A new window for a stage that has not begun."""

    starts_at = WallTimeField(_("Start"))
    starts_at_shown = HiddenField()
