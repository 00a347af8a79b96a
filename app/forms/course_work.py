"""The forms for what a course work says of itself, and for deleting it."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from app.errors import Refused
from app.forms.by_hand import ReasonForm, WallTimeField, as_kept
from app.forms.text import one_line
from app.forms.time_zone import TimeZoneField
from app.forms.wall_time import WallTimeError, is_same, read, shown
from app.queries.assignments import CourseWork
from app.times import zone_key

LONGEST_TITLE, LONGEST_DESCRIPTION, LARGEST_TEAM = 200, 20_000, 1000
TIMES = ("starts_at", "ends_at")
WORDS = ("title", "description", "time_zone", "min_team_size", "max_team_size")

TOO_LONG = _("Use at most %(max)d characters.")
HOW_MANY = NumberRange(1, LARGEST_TEAM, _("Write a whole number from %(min)d to %(max)d."))

# What the database refuses, beside the field that it is about.
FIELD = {
    "A course work has a title.": "title",
    "The smallest team has at least one member, the largest no fewer than that.": "max_team_size",
    "There is no such time zone: choose one from the list.": "time_zone",
    "A course work ends after it starts.": "ends_at",
}


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A number; what is none is refused by the range it has to be in, in one sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, None where it is no number, or one that no computer counts with."""
        typed = "".join(valuelist).strip()
        self.data = int(typed) if typed.isdecimal() and len(typed) < 10 else None


class CourseWorkForm(FlaskForm):  # type: ignore[misc]
    """What a course work says of itself. Its own start and end only inform: its stages have theirs."""

    title = StringField(
        _("Title"),
        [DataRequired(_("Give the course work a title.")), Length(max=LONGEST_TITLE, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "maxlength": LONGEST_TITLE},
    )
    description = TextAreaField(
        _("Description (may be empty)"),
        [Length(max=LONGEST_DESCRIPTION, message=TOO_LONG)],
        filters=[as_kept],
        description=_("Markdown works: **bold**, *slanted*, # heading, - list, 1. list, [text](https://…), tables."),
        render_kw={"rows": 10, "maxlength": LONGEST_DESCRIPTION},
    )
    min_team_size = WholeNumberField(_("Smallest team"), [HOW_MANY], render_kw={"min": 1, "max": LARGEST_TEAM})
    max_team_size = WholeNumberField(_("Largest team"), [HOW_MANY], render_kw={"min": 1, "max": LARGEST_TEAM})
    time_zone = TimeZoneField(_("Time zone"))
    starts_at = WallTimeField(_("Start of the whole (may be empty)"))
    starts_at_shown = HiddenField()
    ends_at = WallTimeField(_("End of the whole (may be empty)"))
    ends_at_shown = HiddenField()

    def facts(self, stored: CourseWork | None = None) -> dict[str, Any] | None:
        """What was typed, by name; None where something cannot be, with the sentence beside its field."""
        complete = self.validate()
        times = {} if self.time_zone.errors else {name: self._instant(name, stored) for name in TIMES}
        said = {name: self[name].data for name in WORDS}
        return {**said, **times} if complete and not self.errors else None

    def refuse(self, refused: Refused, sentence: str) -> bool:
        """Put a refusal of the database beside the field that it is about; False where it is about none."""
        field = FIELD.get(refused.message)
        if field:
            self[field].errors = [sentence]
        return field is not None

    @property
    def zone_of_times(self) -> str:
        """The zone in which times are typed: that of the course work which is being made."""
        return str(self.time_zone.data)

    def _instant(self, name: str, stored: CourseWork | None) -> datetime | None:
        field, was_shown = self[name], self[f"{name}_shown"].data
        was = getattr(stored, name, None)
        if field.data is None:  # not sent at all: nobody emptied it
            return was
        try:
            return read(field.data, self.zone_of_times, str(field.label.text), was_shown, was)
        except WallTimeError as error:
            field.errors = [str(error)]
            return None


class EditForm(CourseWorkForm):
    """The same of a course work that is there, with its version and the zone in which its times were shown."""

    version = HiddenField()
    shown_zone = HiddenField()

    @classmethod
    def showing(cls, work: CourseWork) -> "EditForm":
        """The form as it is first shown, with what is stored."""
        times = {name: shown(getattr(work, name), work.time_zone) for name in TIMES}
        form = cls(formdata=None, data={**_as_shown(work), **times, "shown_zone": work.time_zone})
        form.take_for_known(work)
        return form

    @property
    def zone_of_times(self) -> str:
        """The zone in which the page showed the times: choosing another one moves no instant."""
        return zone_key(self.shown_zone.data or "UTC")

    @property
    def shown_version(self) -> int:
        """The version that the page showed; 0, which none has, for what is no version."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def facts(self, stored: CourseWork | None = None) -> dict[str, Any] | None:
        """As above; what reads the same as what is stored stays as it is stored, to the last blank."""
        said = super().facts(stored)
        if said is None or stored is None:
            return said
        return said | {name: getattr(stored, name) for name, text in _as_shown(stored).items() if said[name] == text}

    def take_for_known(self, work: CourseWork) -> None:
        """From here on the form counts as one that showed this: sending it again overrules what is stored."""
        self.version.data = str(work.version)
        for name in TIMES:
            self[f"{name}_shown"].data = shown(getattr(work, name), self.zone_of_times)

    def others(self, work: CourseWork) -> dict[str, str]:
        """What is stored now in each field that says something else, as it is shown; empty for no date."""
        words = {name: str(text) for name, text in _as_shown(work).items() if str(text) != str(self[name].data)}
        times = {name: shown(getattr(work, name), self.zone_of_times) for name in TIMES}
        return words | {
            name: text.replace("T", " ") for name, text in times.items() if not is_same(self[name].data, text)
        }


class DeletionForm(ReasonForm):
    """The title, typed by hand, and why."""

    title = StringField(
        _("Type the title to delete it"), filters=[one_line], render_kw={"autocomplete": "off", "spellcheck": "false"}
    )


def _as_shown(work: CourseWork) -> dict[str, Any]:
    return {
        "title": one_line(work.title),
        "description": as_kept(work.description),
        "time_zone": zone_key(work.time_zone),
        "min_team_size": work.min_team_size,
        "max_team_size": work.max_team_size,
    }
