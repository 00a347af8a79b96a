"""Moving all later stages by some days: shown first row by row, done when it is confirmed."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app import policy
from app.commands import shift as commands
from app.errors import Refused
from app.forms.shift import ShiftForm
from app.identity import signed_in
from app.queries import assignments, moves, stages
from app.queries.assignments import CourseWork
from app.queries.stages import Plan
from app.routes.by_hand import of_staff, sentence_of

blueprint = Blueprint("shift", __name__, url_prefix="/assignments/<key:assignment_id>/shift")


@blueprint.get("")
def show(assignment_id: int) -> ResponseReturnValue:
    page = _find(assignment_id)
    form = ShiftForm.asked(page.plan, request.args)
    # Without a stage there is nothing to choose, and nothing wrong with what was asked.
    return page.show(form) if not page.plan.stages or form.validate() else (page.show(form), 422)


@blueprint.post("")
def create(assignment_id: int) -> ResponseReturnValue:
    page = _find(assignment_id)
    return page.send(ShiftForm.on(page.plan))


@dataclass(frozen=True)
class ShiftPage:
    """The page on which the later stages of a plan are moved."""

    work: CourseWork
    plan: Plan

    def show(self, form: ShiftForm, refusal: str | None = None) -> str:
        """The form as it is filled in, where that can be read with what it would do, and why it was refused."""
        asked = form.read() if self.plan.stages else None
        moved = moves.of_shift(self.work.id, asked.from_stage_id, asked.days) if asked else None
        return render_template("shift/show.html", work=self.work, form=form, moves=moved, refusal=refusal)

    def send(self, form: ShiftForm) -> ResponseReturnValue:
        """Move them where that is confirmed; else the page again with all that was typed."""
        asked = form.read() if form.validate() else None
        if asked is None:
            return self.show(form), 422
        if not form.confirmed.data:
            return self.show(form)
        try:
            commands.shift(self.work.id, asked, signed_in().id, form.reason.data)
        except Refused as refused:
            return self.show(form, sentence_of(refused)), refused.status
        flash(_said(asked.days))
        return redirect(url_for("plan.show", assignment_id=self.work.id), 303)


def _said(days: int) -> str:
    later = ngettext("The stages are %(num)d day later now.", "The stages are %(num)d days later now.", days)
    earlier = ngettext("The stages are %(num)d day earlier now.", "The stages are %(num)d days earlier now.", -days)
    return str(later if days > 0 else earlier)


def _find(assignment_id: int) -> ShiftPage:
    work = of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))
    return ShiftPage(work, stages.plan(work.id))
