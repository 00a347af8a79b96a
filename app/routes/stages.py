"""Stepping in by hand: what staff do to one stage. When it may be done is the database's to say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import stages as commands
from app.errors import Refused
from app.forms.by_hand import EndForm, ScheduleForm
from app.identity import signed_in
from app.models.types import StageStatus
from app.queries import assignments, stages
from app.queries.assignments import CourseWork
from app.queries.stages import StageNow
from app.routes.by_hand import go_back, of_staff, sentence_of, step_in

blueprint = Blueprint("stages", __name__, url_prefix="/stages/<key:stage_id>")


@blueprint.post("/activation")
def activate(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    return step_in(work, commands.activate, _("%(name)s is open now.", name=stage.name), stage.id)


@blueprint.post("/completion")
def complete(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    return step_in(work, commands.complete, _("%(name)s is closed now.", name=stage.name), stage.id)


@blueprint.post("/pause")
def pause(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    return step_in(work, commands.pause, _("%(name)s is paused: it is open to nobody.", name=stage.name), stage.id)


@blueprint.post("/resumption")
def resume(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    said = _("%(name)s is no longer paused. What came due meanwhile happens at the next tick.", name=stage.name)
    return step_in(work, commands.resume, said, stage.id)


@blueprint.post("/retry")
def retry(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    said = _("What failed for %(name)s is tried again at the next tick.", name=stage.name)
    return step_in(work, lambda key, actor, _reason: commands.retry(key, actor), said, stage.id)


@blueprint.get("/reopening")
def edit_end(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    if stage.effective_status is not StageStatus.COMPLETED:
        return redirect(url_for("stages.edit_schedule", stage_id=stage.id))
    # A stage that was closed early may go on until the end that was planned; an end that has passed is no proposal.
    still_ahead = stage.ends_at if stage.ends_at and stage.ends_at > stage.as_of else None
    form = EndForm.showing(replace(stage, ends_at=still_ahead), work.time_zone)
    return TimesPage("stages/reopening.html", work, stage).show(form)


@blueprint.post("/reopening")
def reopen(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    said = _("%(name)s is open again.", name=stage.name)
    return TimesPage("stages/reopening.html", work, stage).send(EndForm(), commands.reopen, said)


@blueprint.get("/schedule")
def edit_schedule(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    if stage.effective_status is StageStatus.COMPLETED:
        return redirect(url_for("stages.edit_end", stage_id=stage.id))
    form = ScheduleForm if stage.effective_status is StageStatus.PENDING else EndForm
    return TimesPage("stages/schedule.html", work, stage).show(form.showing(stage, work.time_zone))


@blueprint.post("/schedule")
def reschedule(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    # The form of a stage that has begun has no start: it stays what it is.
    form = ScheduleForm() if "starts_at" in request.form else EndForm()
    command = partial(commands.reschedule, starts_at=stage.starts_at)
    said = _("The times of %(name)s are changed.", name=stage.name)
    return TimesPage("stages/schedule.html", work, stage).send(form, command, said)


@dataclass(frozen=True)
class TimesPage:
    """A page with a form for a stage's times."""

    template: str
    work: CourseWork
    stage: StageNow

    def show(self, form: EndForm, refusal: str | None = None) -> str:
        """The form as it is filled in, with why it was refused."""
        return render_template(self.template, work=self.work, stage=self.stage, form=form, refusal=refusal)

    def send(self, form: EndForm, command: Callable[..., None], said: str) -> ResponseReturnValue:
        """Do what the form says and go back to the course work; else the form again with all that was typed."""
        times = form.read(self.stage, self.work.time_zone)
        if times is None:
            return self.show(form), 422
        try:
            command(self.stage.id, **times, actor_id=signed_in().id, reason=form.reason.data)
        except Refused as refused:
            return self.show(form, sentence_of(refused)), refused.status
        return go_back(self.work, said, self.stage.id)


def _find(stage_id: int) -> tuple[CourseWork, StageNow]:
    work = of_staff(assignments.of_stage(policy.course_work(signed_in()), stage_id))
    return work, stages.one(stage_id) or abort(404)
