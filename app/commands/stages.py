"""What people do to a stage by hand. Each raises Refused where the database says no; a blank reason is none."""

from datetime import datetime

from app.db import call


def activate(stage_id: int, actor_id: int, reason: str) -> None:
    """Open a stage now."""
    call("activate_stage", stage_id=stage_id, actor_id=actor_id, reason=reason)


def complete(stage_id: int, actor_id: int, reason: str) -> None:
    """Close a stage now."""
    call("complete_stage", stage_id=stage_id, actor_id=actor_id, reason=reason)


def reopen(stage_id: int, ends_at: datetime | None, actor_id: int, reason: str) -> None:
    """Open a closed stage again, until an instant."""
    call("reopen_stage", stage_id=stage_id, ends_at=ends_at, actor_id=actor_id, reason=reason)


def reschedule(stage_id: int, starts_at: datetime | None, ends_at: datetime | None, actor_id: int, reason: str) -> None:
    """Give a stage another window; None is no date."""
    window = {"starts_at": starts_at, "ends_at": ends_at}
    call("reschedule_stage", stage_id=stage_id, **window, actor_id=actor_id, reason=reason)


def pause(stage_id: int, actor_id: int, reason: str) -> None:
    """Stop the clock of a stage."""
    call("pause_stage", stage_id=stage_id, actor_id=actor_id, reason=reason)


def resume(stage_id: int, actor_id: int, reason: str) -> None:
    """Let the clock of a stage run again."""
    call("resume_stage", stage_id=stage_id, actor_id=actor_id, reason=reason)


def retry(stage_id: int, actor_id: int) -> None:
    """Have the next tick try again what failed of a stage."""
    call("retry_stage", stage_id=stage_id, actor_id=actor_id)
