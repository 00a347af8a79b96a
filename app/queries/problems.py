"""Transitions that failed, as the database keeps them: tried again by themselves, or given up until somebody acts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.db import db

LIMIT = 50

# Given up first: those wait for a person.
PROBLEMS = """
    select p.stage_id, p.name, p.to_status, p.attempts, p.next_try_at, p.quarantined_at, p.sqlstate, p.message,
           a.id as assignment_id, a.title, a.time_zone
    from stageclock.stage_problems p
    join public.assignments a on a.id = p.assignment_id
    {which}
    order by p.quarantined_at is null, p.next_try_at, p.stage_id, p.to_status
    limit :limit
"""
EVERYWHERE = text(PROBLEMS.format(which=""))
IN_ONE = text(PROBLEMS.format(which="where p.assignment_id = :assignment_id"))


@dataclass(frozen=True)
class Problem:
    """One transition that failed. Without `sqlstate` the attempt crashed or timed out; `quarantined_at`: given up."""

    stage_id: int
    name: str
    to_status: str
    attempts: int
    next_try_at: datetime
    quarantined_at: datetime | None
    sqlstate: str | None
    message: str | None
    assignment_id: int
    title: str
    time_zone: str


def of(assignment_id: int) -> list[Problem]:
    """What failed in one course work."""
    rows = db.session.execute(IN_ONE, {"assignment_id": assignment_id, "limit": LIMIT})
    return [Problem(**row) for row in rows.mappings()]


def everywhere() -> list[Problem]:
    """What failed in all course work."""
    return [Problem(**row) for row in db.session.execute(EVERYWHERE, {"limit": LIMIT}).mappings()]
