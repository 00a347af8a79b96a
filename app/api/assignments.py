"""Course work, its plan and its history."""

from typing import Any

from app import policy
from app.api import etags, finding
from app.api.paging import page, window
from app.api.schemas.assignments import (
    AssignmentOut,
    AssignmentsAsked,
    ContentsOut,
    HistoryAsked,
    ProblemOut,
    StageOut,
    StagesAsked,
    TransitionOut,
)
from app.api.schemas.shapes import page_of
from app.api.subject import Subject
from app.identity import signed_in
from app.queries import assignments, authoring, problems, stages, transitions
from app.queries.assignments import Wanted
from app.queries.transitions import Chosen

subject = Subject("assignments", "Course work that you may see, its plan and its history.")


@subject.get("/assignments", page_of(AssignmentOut), AssignmentsAsked)
def list_assignments(query: dict[str, Any]) -> dict[str, Any]:
    """Course work that you may see, the newest first."""
    asked = window(query)
    wanted = Wanted(*(query.get(name) for name in ("course_id", "state", "is_staff", "q")))
    return page(assignments.read_on(policy.course_work(signed_in()), wanted, asked), asked)


@subject.get("/assignments/<key:assignment_id>", AssignmentOut, is_versioned=True)
def show_assignment(assignment_id: int) -> Any:
    """One course work. Its ETag names the version that can be edited."""
    work = finding.work(assignment_id)
    return work, 200, etags.of(work.version)


@subject.get("/assignments/<key:assignment_id>/stages", page_of(StageOut))
def list_assignment_stages(assignment_id: int) -> dict[str, Any]:
    """All stages of a course work in their order, on one page, as they are for your team."""
    return {"items": stages.plan(finding.work(assignment_id).id, signed_in().id).stages, "next": None}


@subject.get("/assignments/<key:assignment_id>/history", page_of(TransitionOut), HistoryAsked)
def list_assignment_history(query: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """What happened in a course work, the newest first; for its staff."""
    asked = window(query)
    chosen = Chosen(query.get("stage_id"), query.get("cause"), query.get("kind"))
    return page(transitions.read_on(finding.kept_work(assignment_id).id, chosen, asked), asked)


@subject.get("/assignments/<key:assignment_id>/problems", page_of(ProblemOut))
def list_assignment_problems(assignment_id: int) -> dict[str, Any]:
    """What failed in a course work, what was given up first, 50 at most; for its staff."""
    return {"items": problems.of(finding.kept_work(assignment_id).id), "next": None}


@subject.get("/assignments/<key:assignment_id>/contents", page_of(ContentsOut))
def list_assignment_contents(assignment_id: int) -> dict[str, Any]:
    """What goes with a course work when it is deleted, on one page; for its staff."""
    return {"items": authoring.contents(finding.kept_work(assignment_id).id), "next": None}


@subject.get("/stages", page_of(StageOut), StagesAsked)
def list_stages(query: dict[str, Any]) -> dict[str, Any]:
    """Stages of all course work that you may see, as they are for your teams: what is open, or changes soon."""
    asked = window(query)
    wanted = stages.Wanted(*(query.get(name) for name in ("kind", "is_open", "changes_until")))
    me = signed_in()
    return page(stages.read_on(policy.course_work(me), me.id, wanted, asked), asked)


@subject.get("/stages/<key:stage_id>", StageOut, is_versioned=True)
def show_stage(stage_id: int) -> Any:
    """One stage, as it is for your team. Its ETag names the version that can be edited."""
    _work, stage = finding.stage(stage_id)
    return stage, 200, etags.of(stage.version)
