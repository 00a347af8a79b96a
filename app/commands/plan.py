"""What people do to the plan of a course work. Each raises Refused where the database says no."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.db import call


@dataclass(frozen=True)
class PlannedStage:
    """All that a plan says about one stage; None is no date. `submission_mode` is file or link, for hand-ins only."""

    name: str
    description: str
    kind: str
    submission_mode: str | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class StageEdit:
    """What a stage is to be, and of which `version` the editor knew; a blank reason is none.

    `foretold` names what was shown to whoever confirmed a new window (`queries.foresight`), None where nothing was.
    """

    stage: PlannedStage
    version: int
    reason: str
    foretold: str | None


def add(assignment_id: int, stage: PlannedStage, actor_id: int, position: int | None) -> int:
    """Add a stage at a place (the first is 0), None: at the end; returns its key."""
    (key,) = call(
        "add_stages", assignment_id=assignment_id, stages=_json([stage]), actor_id=actor_id, position=position
    )
    return int(key)


def begin(assignment_id: int, stages: Sequence[PlannedStage], actor_id: int) -> list[int]:
    """Give a course work without stages its first ones, all or none; returns their keys."""
    return list(call("begin_plan", assignment_id=assignment_id, stages=_json(stages), actor_id=actor_id))


def edit(stage_id: int, edit: StageEdit, actor_id: int) -> bool:
    """Change a stage that is still the version that was shown; whether anything was changed."""
    said = {**asdict(edit.stage), "version": edit.version, "reason": edit.reason, "foretold": edit.foretold}
    return bool(call("edit_stage", stage_id=stage_id, actor_id=actor_id, **said))


def place(stage_id: int, position: int, actor_id: int) -> None:
    """Move a stage to another place in its plan; the first is 0."""
    call("place_stage", stage_id=stage_id, position=position, actor_id=actor_id)


def remove(stage_id: int, version: int | None, actor_id: int) -> None:
    """Take a stage without history out of its plan, where it is still the version that was shown; None: any."""
    call("remove_stage", stage_id=stage_id, actor_id=actor_id, version=version)


def _json(stages: Sequence[PlannedStage]) -> Jsonb:
    return Jsonb([{name: _plain(value) for name, value in asdict(stage).items()} for stage in stages])


def _plain(value: Any) -> Any:
    """Instants as PostgreSQL reads them, to the microsecond."""
    return value.isoformat() if isinstance(value, datetime) else value
