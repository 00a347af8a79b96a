"""Hand-ins as the staff collects them: by stage how many, by team which, and all of them as one archive."""

from typing import Any

from flask import Response, abort

from app import packed_hand_ins
from app.api import finding
from app.api.paging import page, window
from app.api.schemas.collecting import TallyOut, TeamAtStageOut, TeamsAtStageAsked
from app.api.schemas.shapes import page_of
from app.api.subject import Operation, Subject
from app.models.types import StageKind
from app.queries import hand_in_lists
from app.queries.assignments import CourseWork
from app.queries.hand_in_lists import Wanted
from app.queries.stages import StageNow

subject = Subject("collecting", "Hand-ins as the staff collects them: how many, whose are missing, all as one archive.")


@subject.get("/assignments/<key:assignment_id>/submission-stages", page_of(TallyOut))
def list_submission_stages(assignment_id: int) -> dict[str, Any]:
    """How many teams have handed in, by stage, on one page; for staff."""
    return {"items": hand_in_lists.stages(finding.kept_work(assignment_id).id), "next": None}


@subject.get("/stages/<key:stage_id>/teams", page_of(TeamAtStageOut), TeamsAtStageAsked)
def list_teams_at_stage(query: dict[str, Any], stage_id: int) -> dict[str, Any]:
    """The teams at a submission stage with their latest hand-ins, or those that have none; for staff."""
    _submission_stage(stage_id)
    asked, wanted = window(query), Wanted(query.get("shown"), query.get("team_id"))
    return page(hand_in_lists.teams_on(stage_id, wanted, asked), asked)


@subject.offer(Operation("GET", "/stages/<key:stage_id>/submissions.zip", media_type="application/zip"))
def download_submissions(stage_id: int) -> Response:
    """All that was handed in at a stage, a folder for each team and in it one for each attempt; for staff."""
    work, stage = _submission_stage(stage_id)
    return packed_hand_ins.answer(stage_id, f"{work.title} - {stage.name}")


def _submission_stage(stage_id: int) -> tuple[CourseWork, StageNow]:
    """A stage whose staff the asker is of, and at which something is handed in."""
    work, stage = finding.kept_stage(stage_id)
    return (work, stage) if stage.kind is StageKind.SUBMISSION else abort(404)
