"""Moving the later stages of a plan. Raises Refused where the database says no; a blank reason is none."""

from dataclasses import dataclass

from app.db import call


@dataclass(frozen=True)
class Shift:
    """A stage and all later ones, by whole days, earlier where they are negative.

    `shown` names the plan as it was, None: any will do.
    """

    from_stage_id: int
    days: int
    shown: str | None


def shift(assignment_id: int, asked: Shift, actor_id: int, reason: str) -> None:
    """Move them."""
    by = {"from_stage_id": asked.from_stage_id, "days": asked.days, "shown": asked.shown}
    call("shift_stages", assignment_id=assignment_id, **by, actor_id=actor_id, reason=reason)
