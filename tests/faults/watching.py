"""What the tests of faults look at: the invariants of sql/checks.sql, health, and whether something comes true."""

import time
from collections.abc import Callable
from typing import Any

import psycopg

from tests.clusters import ROOT, Database
from tests.faults.scene import due_scene, is_done
from tests.plans import one

Connection = psycopg.Connection[Any]
CHECKS = (ROOT / "sql" / "checks.sql").read_bytes()
# pg_cron fires once a minute, and a server that was just started has to find its launcher first.
ONE_MINUTE = 65.0


def violations(db: Connection) -> dict[str, int]:
    """Which invariants are broken, and how often; empty where everything is sound."""
    return {name: count for name, count, _ in db.execute(CHECKS) if count}


def health(db: Connection) -> dict[str, tuple[str, str]]:
    """(status, detail) of every check."""
    rows = db.execute("select check_name, status, detail from stageclock.clock_health")
    return {name: (status, detail) for name, status, detail in rows}


def wrong(db: Connection) -> dict[str, str]:
    """Detail of every check that is not ok."""
    return {name: detail for name, (status, detail) in health(db).items() if status != "ok"}


def until(come_true: Callable[[], object], patience: float = 20.0, *, what: str = "what was waited for") -> float:
    """Wait until it is true; how many seconds that took. Connections that are refused meanwhile are no harm."""
    began = time.monotonic()
    while not quietly(come_true):
        assert time.monotonic() - began < patience, f"{what} has not happened within {patience} s"
        time.sleep(0.2)
    return time.monotonic() - began


def quietly(come_true: Callable[[], object]) -> object:
    """What it says, False where the server cannot be reached."""
    try:
        return come_true()
    except psycopg.OperationalError:
        return False


def moves_by_itself(database: Database, patience: float = ONE_MINUTE) -> float:
    """Have pg_cron really move a scene that is due, with nobody touching anything; how many seconds that took."""
    with database.connect() as db:
        scene = due_scene(db)
        return until(lambda: is_done(db, scene), patience, what=f"a tick by pg_cron ({wrong(db)})")


def launcher_pid(db: Connection) -> int | None:
    """The process of pg_cron's launcher, where it lives."""
    found = one(db, "select pid from pg_stat_activity where backend_type = 'pg_cron launcher'")
    return None if found is None else int(found)
