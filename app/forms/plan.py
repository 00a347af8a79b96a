"""The forms of a stage in its plan: as it is shown, as it was typed, and over what somebody else stored meanwhile."""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Any, Self

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from app import words
from app.commands.plan import PlannedStage, StageEdit
from app.forms.by_hand import ScheduleForm, as_kept
from app.forms.text import one_line
from app.forms.wall_time import is_same, shown
from app.models.types import StageKind, StageStatus
from app.queries.plan import PlanRow
from app.queries.stages import StageNow
from app.times import clock_change, wall_time, zone

LONGEST_NAME, LONGEST_DESCRIPTION = 200, 5000
WORDS = ("name", "kind", "submission_mode", "description")
TIMES = ("starts_at", "ends_at")
PARTS = (*WORDS, *TIMES)

# What the database refuses, and beside which field it is said. Everything else is said above the form.
BESIDE = {
    "Give the stage a name.": "name",
    "Use at most 200 characters for the name of a stage.": "name",
    "Use at most 5000 characters for what a stage is about.": "description",
    "Choose what kind of stage it is.": "kind",
    "This stage has begun, and keeps its kind: add another stage instead.": "kind",
    "Choose whether a file or a link is handed in.": "submission_mode",
    "The new start lies in the past: open the stage by hand instead.": "starts_at",
    "The start of a new stage lies ahead: choose a later one, or none and open the stage by hand.": "starts_at",
    "This stage has begun: only its end can be moved.": "starts_at",
    "A stage ends after it starts.": "ends_at",
    "The new end lies in the past: close the stage by hand instead.": "ends_at",
    "The end of a new stage lies ahead: choose a later one, or none.": "ends_at",
    "This stage is closed: reopen it to give it a new end.": "ends_at",
}
NOTHING = PlannedStage("", "", StageKind.CUSTOM.value, None, None, None)
NO_KIND, NO_MODE = _("Choose what kind of stage it is."), _("Choose whether a file or a link is handed in.")


class StageForm(ScheduleForm):
    """All that a plan says of a stage. The hidden fields say what the page showed: what was not touched is left alone.

    A field that is not sent stays as it is stored: the form of a stage that has begun has neither kind nor start.
    """

    version = HiddenField()
    name = StringField(
        _("Name"),
        [
            DataRequired(_("Give the stage a name.")),
            Length(max=LONGEST_NAME, message=_("Use at most %(max)d characters.")),
        ],
        filters=[one_line],
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
    kind = SelectField(
        _("Kind"),
        [AnyOf([*StageKind], NO_KIND)],
        choices=[SelectChoice(kind.value, words.KIND[kind]) for kind in StageKind],
        validate_choice=False,
        default=StageKind.CUSTOM.value,
    )
    submission_mode = SelectField(
        _("What is handed in"),
        [AnyOf([*words.HAND_IN], NO_MODE)],
        choices=[SelectChoice(mode, label) for mode, label in words.HAND_IN.items()],
        validate_choice=False,
        default="file",
        description=_("Counts only where something is handed in."),
    )
    description = TextAreaField(
        _("What it is about (may be empty)"),
        [Length(max=LONGEST_DESCRIPTION, message=_("Use at most %(max)d characters."))],
        filters=[as_kept],
        render_kw={"rows": 3, "maxlength": LONGEST_DESCRIPTION},
    )
    name_shown = HiddenField(filters=[one_line])
    kind_shown = HiddenField()
    submission_mode_shown = HiddenField()
    description_shown = HiddenField(filters=[as_kept])

    @classmethod
    def of(cls, row: PlanRow, zone_name: str) -> Self:
        """The form as it is first shown: with what is stored, and only what can be changed."""
        form = cls._over(row, zone_name, {})
        return form._keep([part for part in PARTS if part not in fixed(row)])

    @classmethod
    def sent(cls) -> Self:
        """The form as it was sent; what was not is no part of it."""
        return cls()._keep(request.form)

    def planned(self, stored: StageNow | PlannedStage, zone_name: str) -> PlannedStage | None:
        """What the stage is to be; None where something cannot be read, with the sentence beside its field."""
        times = self.read(stored, zone_name)
        if times is None:
            return None
        kept = {part: getattr(stored, part) for part in PARTS}
        typed = {part: self[part].data for part in WORDS if part in self and not self._is_untouched(part)}
        said = {**kept, **typed, **times}
        return PlannedStage(**{**said, "kind": str(said["kind"])})

    def edit(self, stage: PlannedStage) -> StageEdit:
        """What to ask of the database."""
        return StageEdit(stage, self.shown_version, self.reason.data, self.foretold.data or None)

    @property
    def shown_version(self) -> int:
        """Which version the page showed; 0, which is never stored, where that was not sent."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def over(self, row: PlanRow, zone_name: str) -> Self:
        """What was typed, over what is stored now: nothing typed is lost, and it is said what it would replace.

        What was not touched follows what is stored. Saved once more, it goes through.
        """
        typed = [part for part in PARTS if part in self and not self._is_untouched(part)]
        stored = texts(row, zone_name)
        form = self._over(row, zone_name, {part: self[part].data for part in typed})._keep(
            [p for p in PARTS if p in self]
        )
        form.reason.data = self.reason.data
        for part in (part for part in PARTS if part in self):
            if not _same(part, form[part].data, stored[part]):
                form._note(part, gettext("Stored now: %(value)s", value=told(row, part, zone_name)))
            elif not _same(part, self[f"{part}_shown"].data, stored[part]):
                form._note(part, gettext("Somebody else has changed this: it is what is stored now."))
        return form

    def refuse(self, message: str, sentence: str) -> str | None:
        """Say a refusal of the database beside the field it is about; the sentence where it is about none."""
        field = BESIDE.get(message, "")
        if field not in self:
            return sentence
        self[field].errors = [*self[field].errors, sentence]
        return None

    def marked(self, mark: str) -> Self:
        """Give every input an id of its own, as a page holds many such forms, and the first wrong one the focus."""
        for field in self:
            field.id = field.label.field_id = f"{mark}-{field.name}"
        wrong = [field for field in self if field.errors]
        for field in wrong[:1]:
            field.render_kw = {**(field.render_kw or {}), "autofocus": True}
        return self

    @classmethod
    def _over(cls, row: PlanRow, zone_name: str, typed: dict[str, Any]) -> Self:
        stored = texts(row, zone_name)
        was_shown = {f"{part}_shown": text for part, text in stored.items()}
        return cls(None, data={**stored, **was_shown, **typed, "version": str(row.version)})

    def _keep(self, parts: Container[str]) -> Self:
        for part in PARTS:
            if part not in parts:
                del self[part]
        return self

    def _note(self, part: str, sentence: str) -> None:
        """Say something beside a field though nothing is wrong with it."""
        self[part].description = sentence
        self[part].is_noted = True

    def _is_untouched(self, part: str) -> bool:
        return _same(part, self[part].data, self[f"{part}_shown"].data)


class NewStageForm(StageForm):
    """A stage to be added: after another one, or at the end."""

    after = HiddenField()

    @property
    def after_id(self) -> int | None:
        """The key of the stage that it is to follow; None for none."""
        text = self.after.data or ""
        return int(text) if text.isascii() and text.isdecimal() else None

    @classmethod
    def proposing(cls, after: PlanRow | None, above: PlanRow | None, zone_name: str) -> Self:
        """The form as it is first shown: after a stage or at the end, beginning when the one above it ends."""
        start = proposed_start(above.stage, zone_name) if above else ""
        return cls(None, data={"after": str(after.id) if after else "", "starts_at": start})


def proposed_start(above: StageNow, zone_name: str) -> str:
    """When a stage ends, to the second and not before; nothing where that has passed, or could not be typed."""
    end = above.ends_at
    if end is None or end <= above.as_of:
        return ""
    whole = end + timedelta(seconds=1) if end.microsecond else end
    wall = whole.astimezone(zone(zone_name)).replace(tzinfo=None)
    return "" if clock_change(wall, zone(zone_name)) else shown(whole, zone_name)


def fixed(row: PlanRow) -> set[str]:
    """What of a stage can no longer be changed as it is now."""
    if row.stage.effective_status is StageStatus.COMPLETED:
        return {"kind", "starts_at", "ends_at"}
    return {"kind", "starts_at"} if row.has_begun else set()


def texts(row: PlanRow, zone_name: str) -> dict[str, str]:
    """What is stored, as the inputs of a form are given it."""
    stage = row.stage
    times = {part: shown(getattr(stage, part), zone_name) for part in TIMES}
    words_of = {"name": one_line(stage.name), "kind": stage.kind.value, "description": as_kept(stage.description)}
    return {**words_of, **times, "submission_mode": stage.submission_mode or "file"}


def told(row: PlanRow, part: str, zone_name: str) -> str:
    """What is stored, as people read it."""
    value = getattr(row.stage, part)
    if isinstance(value, datetime):
        return wall_time(value, zone_name, seconds=bool(value.second))
    if part == "kind":
        return str(words.KIND[row.stage.kind])
    return str((words.HAND_IN.get(value) if part == "submission_mode" else value) or gettext("nothing"))


def _same(part: str, text: str | None, other: str | None) -> bool:
    return is_same(text, other) if part in TIMES else text == other
