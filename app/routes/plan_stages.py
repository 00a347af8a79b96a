"""Editing one stage in its plan: saved at once, or asked about first where students already see its times."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.commands import plan as commands
from app.commands.plan import PlannedStage
from app.errors import Refused
from app.forms.plan import TIMES, StageForm
from app.identity import signed_in
from app.models.types import AssignmentState
from app.queries import foresight, plan
from app.queries.assignments import CourseWork
from app.queries.plan import PlanRow
from app.routes.acts import SCHEDULE
from app.routes.asking import CHANGED_MEANWHILE, Question
from app.routes.by_hand import sentence_of
from app.routes.plan_page import Opened, find_stage, go_back, page, row_of
from app.routes.times_page import Moved

blueprint = Blueprint("plan_stages", __name__)

SAVING = replace(SCHEDULE, title=_("Save %(name)s with these times?"), yes=_("Yes, save"))


@blueprint.post("/stages/<key:stage_id>")
def edit(stage_id: int) -> ResponseReturnValue:
    work, rows, row = find_stage(stage_id)
    form = StageForm.sent()
    if "change" in request.form:
        return page(work, rows, Opened(row.id, form))
    stage = form.planned(row.stage, work.time_zone)
    if stage is None:
        return page(work, rows, Opened(row.id, form)), 422
    return Editing(work, row, form, stage).answer()


@dataclass(frozen=True)
class Editing:
    """A stage as it is, the form that was sent, and what the stage is to be."""

    work: CourseWork
    row: PlanRow
    form: StageForm
    stage: PlannedStage

    def answer(self) -> ResponseReturnValue:
        """Save it, or ask first; back to the form, with all that was typed, where it is refused."""
        try:
            return self._ask() if self._is_asked_first else self._save()
        except Refused as refused:
            return self._refused(refused)

    @property
    def _times(self) -> dict[str, datetime | None]:
        return {name: getattr(self.stage, name) for name in TIMES}

    @property
    def _moved(self) -> list[Moved]:
        each = [Moved(name, getattr(self.row.stage, name), after) for name, after in self._times.items()]
        return [date for date in each if date.before != date.after]

    @property
    def _is_asked_first(self) -> bool:
        """Whether students see times that would change; who showed an older version is told so before anything else."""
        is_seen = self.work.state is AssignmentState.PUBLISHED and bool(self._moved)
        return is_seen and "confirmed" not in request.form and self.form.shown_version == self.row.version

    def _ask(self, notice: str | None = None) -> str:
        question = Question(SAVING, self.work, self.row.stage, self._times)
        foreseen = question.foresee()  # first: it refuses a window that cannot be
        overlaps = foresight.overlapping(self.row.stage, self.stage.starts_at, self.stage.ends_at)
        return question.show(self.form, foreseen, notice, moved=self._moved, overlaps=overlaps)

    def _save(self) -> ResponseReturnValue:
        is_changed = commands.edit(self.row.id, self.form.edit(self.stage), signed_in().id)
        said = gettext("%(name)s is saved.", name=self.stage.name) if is_changed else gettext("Nothing was changed.")
        return go_back(self.work, said, self.row.id)

    def _refused(self, refused: Refused) -> ResponseReturnValue:
        rows = plan.rows(self.work.id)
        row = row_of(rows, self.row.id) or abort(404)
        if refused.sqlstate != CHANGED_MEANWHILE:
            sentence = self.form.refuse(refused.message, sentence_of(refused))
            return page(self.work, rows, Opened(row.id, self.form, sentence)), refused.status
        if self.form.shown_version == row.version:
            return self._ask_again(refused)
        form = self.form.over(row, self.work.time_zone)
        return page(self.work, rows, Opened(row.id, form, sentence_of(refused))), refused.status

    def _ask_again(self, surprise: Refused) -> ResponseReturnValue:
        """The same edit leads to something else than what was shown: a stage began, or somebody was enrolled."""
        try:
            return self._ask(sentence_of(surprise)), surprise.status
        except Refused as refused:
            return self._refused(refused)
