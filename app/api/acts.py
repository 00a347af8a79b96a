"""Stepping in by hand: what staff do to stages and to whole course work, and what it would do."""

from collections.abc import Callable
from typing import Any

from app.api import etags, finding
from app.api.schemas.acts import (
    ForesightOut,
    PreviewAsked,
    ReopeningIn,
    ScheduleIn,
    SentAct,
    StageEditIn,
    StageIn,
    WorkPreviewAsked,
)  # fmt: skip
from app.api.schemas.assignments import AssignmentOut, StageOut
from app.api.schemas.shapes import Made
from app.api.subject import Operation, Subject
from app.commands import assignments, authoring, plan, stages
from app.commands.plan import PlannedStage, StageEdit
from app.identity import signed_in
from app.queries import foresight

subject = Subject("by_hand", "What the staff of course work does to it and to its stages by hand.")

ON_STAGE: dict[str, Callable[..., None]] = {
    "activation": stages.activate,
    "completion": stages.complete,
    "pause": stages.pause,
    "resumption": stages.resume,
}
ON_WORK: dict[str, Callable[..., None]] = {
    "publication": assignments.publish,
    "pause": assignments.pause,
    "resumption": assignments.resume,
    "archiving": authoring.archive,
    "restoration": authoring.restore,
}
FORETOLD = {"publication", "pause", "resumption"}
ABOUT_STAGE = {
    "activation": "Open a stage now; for staff.",
    "completion": "Close a stage now; for staff.",
    "pause": "Stop the clock of a stage; for staff.",
    "resumption": "Let the clock of a stage run again; for staff.",
}
ABOUT_WORK = {
    "publication": "Show a draft to its students, and let its clock run; for staff.",
    "pause": "Stop the clock of a whole course work; for staff.",
    "resumption": "Let the clock of a whole course work run again; for staff.",
    "archiving": "Put course work away; for staff.",
    "restoration": "Publish archived course work again; for staff.",
}


def _on_stage(act: str, command: Callable[..., None]) -> None:
    def do(body: dict[str, Any], stage_id: int) -> Any:
        finding.kept_stage(stage_id)
        command(stage_id, signed_in().id, body["reason"], body["foretold"])
        return _shown(stage_id)

    do.__name__, do.__doc__ = f"{command.__name__}_stage", ABOUT_STAGE[act]
    subject.post(f"/stages/<key:stage_id>/{act}", SentAct, StageOut, is_versioned=True)(do)


def _on_work(act: str, command: Callable[..., None]) -> None:
    def do(body: dict[str, Any], assignment_id: int) -> Any:
        finding.kept_work(assignment_id)
        foretold = {"foretold": body["foretold"]} if act in FORETOLD else {}
        command(assignment_id, signed_in().id, body["reason"], **foretold)
        work = finding.work(assignment_id)
        return work, 200, etags.of(work.version)

    do.__name__, do.__doc__ = f"{command.__name__}_assignment", ABOUT_WORK[act]
    subject.post(f"/assignments/<key:assignment_id>/{act}", SentAct, AssignmentOut, is_versioned=True)(do)


for _act, _command in ON_STAGE.items():
    _on_stage(_act, _command)
for _act, _command in ON_WORK.items():
    _on_work(_act, _command)


@subject.post("/stages/<key:stage_id>/reopening", ReopeningIn, StageOut, is_versioned=True)
def reopen_stage(body: dict[str, Any], stage_id: int) -> Any:
    """Open a closed stage again, until an instant; for staff."""
    finding.kept_stage(stage_id)
    stages.reopen(stage_id, signed_in().id, body["reason"], body["foretold"], ends_at=body["ends_at"])
    return _shown(stage_id)


@subject.post("/stages/<key:stage_id>/schedule", ScheduleIn, StageOut, is_versioned=True)
def reschedule_stage(body: dict[str, Any], stage_id: int) -> Any:
    """Give a stage other dates; of one that has begun only the end can be moved. For staff."""
    finding.kept_stage(stage_id)
    window = {"starts_at": body["starts_at"], "ends_at": body["ends_at"]}
    stages.reschedule(stage_id, signed_in().id, body["reason"], body["foretold"], **window)
    return _shown(stage_id)


@subject.post("/stages/<key:stage_id>/retry")
def retry_stage(stage_id: int) -> None:
    """Have the next tick try again what failed of a stage; for staff."""
    finding.kept_stage(stage_id)
    stages.retry(stage_id, signed_in().id)


@subject.get("/stages/<key:stage_id>/preview", ForesightOut, PreviewAsked, may_conflict=True)
def preview_stage(query: dict[str, Any], stage_id: int) -> foresight.Foresight:
    """What an act would do, whom it tells, and what the clock does then; changes nothing. For staff.

    Send `digest` with the act: it is refused where something else would happen by then.
    """
    finding.kept_stage(stage_id)
    return foresight.before_act(stage_id, query["act"], query.get("starts_at"), query.get("ends_at"))


@subject.get("/assignments/<key:assignment_id>/preview", ForesightOut, WorkPreviewAsked, may_conflict=True)
def preview_assignment(query: dict[str, Any], assignment_id: int) -> foresight.Foresight:
    """What publishing, pausing or resuming a whole course work would do; changes nothing. For staff.

    Send `digest` with the act: it is refused where something else would happen by then.
    """
    finding.kept_work(assignment_id)
    return foresight.before_act_on_work(assignment_id, query["act"])


@subject.post("/assignments/<key:assignment_id>/stages", StageIn, Made, status=201)
def add_stage(body: dict[str, Any], assignment_id: int) -> dict[str, int]:
    """Add a stage to a plan, at a place (the first is 0) or at its end; for staff."""
    finding.kept_work(assignment_id)
    position = body.pop("position")
    return {"id": plan.add(assignment_id, PlannedStage(**body), signed_in().id, position)}


@subject.offer(Operation("PATCH", "/stages/<key:stage_id>", StageOut, StageEditIn, edits=True))
def edit_stage(body: dict[str, Any], stage_id: int) -> Any:
    """Change what a plan says of a stage; what is not named stays. For staff. Needs If-Match."""
    _work, stage = finding.kept_stage(stage_id)
    version, reason, foretold = etags.asked(stage.version), body.pop("reason"), body.pop("foretold")
    names = ("name", "description", "kind", "submission_mode", "starts_at", "ends_at")
    planned = PlannedStage(**{name: body.get(name, getattr(stage, name)) for name in names})
    plan.edit(stage_id, StageEdit(planned, version, reason, foretold), signed_in().id)
    return _shown(stage_id)


@subject.offer(Operation("DELETE", "/stages/<key:stage_id>", edits=True, status=204))
def remove_stage(stage_id: int) -> None:
    """Take a stage without history out of its plan; for staff. Needs If-Match."""
    _work, stage = finding.kept_stage(stage_id)
    plan.remove(stage_id, etags.asked(stage.version), signed_in().id)


def _shown(stage_id: int) -> Any:
    _work, stage = finding.stage(stage_id)
    return stage, 200, etags.of(stage.version)
