"""What people do to the tasks of a team. Each raises Refused."""

from dataclasses import asdict, dataclass
from datetime import datetime

from app.db import call
from app.models.types import TaskPriority


@dataclass(frozen=True)
class TaskValues:
    """What a task says; `due_at` and `assignee_id` None where nobody has said."""

    title: str
    description: str
    assignee_id: int | None
    priority: TaskPriority
    due_at: datetime | None


def add(team_id: int, values: TaskValues, actor_id: int, *, by_staff: bool) -> int:
    """Add a task to a team's list; its key."""
    return int(call("add_task", team_id=team_id, **asdict(values), actor_id=actor_id, by_staff=by_staff))


def edit(task_id: int, values: TaskValues, actor_id: int, *, by_staff: bool) -> None:
    """Change a task."""
    call("edit_task", task_id=task_id, **asdict(values), actor_id=actor_id, by_staff=by_staff)


def report(task_id: int, progress: int, note: str, actor_id: int) -> int:
    """Say how far a task is, in per cent; the report's key."""
    return int(call("report_progress", task_id=task_id, progress=progress, note=note, actor_id=actor_id))


def remove(task_id: int, actor_id: int, *, by_staff: bool) -> None:
    """Remove a task with its reports."""
    call("remove_task", task_id=task_id, actor_id=actor_id, by_staff=by_staff)
