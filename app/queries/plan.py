"""The plan of one course work as its editor needs it: each stage with the version that is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, text

from app.db import db
from app.models import Stage, StageTransition
from app.models.types import StageKind, StageStatus
from app.queries.stages import StageNow, stages_now


@dataclass(frozen=True)
class PlanRow:
    """One stage in its plan: `version` says which edit of it this is, `has_history` that it can no longer go."""

    stage: StageNow
    version: int
    has_history: bool

    @property
    def id(self) -> int:
        """The stage's key."""
        return self.stage.id

    @property
    def has_begun(self) -> bool:
        """Whether only its end can be moved, and its kind stays."""
        return self.stage.effective_status is not StageStatus.PENDING

    @property
    def is_removable(self) -> bool:
        """Whether there is nothing that has to be kept."""
        return not self.has_history and not self.has_begun

    @property
    def is_handed_in(self) -> bool:
        """Whether it asks for a file or a link."""
        return self.stage.kind is StageKind.SUBMISSION


def rows(assignment_id: int) -> list[PlanRow]:
    """The stages of one course work in order, each and its version from the same snapshot."""
    has_history = exists().where(StageTransition.stage_id == Stage.id).label("has_history")
    joined = select(stages_now, has_history).join(Stage, Stage.id == stages_now.c.id)
    chosen = joined.where(stages_now.c.assignment_id == assignment_id)
    ordered = chosen.order_by(stages_now.c.position, stages_now.c.id)
    return [_row(dict(found)) for found in db.session.execute(ordered).mappings()]


def now() -> datetime:
    """What the database's clock says."""
    at: datetime = db.session.scalars(text("select stageclock.current_time()")).one()
    return at


def _row(found: dict[str, Any]) -> PlanRow:
    has_history = found.pop("has_history")
    return PlanRow(StageNow(**found), found["version"], has_history)
