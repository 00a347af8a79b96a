"""Whether the clock would move a stage now, by cause; and whether the schema is the one this code needs."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.db import db

REVISIONS = Path(__file__).resolve().parents[2] / "alembic"
SEVERITY = ("ok", "warn", "red")


@dataclass(frozen=True)
class Check:
    """One line of `stageclock.clock_health`; `detail` names the remedy where the status is not ok."""

    check_name: str
    status: str
    detail: str


def checks() -> list[Check]:
    """Every check, as the view orders them."""
    rows = db.session.execute(text("select check_name, status, detail from stageclock.clock_health"))
    return [Check(**row) for row in rows.mappings()]


@dataclass(frozen=True)
class Figure:
    """One figure of the clock: its name, what tells it from others of that name, and its value."""

    figure: str
    labels: dict[str, str]
    value: float


def figures() -> list[Figure]:
    """What monitors are told of the clock, by one statement."""
    rows = db.session.execute(text("select figure, labels, value from stageclock.figures()"))
    return [Figure(**row) for row in rows.mappings()]


def worst(of: list[Check]) -> str:
    """The worst status among checks: ok, warn or red."""
    return max((check.status for check in of), key=SEVERITY.index, default="ok")


def schema_serves() -> bool:
    """Whether this code works with the database: it is at the head, or a newer release has moved it on.

    A release leaves the one before it what that one uses, so that its processes go on until they are replaced.
    """
    installed = set(db.session.scalars(text("select version_num from public.alembic_version")))
    return installed == heads() or (bool(installed) and not installed & known())


@cache
def heads() -> frozenset[str]:
    """The revisions this code needs, read once a process."""
    return frozenset(ScriptDirectory(str(REVISIONS)).get_heads())


@cache
def known() -> frozenset[str]:
    """All revisions of this code, read once a process."""
    return frozenset(script.revision for script in ScriptDirectory(str(REVISIONS)).walk_revisions())
