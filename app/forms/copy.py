"""The form for copying: what, where to, under which title, and in which week the copy begins."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import DateInput

from app.forms.text import one_line
from app.forms.wall_time import YEARS
from app.queries.copies import Target

WHOLE, PLAN = "whole", "plan"
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
HALF_A_YEAR = 26  # weeks: from one term to the next


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def next_term(first: date, today: date) -> date:
    """The Monday half a year after a week, or as often half a year more as it takes to lie ahead."""
    proposed = monday(first)
    while proposed <= max(first, today):
        proposed += timedelta(weeks=HALF_A_YEAR)
    return proposed


class CopyForm(FlaskForm):  # type: ignore[misc]
    """What is copied. `shown` names the plan that the page showed; `confirmed` that it is meant."""

    what = SelectField(
        _("What is copied"),
        choices=[SelectChoice(WHOLE, _("The whole course work")), SelectChoice(PLAN, _("Only the plan"))],
        validate_choice=False,
    )
    into = SelectField(_("Where to"), validate_choice=False)
    title = StringField(
        _("Title"),
        [Length(max=200, message=_("Use at most %(max)d characters."))],
        filters=[one_line],
        description=_("Of the new course work; a draft that takes a plan over keeps its own."),
        render_kw={"autocomplete": "off", "maxlength": 200},
    )
    week = StringField(
        _("The week in which it begins"),
        widget=DateInput(),
        description=_("Any day of the week in which the first date shall lie; weekdays and wall times are kept."),
    )
    shown = HiddenField()
    confirmed = BooleanField()

    @classmethod
    def on(cls, targets: Sequence[Target]) -> "CopyForm":
        """The form as it was sent."""
        return cls()._offering(targets)

    @classmethod
    def asked(
        cls, targets: Sequence[Target], arguments: Mapping[str, str], course_id: int, title: str, week: date | None
    ) -> "CopyForm":
        """The form as an address fills it in: by itself the whole, into its own course."""
        own = [target.key for target in targets if target.key == f"course-{course_id}"]
        into = next(iter([*own, *(target.key for target in targets)]), "")
        proposed = {"what": WHOLE, "into": into, "title": title, "week": week.isoformat() if week else ""}
        return cls(arguments, data=proposed, meta={"csrf": False})._offering(targets)

    @property
    def target(self) -> Target | None:
        """Where the copy goes; None where nothing that may be chosen was."""
        return self._targets.get(self.into.data)

    @property
    def is_whole(self) -> bool:
        """Whether the material goes too."""
        return bool(self.what.data == WHOLE)

    def weeks_from(self, first: date | None) -> int:
        """How many weeks the copy lies after what begins on this day; 0 where nothing of it has a date."""
        return (monday(date.fromisoformat(self.week.data)) - monday(first)).days // 7 if first else 0

    def read(self, first: date | None) -> bool:
        """Whether the form can be understood; `first` is the first day of what is copied."""
        complete = self.validate()
        if first and not _is_day(self.week.data):
            years = {"first": str(YEARS[0]), "last": str(YEARS[-1])}
            self.week.errors = [gettext("Write a day like 2030-03-04, in a year from %(first)s to %(last)s.", **years)]
        return complete and not self.errors

    def validate_what(self, field: SelectField) -> None:
        """One of the two."""
        if field.data not in {WHOLE, PLAN}:
            raise ValidationError(gettext("Choose what is copied."))

    def validate_into(self, field: SelectField) -> None:
        """A course of theirs, or a draft, which takes a plan only."""
        if self.target is None:
            raise ValidationError(gettext("Choose one of the courses that you teach or one of your drafts."))
        if self.target.is_draft and self.is_whole:
            raise ValidationError(gettext("A draft takes only a plan: choose a course, or copy only the plan."))

    def validate_title(self, field: StringField) -> None:
        """New course work has one."""
        if self.target and not self.target.is_draft and not field.data:
            raise ValidationError(gettext("Give the new course work a title."))

    def _offering(self, targets: Sequence[Target]) -> "CopyForm":
        self._targets = {target.key: target for target in targets}
        self.into.choices = [_choice(target) for target in targets]
        return self


def _choice(target: Target) -> SelectChoice:
    course = f"{target.course_name} ({target.course_code})" + (f" · {target.term}" if target.term else "")
    name = f"{target.title} — {course}" if target.title else course
    group = gettext("Append to a draft") if target.is_draft else gettext("New course work in a course")
    return SelectChoice(target.key, name, optgroup=group)


def _is_day(written: str | None) -> bool:
    try:
        return bool(WRITTEN.fullmatch(written or "")) and date.fromisoformat(written or "").year in YEARS
    except ValueError:
        return False
