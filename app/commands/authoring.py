"""Making, changing, putting away and deleting course work. Each raises Refused where the database says no."""

from datetime import timedelta
from typing import Any

from app import storage
from app.db import call


def create(course_id: int, facts: dict[str, Any], actor_id: int) -> int:
    """Make a draft of a course work; its key. Facts: title, description, time_zone, team sizes, starts_at, ends_at."""
    made: int = call("create_assignment", course_id=course_id, **facts, actor_id=actor_id)
    return made


def edit(assignment_id: int, version: int, facts: dict[str, Any], actor_id: int) -> None:
    """Change what a course work says of itself, unless somebody has changed it since that version."""
    call("edit_assignment", assignment_id=assignment_id, version=version, **facts, actor_id=actor_id)


def set_reminders(assignment_id: int, distances: list[timedelta], actor_id: int) -> bool:
    """Say how long before a stage closes its students are reminded; whether anything changed."""
    changed: bool = call("set_reminders", assignment_id=assignment_id, reminders=distances, actor_id=actor_id)
    return changed


def archive(assignment_id: int, actor_id: int, reason: str) -> None:
    """Put a published course work away."""
    call("archive_assignment", assignment_id=assignment_id, actor_id=actor_id, reason=reason)


def restore(assignment_id: int, actor_id: int, reason: str) -> None:
    """Publish an archived course work again."""
    call("restore_assignment", assignment_id=assignment_id, actor_id=actor_id, reason=reason)


def delete(assignment_id: int, title: str, actor_id: int, reason: str) -> None:
    """Delete a course work with everything in it, then the bytes of its files."""
    keys = call("delete_assignment", assignment_id=assignment_id, title=title, actor_id=actor_id, reason=reason)
    for key in keys:
        storage.remove(key)
