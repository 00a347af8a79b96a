"""Changes to the plan of one course work: what people did that is no change of a stage's status."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.db import db

LIMIT = 50

# As two reads of the index on (subject_type, subject_id, id), the stages' keys as an array.
CHANGES = text(
    """
    select e.action, e.details, e.created_at, u.name as actor_name, s.name as stage_name
    from (
        select * from public.audit_events where subject_type = 'assignment' and subject_id = :assignment_id
        union all
        select * from public.audit_events
        where subject_type = 'stage'
          and subject_id = any (array(select id from public.stages where assignment_id = :assignment_id))
    ) e
    left join public.users u on u.id = e.actor_id
    left join public.stages s on s.id = e.subject_id and e.subject_type = 'stage'
    order by e.id desc
    limit :limit
    """
)


@dataclass(frozen=True)
class Moved:
    """One date that was changed; None is no date. `name` is `starts_at` or `ends_at`."""

    name: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Change:
    """One act. `stage_name` is None where it was done to the whole course work."""

    action: str
    details: dict[str, Any]
    created_at: datetime
    actor_name: str | None
    stage_name: str | None

    @property
    def by(self) -> str | None:
        """Who did it: a person of ours, or whom the terminal named."""
        return self.actor_name or self.details.get("by")

    @property
    def moved(self) -> list[Moved]:
        """The dates that are not what they were."""
        before, after = self.details.get("from", {}), self.details.get("to", {})
        names = ("starts_at", "ends_at")
        each = [Moved(name, _instant(before.get(name)), _instant(after.get(name))) for name in names]
        return [date for date in each if date.before != date.after]


def of(assignment_id: int) -> list[Change]:
    """The latest changes, newest first."""
    rows = db.session.execute(CHANGES, {"assignment_id": assignment_id, "limit": LIMIT})
    return [Change(**row) for row in rows.mappings()]


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
