"""Transitions that failed, as the database keeps them: tried again by themselves, or given up until somebody acts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, DateTime, Integer, Text, column, select, table, true

from app.db import db
from app.models import Assignment
from app.models.types import stage_status
from app.policy import Scope

LIMIT = 50

stage_problems = table(
    "stage_problems",
    column("stage_id", BigInteger),
    column("assignment_id", BigInteger),
    column("name", Text),
    column("to_status", stage_status),
    column("attempts", Integer),
    column("next_try_at", DateTime(timezone=True)),
    column("quarantined_at", DateTime(timezone=True)),
    column("sqlstate", Text),
    column("message", Text),
    schema="stageclock",
)


@dataclass(frozen=True)
class Problem:
    """One transition that failed. Without `sqlstate` the attempt crashed or timed out; `quarantined_at`: given up."""

    stage_id: int
    assignment_id: int
    name: str
    to_status: str
    attempts: int
    next_try_at: datetime
    quarantined_at: datetime | None
    sqlstate: str | None
    message: str | None
    title: str
    time_zone: str


def of(assignment_id: int) -> list[Problem]:
    """What failed in one course work."""
    return _read(Assignment.id == assignment_id)


def of_staff(scope: Scope) -> list[Problem]:
    """What failed in the course works of which somebody is staff."""
    return _read(scope.staff)


def everywhere() -> list[Problem]:
    """What failed in all course work."""
    return _read(true())


def _read(where: ColumnElement[bool]) -> list[Problem]:
    """Given up first: those wait for a person."""
    row = stage_problems.c
    joined = select(*row, Assignment.title, Assignment.time_zone).join(Assignment, Assignment.id == row.assignment_id)
    order = (row.quarantined_at.is_(None), row.next_try_at, row.stage_id, row.to_status)
    found = db.session.execute(joined.where(where).order_by(*order).limit(LIMIT)).mappings()
    return [Problem(**problem) for problem in found]
