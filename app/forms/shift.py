"""The form for moving later stages: from which one on, by how many days, and why."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from app.commands.shift import Shift
from app.forms.by_hand import ReasonForm
from app.models.types import StageStatus
from app.queries.stages import Plan

MOST_DAYS = 366
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)


def key(typed: Any) -> int:
    """The key that a choice stands for; 0, which is nobody's, for what is none."""
    return int(typed) if re.fullmatch(r"\d{1,18}", str(typed), re.ASCII) else 0


class DaysField(IntegerField):  # type: ignore[misc]
    """A number of days, kept as it was typed."""

    def process_formdata(self, typed: list[str]) -> None:
        """Read a whole number in plain digits; a minus sign as people write it counts too."""
        if not typed:
            return
        text = typed[0].strip().replace("−", "-")
        self.data = int(text) if WHOLE_NUMBER.fullmatch(text) else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number of days, or nothing to move by."""
        if self.data is None or not 1 <= abs(self.data) <= MOST_DAYS:
            raise ValidationError(
                gettext(
                    "Type a whole number of days from 1 to %(most)s; with a minus sign it means earlier.",
                    most=MOST_DAYS,
                )
            )


class ShiftForm(ReasonForm):
    """What is moved and how far. `shown` names the plan that the page showed; `confirmed` that it is meant."""

    from_stage = SelectField(_("From this stage on"), coerce=key, validate_choice=False)
    days = DaysField(
        _("Days"),
        description=_("Later; with a minus sign earlier. Multiples of 7 keep the weekdays."),
        render_kw={"min": -MOST_DAYS, "max": MOST_DAYS, "inputmode": "text"},
    )
    shown = HiddenField()
    confirmed = BooleanField()

    @classmethod
    def on(cls, plan: Plan) -> "ShiftForm":
        """The form as it was sent."""
        return cls()._offering(plan)

    @classmethod
    def asked(cls, plan: Plan, arguments: Mapping[str, str]) -> "ShiftForm":
        """The form as an address fills it in: by itself a week, from the first stage on that has not ended."""
        left = [stage.id for stage in plan.stages if stage.effective_status is not StageStatus.COMPLETED]
        first = left[0] if left else plan.stages[0].id if plan.stages else 0
        return cls(arguments, data={"from_stage": first, "days": 7}, meta={"csrf": False})._offering(plan)

    def read(self) -> Shift | None:
        """What is asked for; None where that cannot be understood, with the sentence beside its field."""
        if self.from_stage.errors or self.days.errors or self.days.data is None:
            return None
        return Shift(self.from_stage.data, self.days.data, self.shown.data or "")

    def _offering(self, plan: Plan) -> "ShiftForm":
        self.from_stage.choices = [SelectChoice(str(stage.id), stage.name) for stage in plan.stages]
        return self

    def validate_from_stage(self, field: SelectField) -> None:
        """A stage of this plan: another one may have been taken out of it meanwhile."""
        if str(field.data) not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Choose one of the stages of this course work."))
