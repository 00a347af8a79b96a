"""Copying course work or its plan: shown first row by row, done when it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import copies as commands
from app.errors import Refused
from app.forms.copy import CopyForm, next_term
from app.identity import signed_in
from app.queries import assignments, copies, moves, stages
from app.queries.assignments import CourseWork
from app.queries.copies import Target
from app.queries.stages import Plan
from app.routes.by_hand import of_staff, sentence_of
from app.times import zone

blueprint = Blueprint("copies", __name__, url_prefix="/assignments/<key:assignment_id>/copy")


@blueprint.get("")
def new(assignment_id: int) -> ResponseReturnValue:
    page = _find(assignment_id)
    form = CopyForm.asked(page.targets, request.args, page.work.course_id, page.work.title, page.proposed)
    # Who can copy nowhere is told so, not that they chose wrong.
    return page.show(form) if form.read(page.first) or not page.targets else (page.show(form), 422)


@blueprint.post("")
def create(assignment_id: int) -> ResponseReturnValue:
    page = _find(assignment_id)
    return page.send(CopyForm.on(page.targets))


@dataclass(frozen=True)
class CopyPage:
    """The page on which a course work is copied."""

    work: CourseWork
    plan: Plan
    targets: Sequence[Target]

    @property
    def first(self) -> date | None:
        """The day of the plan's first date, else of the course work's own, in its zone; None where there is none."""
        of_stages = [at for stage in self.plan.stages for at in (stage.starts_at, stage.ends_at) if at]
        dates = of_stages or [at for at in (self.work.starts_at, self.work.ends_at) if at]
        return min(dates).astimezone(zone(self.work.time_zone)).date() if dates else None

    @property
    def proposed(self) -> date | None:
        """The week that is proposed: that of the next term."""
        if self.first is None:
            return None
        clock = next((stage.as_of.date() for stage in self.plan.stages), self.first)
        return next_term(self.first, clock)

    def show(self, form: CopyForm, refusal: str | None = None) -> str:
        """The form as it is filled in, where that can be read with the copy's dates, and why it was refused."""
        target = None if form.errors else form.target
        zone_to = self.work.time_zone if form.is_whole or not target else target.time_zone
        weeks = form.weeks_from(self.first) if target else 0
        return render_template(
            "copies/new.html",
            work=self.work,
            form=form,
            target=target,
            zone_to=zone_to,
            has_dates=self.first is not None,
            limit=copies.LIMIT if len(self.targets) >= copies.LIMIT else None,
            material=copies.material(self.work.id),
            moves=moves.of_copy(self.work.id, weeks, zone_to, target.draft_id, whole=form.is_whole) if target else None,
            refusal=refusal,
        )

    def send(self, form: CopyForm) -> ResponseReturnValue:
        """Copy where that is confirmed; else the page again with all that was typed."""
        target = form.target if form.read(self.first) else None
        if target is None:
            return self.show(form), 422
        if not form.confirmed.data:
            return self.show(form)
        try:
            made = self._copy(form, target)
        except Refused as refused:
            return self.show(form, sentence_of(refused)), refused.status
        except OSError:
            current_app.logger.exception("The files of course work %s cannot be copied", self.work.id)
            return self.show(form, _("A file could not be copied. Tell the administrator, or copy only the plan.")), 500
        flash(_("This is the copy: a draft, which nobody sees but its teachers until it is published."))
        return redirect(url_for("assignments.show", assignment_id=made), 303)

    def _copy(self, form: CopyForm, target: Target) -> int:
        """The key of the course work that the copy is in."""
        copy = commands.Copy(self.work.id, form.weeks_from(self.first), form.shown.data or "")
        if target.is_draft:
            commands.copy_plan(copy, target.id, signed_in().id)
            return target.id
        files = assignments.attachments(self.work.id) if form.is_whole else None
        return commands.copy_assignment(copy, target.id, form.title.data, files, signed_in().id)


def _find(assignment_id: int) -> CopyPage:
    scope = policy.course_work(signed_in())
    work = of_staff(assignments.one(scope, assignment_id))
    targets = copies.targets(policy.teaching(signed_in()), scope, work.id)
    return CopyPage(work, stages.plan(work.id), targets)
