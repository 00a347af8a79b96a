"""Copying course work or its plan, whole weeks later by wall time."""

from typing import Any

from app.api import finding
from app.api.schemas.planning import WHOLE, CopyAsked, CopyIn, MovesOut, PlanCopyAsked, PlanCopyIn
from app.api.schemas.shapes import Made
from app.api.subject import Subject
from app.commands import copies as commands
from app.commands.copies import Copy
from app.identity import signed_in
from app.queries import assignments, moves
from app.queries.moves import Moves

subject = Subject("copies", "Copying course work, or its plan, whole weeks later by wall time.")


@subject.get("/assignments/<key:assignment_id>/copy/preview", MovesOut, CopyAsked)
def preview_copy(query: dict[str, Any], assignment_id: int) -> Moves:
    """Where the stages of a copy would lie; changes nothing. For staff."""
    work, course = finding.kept_work(assignment_id), finding.course(query["course_id"])
    is_whole = query["what"] == WHOLE
    zone_to = work.time_zone if is_whole else course.time_zone
    return moves.of_copy(work.id, query["weeks"], zone_to, None, whole=is_whole)


@subject.post("/assignments/<key:assignment_id>/copy", CopyIn, Made, status=201)
def copy_assignment(body: dict[str, Any], assignment_id: int) -> dict[str, int]:
    """Copy course work, or its plan alone, as a new draft into a course that you teach; for staff."""
    work, course = finding.kept_work(assignment_id), finding.course(body["course_id"])
    files = assignments.attachments(work.id) if body["what"] == WHOLE else None
    copy = Copy(work.id, body["weeks"], body["shown"])
    return {"id": commands.copy_assignment(copy, course.id, body["title"], files, signed_in().id)}


@subject.get("/assignments/<key:assignment_id>/plan-copy/preview", MovesOut, PlanCopyAsked)
def preview_plan_copy(query: dict[str, Any], assignment_id: int) -> Moves:
    """Where the stages would lie in a draft that they are appended to; changes nothing. For staff of both."""
    work, draft = finding.kept_work(assignment_id), finding.kept_work(query["into_assignment_id"])
    return moves.of_copy(work.id, query["weeks"], draft.time_zone, draft.id, whole=False)


@subject.post("/assignments/<key:assignment_id>/plan-copy", PlanCopyIn)
def copy_plan(body: dict[str, Any], assignment_id: int) -> None:
    """Append a plan to that of a draft; for staff of both."""
    work, draft = finding.kept_work(assignment_id), finding.kept_work(body["into_assignment_id"])
    commands.copy_plan(Copy(work.id, body["weeks"], body["shown"]), draft.id, signed_in().id)
