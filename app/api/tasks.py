"""Tasks of teams."""

from typing import Any

from flask import abort

from app.api import finding
from app.api.paging import page, window
from app.api.schemas.shapes import Made, Paged, page_of
from app.api.schemas.work import ProgressIn, ReportOut, TaskIn, TaskOut, TasksAsked
from app.api.subject import Operation, Subject
from app.commands import tasks as commands
from app.commands.tasks import TaskValues
from app.identity import signed_in
from app.queries import tasks
from app.queries.assignments import CourseWork
from app.queries.tasks import Task

subject = Subject("tasks", "The tasks of teams.")


@subject.get("/teams/<key:team_id>/tasks", page_of(TaskOut), TasksAsked)
def list_tasks(query: dict[str, Any], team_id: int) -> dict[str, Any]:
    """The tasks of a team, the newest first."""
    asked = window(query)
    chosen = (query["shown"], query.get("assignee_id"))
    return page(tasks.read_on(finding.team(team_id)[1].id, signed_in().id, *chosen, asked), asked)


@subject.post("/teams/<key:team_id>/tasks", TaskIn, Made, status=201)
def add_task(body: dict[str, Any], team_id: int) -> dict[str, int]:
    """Add a task to a team's list."""
    work, team = finding.team(team_id)
    return {"id": commands.add(team.id, TaskValues(**body), signed_in().id, by_staff=work.is_staff)}


@subject.get("/tasks/<key:task_id>", TaskOut)
def show_task(task_id: int) -> Task:
    """One task."""
    return _find(task_id)[1]


@subject.offer(Operation("PUT", "/tasks/<key:task_id>", TaskOut, TaskIn))
def edit_task(body: dict[str, Any], task_id: int) -> Task:
    """Change a task: all that it says."""
    commands.edit(task_id, TaskValues(**body), signed_in().id, by_staff=_find(task_id)[0].is_staff)
    return _find(task_id)[1]


@subject.offer(Operation("DELETE", "/tasks/<key:task_id>", status=204))
def remove_task(task_id: int) -> None:
    """Remove a task with its reports."""
    commands.remove(task_id, signed_in().id, by_staff=_find(task_id)[0].is_staff)


@subject.get("/tasks/<key:task_id>/progress", page_of(ReportOut), Paged)
def list_task_progress(query: dict[str, Any], task_id: int) -> dict[str, Any]:
    """What was reported about a task, the latest first."""
    asked = window(query)
    return page(tasks.reports_on(_find(task_id)[1].id, asked), asked)


@subject.post("/tasks/<key:task_id>/progress", ProgressIn, Made, status=201)
def report_task_progress(body: dict[str, Any], task_id: int) -> dict[str, int]:
    """Say how far a task is; for members of its team."""
    _find(task_id)
    return {"id": commands.report(task_id, body["progress"], body["note"], signed_in().id)}


def _find(task_id: int) -> tuple[CourseWork, Task]:
    """A task for who sees the inside of its team."""
    task = tasks.one(task_id) or abort(404)
    return finding.team(task.team_id)[0], task
