"""The form for a preset plan: the day on which it begins."""

from datetime import date
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.widgets import DateInput

from app.forms.wall_time import YEARS


class PresetForm(FlaskForm):  # type: ignore[misc]
    """The first day, kept as it was typed."""

    first_day = StringField(_("First day"), widget=DateInput(), render_kw={"required": True})

    @classmethod
    def proposing(cls, day: date) -> Self:
        """The form as it is first shown."""
        return cls(None, data={"first_day": day.isoformat()})

    def day(self) -> date | None:
        """The day that was typed; None where it cannot be read, with the sentence beside the field."""
        try:
            typed = date.fromisoformat((self.first_day.data or "").strip())
        except ValueError:
            self.refuse(gettext("This is no day. Write it like %(example)s.", example="2030-03-04"))
            return None
        if typed.year not in YEARS:
            years = {"first": str(YEARS[0]), "last": str(YEARS[-1])}
            self.refuse(gettext("Choose a year from %(first)s to %(last)s.", **years))
            return None
        return typed

    def refuse(self, sentence: str) -> None:
        """Say why beside the field, and give it the focus."""
        self.first_day.errors = [*self.first_day.errors, sentence]
        self.first_day.render_kw = {**self.first_day.render_kw, "autofocus": True}
