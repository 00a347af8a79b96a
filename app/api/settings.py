"""What the staff of course work set: who manages it, when students are reminded, what a stage takes."""

from datetime import timedelta
from typing import Any

from flask import abort

from app.api import finding
from app.api.schemas.settings import ManagerIn, ManagerOut, RemindersIn, RemindersOut, RulesIn, RulesOut
from app.api.schemas.shapes import Made, page_of
from app.api.subject import Operation, Subject
from app.commands import authoring as commands
from app.commands import material, submissions
from app.identity import signed_in
from app.queries import authoring, hand_ins, people
from app.receiving import Limits

subject = Subject("settings", "Who manages course work, when its students are reminded, and what a stage takes.")

MINUTE = timedelta(minutes=1)
REMINDERS, RULES = "/assignments/<key:assignment_id>/reminders", "/stages/<key:stage_id>/submission-rules"


@subject.get("/assignments/<key:assignment_id>/managers", page_of(ManagerOut))
def list_managers(assignment_id: int) -> dict[str, Any]:
    """Who manages a course work, on one page; for staff."""
    return {"items": authoring.managers(finding.kept_work(assignment_id).id), "next": None}


@subject.post("/assignments/<key:assignment_id>/managers", ManagerIn, Made, status=201)
def add_manager(body: dict[str, Any], assignment_id: int) -> dict[str, int]:
    """Let a teacher or admin manage a course work; gives the person's key. For staff."""
    material.appoint_manager(finding.kept_work(assignment_id).id, body["username"], signed_in().id)
    return {"id": (people.by_username(body["username"]) or abort(404)).id}


@subject.offer(Operation("DELETE", "/assignments/<key:assignment_id>/managers/<key:user_id>", status=204))
def remove_manager(assignment_id: int, user_id: int) -> None:
    """End somebody's managing of a course work; somebody has to be left. For staff."""
    material.remove_manager(finding.kept_work(assignment_id).id, user_id, signed_in().id)


@subject.get(REMINDERS, RemindersOut)
def show_reminders(assignment_id: int) -> dict[str, list[int]]:
    """How long before a stage closes its students are reminded; for staff."""
    return _reminders(finding.kept_work(assignment_id).id)


@subject.offer(Operation("PUT", REMINDERS, RemindersOut, RemindersIn))
def set_reminders(body: dict[str, Any], assignment_id: int) -> dict[str, list[int]]:
    """Say how long before a stage closes its students are reminded; for staff."""
    work = finding.kept_work(assignment_id)
    commands.set_reminders(work.id, [each * MINUTE for each in body["minutes"]], signed_in().id)
    return _reminders(work.id)


@subject.get(RULES, RulesOut)
def show_submission_rules(stage_id: int) -> Limits:
    """What is taken at a stage where something is handed in, for everybody who sees it."""
    finding.stage(stage_id)
    return _rules(stage_id)


@subject.offer(Operation("PUT", RULES, RulesOut, RulesIn))
def set_submission_rules(body: dict[str, Any], stage_id: int) -> Limits:
    """Say what is taken; what was handed in before stays. For staff."""
    finding.kept_stage(stage_id)
    kinds = list(dict.fromkeys(body["file_types"]))
    submissions.set_rules(stage_id, body["max_files"], body["max_file_mb"], kinds, signed_in().id)
    return _rules(stage_id)


def _rules(stage_id: int) -> Limits:
    return (hand_ins.standing(stage_id, signed_in().id) or abort(404)).limits


def _reminders(assignment_id: int) -> dict[str, list[int]]:
    distances = sorted(authoring.reminders(assignment_id), reverse=True)
    return {"minutes": [distance // MINUTE for distance in distances]}
