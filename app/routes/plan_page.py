"""The page on which a plan is edited: every stage with its form, one of them open, and what is to be looked at."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import plan_warnings, policy, presets
from app.forms.plan import NewStageForm, StageForm
from app.forms.preset import PresetForm
from app.identity import signed_in
from app.models.types import AssignmentState
from app.queries import assignments, plan
from app.queries.assignments import CourseWork
from app.queries.plan import PlanRow
from app.routes.by_hand import of_staff
from app.times import zone


@dataclass(frozen=True)
class Opened:
    """What the page opens at: the form of a stage, or of a new one where `stage_id` is None; and what was refused."""

    stage_id: int | None = None
    form: StageForm | None = None
    refusal: str | None = None


NOTHING_OPEN = Opened()


def find(assignment_id: int) -> tuple[CourseWork, list[PlanRow]]:
    """A course work that the reader may plan, and its stages; 404 and 403 else."""
    work = of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))
    return work, plan.rows(work.id)


def find_stage(stage_id: int) -> tuple[CourseWork, list[PlanRow], PlanRow]:
    """A stage that the reader may plan, with its course work and all of its stages; 404 and 403 else."""
    work = of_staff(assignments.of_stage(policy.course_work(signed_in()), stage_id))
    rows = plan.rows(work.id)
    return work, rows, row_of(rows, stage_id) or abort(404)


def row_of(rows: list[PlanRow], stage_id: int | None) -> PlanRow | None:
    """The row of a stage; None where it is not in this plan."""
    return next((row for row in rows if row.id == stage_id), None)


def page(work: CourseWork, rows: list[PlanRow], opened: Opened = NOTHING_OPEN, preset: PresetForm | None = None) -> str:
    """The whole page."""
    new = opened.form if isinstance(opened.form, NewStageForm) else propose(work, rows)
    forms = {row.id: StageForm.of(row, work.time_zone) for row in rows}
    if opened.form and opened.stage_id:
        forms[opened.stage_id] = opened.form
    return render_template(
        "plan/show.html",
        work=work,
        rows=rows,
        forms={key: form.marked(f"stage-{key}") for key, form in forms.items()},
        new=new.marked("new"),
        new_after=row_of(rows, new.after_id),
        is_adding=new is opened.form or "after" in request.args,
        opened=opened,
        warnings=plan_warnings.look(work, [row.stage for row in rows]),
        preset=None if rows else preset or propose_preset(work),
        preset_stages=list(zip(presets.TEN_WEEKS, presets.weeks(presets.TEN_WEEKS), strict=True)),
        may_change=work.state is not AssignmentState.ARCHIVED,
    )


def propose(work: CourseWork, rows: list[PlanRow]) -> NewStageForm:
    """An empty form for a new stage, after the one that the address names or at the end."""
    after = row_of(rows, request.args.get("after", type=int))
    return NewStageForm.proposing(after, after or (rows[-1] if rows else None), work.time_zone)


def propose_preset(work: CourseWork) -> PresetForm:
    """A form for the preset that begins on the next Monday."""
    return PresetForm.proposing(presets.next_monday(plan.now(), zone(work.time_zone)))


def go_back(work: CourseWork, said: str, stage_id: int | None = None) -> ResponseReturnValue:
    """To the page, at a stage, with what happened in words."""
    flash(said)
    anchor = f"stage-{stage_id}" if stage_id else None
    return redirect(url_for("plan.show", assignment_id=work.id, _anchor=anchor), 303)
