"""What people do to a whole course work by hand. Each raises Refused where the database says no."""

from app.db import call


def pause(assignment_id: int, actor_id: int, reason: str) -> None:
    """Stop the clock of a course work."""
    call("pause_assignment", assignment_id=assignment_id, actor_id=actor_id, reason=reason)


def resume(assignment_id: int, actor_id: int, reason: str) -> None:
    """Let the clock of a course work run again."""
    call("resume_assignment", assignment_id=assignment_id, actor_id=actor_id, reason=reason)
