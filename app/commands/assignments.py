"""What people do to a whole course work by hand. Each raises Refused where the database says no."""

from app.db import call


def publish(assignment_id: int, actor_id: int, reason: str, foretold: str | None = None) -> None:
    """Show a draft to its students, and let its clock run."""
    _act("publish_assignment", assignment_id, actor_id, reason, foretold)


def pause(assignment_id: int, actor_id: int, reason: str, foretold: str | None = None) -> None:
    """Stop the clock of a course work."""
    _act("pause_assignment", assignment_id, actor_id, reason, foretold)


def resume(assignment_id: int, actor_id: int, reason: str, foretold: str | None = None) -> None:
    """Let the clock of a course work run again."""
    _act("resume_assignment", assignment_id, actor_id, reason, foretold)


def _act(function: str, assignment_id: int, actor_id: int, reason: str, foretold: str | None) -> None:
    """`foretold` names what was shown to whoever confirmed the act (`queries.foresight`); None: nothing was."""
    call(function, assignment_id=assignment_id, actor_id=actor_id, reason=reason, foretold=foretold)
