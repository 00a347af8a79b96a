"""Stepping in by hand: what staff do to one stage. When it may be done is the database's to say."""

from dataclasses import replace

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import stages as commands
from app.forms.by_hand import EndForm, ReasonForm, ScheduleForm
from app.identity import signed_in
from app.models.types import StageStatus
from app.queries import assignments, stages
from app.queries.assignments import CourseWork
from app.queries.stages import StageNow
from app.routes.acts import ON_STAGE, REOPENING, SCHEDULE
from app.routes.asking import Question
from app.routes.by_hand import of_staff, retry_now
from app.routes.times_page import TimesPage

blueprint = Blueprint("stages", __name__, url_prefix="/stages/<key:stage_id>")

PLAIN = "/<any(activation, completion, pause, resumption):act>"


@blueprint.get(PLAIN)
def ask(stage_id: int, act: str) -> ResponseReturnValue:
    return Question(ON_STAGE[act], *_find(stage_id)).ask(ReasonForm())


@blueprint.post(PLAIN)
def answer(stage_id: int, act: str) -> ResponseReturnValue:
    return Question(ON_STAGE[act], *_find(stage_id)).answer(ReasonForm())


@blueprint.post("/retry")
def retry(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    said = _("What failed for %(name)s is tried again at the next tick.", name=stage.name)
    return retry_now(work, stage.id, commands.retry, said)


@blueprint.get("/reopening")
def edit_end(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    if stage.effective_status is not StageStatus.COMPLETED:
        return redirect(url_for("stages.edit_schedule", stage_id=stage.id))
    # A stage that was closed early may go on until the end that was planned; an end that has passed is no proposal.
    still_ahead = stage.ends_at if stage.ends_at and stage.ends_at > stage.as_of else None
    form = EndForm.showing(replace(stage, ends_at=still_ahead), work.time_zone)
    return TimesPage("stages/reopening.html", REOPENING, work, stage).show(form)


@blueprint.post("/reopening")
def reopen(stage_id: int) -> ResponseReturnValue:
    return TimesPage("stages/reopening.html", REOPENING, *_find(stage_id)).answer(EndForm())


@blueprint.get("/schedule")
def edit_schedule(stage_id: int) -> ResponseReturnValue:
    work, stage = _find(stage_id)
    if stage.effective_status is StageStatus.COMPLETED:
        return redirect(url_for("stages.edit_end", stage_id=stage.id))
    form = ScheduleForm if stage.effective_status is StageStatus.PENDING else EndForm
    return TimesPage("stages/schedule.html", SCHEDULE, work, stage).show(form.showing(stage, work.time_zone))


@blueprint.post("/schedule")
def reschedule(stage_id: int) -> ResponseReturnValue:
    # The form of a stage that has begun has no start: it stays what it is.
    form = ScheduleForm() if "starts_at" in request.form else EndForm()
    return TimesPage("stages/schedule.html", SCHEDULE, *_find(stage_id)).answer(form)


def _find(stage_id: int) -> tuple[CourseWork, StageNow]:
    work = of_staff(assignments.of_stage(policy.course_work(signed_in()), stage_id))
    return work, stages.one(stage_id) or abort(404)
