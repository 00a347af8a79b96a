"""The plan of a course work: shown, begun with a preset, added to, reordered. When it may be done is the database's."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import presets
from app.commands import plan as commands
from app.errors import Refused
from app.forms.plan import NOTHING, NewStageForm
from app.forms.preset import PresetForm
from app.identity import signed_in
from app.queries import plan
from app.queries.assignments import CourseWork
from app.queries.plan import PlanRow
from app.routes.by_hand import sentence_of
from app.routes.plan_page import Opened, find, find_stage, go_back, page, row_of
from app.times import zone

blueprint = Blueprint("plan", __name__)


@blueprint.get("/assignments/<key:assignment_id>/plan")
def show(assignment_id: int) -> ResponseReturnValue:
    return page(*find(assignment_id))


@blueprint.post("/assignments/<key:assignment_id>/stages")
def add(assignment_id: int) -> ResponseReturnValue:
    work, rows = find(assignment_id)
    form = NewStageForm()
    stage = form.planned(NOTHING, work.time_zone)
    if stage is None:
        return page(work, rows, Opened(None, form)), 422
    try:
        key = commands.add(work.id, stage, signed_in().id, _place_after(rows, form.after_id))
    except Refused as refused:
        sentence = form.refuse(refused.message, sentence_of(refused))
        return page(work, plan.rows(work.id), Opened(None, form, sentence)), refused.status
    return go_back(work, _("%(name)s is added.", name=stage.name), key)


@blueprint.post("/assignments/<key:assignment_id>/preset")
def begin(assignment_id: int) -> ResponseReturnValue:
    work, rows = find(assignment_id)
    form = PresetForm()
    day = form.day()
    if day is None:
        return page(work, rows, preset=form), 422
    try:
        commands.begin(work.id, presets.stages(presets.TEN_WEEKS, day, zone(work.time_zone)), signed_in().id)
    except Refused as refused:
        form.refuse(sentence_of(refused))
        rows = plan.rows(work.id)
        return page(work, rows, Opened(refusal=sentence_of(refused) if rows else None), form), refused.status
    return go_back(work, _("The plan is there: ten weeks, seven stages. Change whatever does not fit."))


@blueprint.get("/stages/<key:stage_id>")
def show_stage(stage_id: int) -> ResponseReturnValue:
    work, _rows, row = find_stage(stage_id)
    return redirect(url_for("plan.show", assignment_id=work.id, _anchor=f"stage-{row.id}"))


@blueprint.post("/stages/<key:stage_id>/position")
def place(stage_id: int) -> ResponseReturnValue:
    work, rows, row = find_stage(stage_id)
    position = request.form.get("position", type=int)
    if position is None:
        abort(400)
    try:
        commands.place(row.id, min(max(position, 0), len(rows)), signed_in().id)
    except Refused as refused:
        return _refused(work, row.id, refused)
    return go_back(work, _("%(name)s is moved.", name=row.stage.name), row.id)


@blueprint.post("/stages/<key:stage_id>/removal")
def remove(stage_id: int) -> ResponseReturnValue:
    work, _rows, row = find_stage(stage_id)
    try:
        commands.remove(row.id, request.form.get("version", type=int), signed_in().id)
    except Refused as refused:
        return _refused(work, row.id, refused)
    return go_back(work, _("%(name)s is removed. The audit keeps what it was.", name=row.stage.name))


def _refused(work: CourseWork, stage_id: int, refused: Refused) -> ResponseReturnValue:
    """The page with why, at the stage if that is still there."""
    rows = plan.rows(work.id)
    opened = Opened(stage_id if row_of(rows, stage_id) else None, None, sentence_of(refused))
    return page(work, rows, opened), refused.status


def _place_after(rows: list[PlanRow], stage_id: int | None) -> int | None:
    """Where a stage goes that is to follow another one; None, the end, where that is not there (any more)."""
    row = row_of(rows, stage_id)
    return rows.index(row) + 1 if row else None
