"""What people do to a stage by hand. Each raises Refused where the database says no; a blank reason is none.

`foretold` names what was shown to whoever confirmed the act (`queries.foresight`): where something else would happen by
now, the database refuses. None: nothing was shown.
"""

from datetime import datetime

from app.db import call


def activate(stage_id: int, actor_id: int, reason: str, foretold: str | None = None) -> None:
    """Open a stage now."""
    call("activate_stage", stage_id=stage_id, actor_id=actor_id, reason=reason, foretold=foretold)


def complete(stage_id: int, actor_id: int, reason: str, foretold: str | None = None) -> None:
    """Close a stage now."""
    call("complete_stage", stage_id=stage_id, actor_id=actor_id, reason=reason, foretold=foretold)


def reopen(stage_id: int, actor_id: int, reason: str, foretold: str | None = None, *, ends_at: datetime | None) -> None:
    """Open a closed stage again, until an instant."""
    call("reopen_stage", stage_id=stage_id, ends_at=ends_at, actor_id=actor_id, reason=reason, foretold=foretold)


def reschedule(
    stage_id: int, actor_id: int, reason: str, foretold: str | None = None, **window: datetime | None
) -> None:
    """Give a stage another window: `starts_at` and `ends_at`; None is no date."""
    call("reschedule_stage", stage_id=stage_id, **window, actor_id=actor_id, reason=reason, foretold=foretold)


def pause(stage_id: int, actor_id: int, reason: str, foretold: str | None = None) -> None:
    """Stop the clock of a stage."""
    call("pause_stage", stage_id=stage_id, actor_id=actor_id, reason=reason, foretold=foretold)


def resume(stage_id: int, actor_id: int, reason: str, foretold: str | None = None) -> None:
    """Let the clock of a stage run again."""
    call("resume_stage", stage_id=stage_id, actor_id=actor_id, reason=reason, foretold=foretold)


def retry(stage_id: int, actor_id: int) -> None:
    """Have the next tick try again what failed of a stage."""
    call("retry_stage", stage_id=stage_id, actor_id=actor_id)
