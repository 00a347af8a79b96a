"""Whole plans: begun with a preset, put into another order, looked at, and moved."""

from collections.abc import Iterator
from typing import Any

from flask import abort

from app import plan_warnings, presets
from app.api import etags, finding
from app.api.schemas.assignments import StageOut
from app.api.schemas.planning import MovesOut, PositionIn, PresetIn, ShiftAsked, ShiftIn, WarningOut
from app.api.schemas.shapes import SeveralMade, page_of
from app.api.subject import Operation, Subject
from app.commands import plan as commands
from app.commands import shift
from app.commands.shift import Shift
from app.identity import signed_in
from app.plan_warnings import Warn, Warnings
from app.queries import moves, stages
from app.queries.moves import Moves
from app.times import zone

subject = Subject("planning", "Whole plans: begun with a preset, put into another order, looked at, and moved.")


@subject.post("/assignments/<key:assignment_id>/preset", PresetIn, SeveralMade, status=201)
def begin_plan(body: dict[str, Any], assignment_id: int) -> dict[str, list[int]]:
    """Begin a plan with ten weeks in seven stages, named in the language that is asked for; for staff."""
    work = finding.kept_work(assignment_id)
    begun = presets.stages(presets.TEN_WEEKS, body["first_day"], zone(work.time_zone))
    return {"ids": commands.begin(work.id, begun, signed_in().id)}


@subject.offer(Operation("PUT", "/stages/<key:stage_id>/position", StageOut, PositionIn, is_versioned=True))
def place_stage(body: dict[str, Any], stage_id: int) -> Any:
    """Move a stage to another place in its plan; for staff."""
    finding.kept_stage(stage_id)
    commands.place(stage_id, body["position"], signed_in().id)
    _work, stage = finding.stage(stage_id)
    return stage, 200, etags.of(stage.version)


@subject.get("/assignments/<key:assignment_id>/plan-warnings", page_of(WarningOut))
def list_plan_warnings(assignment_id: int) -> dict[str, Any]:
    """What may be worth another look in a plan, on one page; nothing of it forbids anything. For staff."""
    work = finding.kept_work(assignment_id)
    return {"items": list(_told(plan_warnings.look(work, stages.plan(work.id).stages))), "next": None}


@subject.get("/assignments/<key:assignment_id>/shift/preview", MovesOut, ShiftAsked)
def preview_shift(query: dict[str, Any], assignment_id: int) -> Moves:
    """Where a stage and all later ones would lie after so many days by wall time; changes nothing. For staff."""
    found = moves.of_shift(finding.kept_work(assignment_id).id, query["from_stage_id"], query["days"])
    return found if found.stages else abort(404)


@subject.post("/assignments/<key:assignment_id>/shift", ShiftIn)
def shift_stages(body: dict[str, Any], assignment_id: int) -> None:
    """Move a stage and all later ones by so many days; for staff."""
    reason = body.pop("reason")
    shift.shift(finding.kept_work(assignment_id).id, Shift(**body), signed_in().id, reason)


def _told(found: Warnings) -> Iterator[dict[str, Any]]:
    yield from (_row(None, warn) for warn in found.plan)
    for place in (found.before, found.on):
        yield from (_row(stage_id, warn) for stage_id, warns in place.items() for warn in warns)


def _row(stage_id: int | None, warn: Warn) -> dict[str, Any]:
    seconds = int(warn.length.total_seconds()) if warn.length is not None else None
    told = {"concern": warn.concern, "other": warn.other, "number": warn.number}
    return {"stage_id": stage_id, "seconds": seconds, **told}
