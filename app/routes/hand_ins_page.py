"""The page of a course work's hand-ins: one stage at a time, with what was refused beside its field."""

from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.errors import Refused
from app.forms.reviews import ExtensionForm, ReviewForm, RulesForm
from app.identity import signed_in
from app.queries import assignments, hand_in_lists
from app.queries.assignments import CourseWork
from app.queries.hand_in_lists import SHOWN, StageTally, Wanted
from app.routes.by_hand import of_staff, sentence_of
from app.routes.paging import page_asked


@dataclass(frozen=True)
class HandInsPage:
    """One stage of a course work, for its staff, and which of its teams are shown; no stage where there is none."""

    work: CourseWork
    stages: list[StageTally]
    stage: StageTally | None
    wanted: Wanted

    def of_team(self, team_id: int) -> "HandInsPage":
        """The same with one team."""
        return replace(self, wanted=Wanted(team_id=team_id))

    def show(self, **refused: Any) -> str:
        """The page; forms that were refused, by name, with what was typed, and for a review of which hand-in."""
        teams, has_more = hand_in_lists.teams(self.stage.id, self.wanted) if self.stage else ([], False)
        blank = {"extension_form": ExtensionForm(formdata=None), "review_form": ReviewForm(formdata=None)}
        if self.stage:
            blank["rules_form"] = RulesForm.showing(self.stage.limits)
        told = {"refusal": None, "reviewed": None, **blank, **refused}
        told["extension_form"].team.choices = [(0, _("Choose …")), *hand_in_lists.team_names(self.work.id)]
        return render_template(
            "reviews/show.html", work=self.work, stages=self.stages, stage=self.stage, wanted=self.wanted,
            teams=teams, has_more=has_more, **told,
        )  # fmt: skip

    def go_back(self, said: str, team_id: int | None = None) -> ResponseReturnValue:
        """To the page, at the team where there is one, as it was filtered; with what happened in words."""
        flash(said)
        anchor = f"team-{team_id}" if team_id else None
        stage_id = self.stage.id if self.stage else None
        kept: dict[str, Any] = {"stage": stage_id, "shown": self.wanted.shown, "page": self.wanted.page}
        return redirect(url_for("reviews.show", assignment_id=self.work.id, **kept, _anchor=anchor), 303)

    def refuse(self, refused: Refused, field: Any, **forms: Any) -> ResponseReturnValue:
        """The page with what was typed, and the refusal beside its field."""
        field.errors = [sentence_of(refused)]
        return self.show(**forms), refused.status


def of_work(assignment_id: int) -> HandInsPage:
    """The page as its address asks for it: the stage named, else the first that is open, else the first."""
    work = of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))
    stages = hand_in_lists.stages(work.id)
    asked = request.args.get("stage", type=int)
    is_open = [stage for stage in stages if stage.effective_status == "active"]
    first = next(iter([*is_open, *stages]), None)
    stage = next((stage for stage in stages if stage.id == asked), None) if asked else first
    return HandInsPage(work, stages, stage or (abort(404) if asked else None), wanted())


def of_stage(stage_id: int) -> HandInsPage:
    """The page of one submission stage; 404 where nothing is handed in."""
    work = of_staff(assignments.of_stage(policy.course_work(signed_in()), stage_id))
    stages = hand_in_lists.stages(work.id)
    stage = next((stage for stage in stages if stage.id == stage_id), None) or abort(404)
    return HandInsPage(work, stages, stage, wanted())


def wanted() -> Wanted:
    """Which teams the address asks for; what it cannot mean is not asked for."""
    shown, team_id = request.args.get("shown"), request.args.get("team", type=int)
    is_key = team_id is not None and 0 < team_id < 2**63
    return Wanted(shown if shown in SHOWN else None, team_id if is_key else None, page_asked())
