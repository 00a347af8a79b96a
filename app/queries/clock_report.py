"""What operators read of the clock, as rows of a plain connection: health, runs, the last tick."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

Rows = list[dict[str, Any]]

HEALTH = "select check_name, status, detail from stageclock.clock_health"
RUNS = (
    "select id, started_at, finished_at, outcome, activated, completed, failed, oldest_due_at"
    " from clock_runs order by id desc limit %s"
)
OWN_RUN = (
    "select id, outcome, activated, completed, failed from clock_runs"
    " where backend_pid = pg_backend_pid() and outcome = 'ok' order by id desc limit 1"
)
COMING = (
    "select next_at, next_status, id as stage_id, name from stageclock.stages_now"
    " where next_at is not null order by next_at, id limit %s"
)
PREVIEW = "select * from stageclock.preview(stageclock.current_time() + make_interval(days => %s)) limit %s"
FAILED = "select distinct stage_id from stageclock.stage_problems order by stage_id"


def _rows(connection: psycopg.Connection[Any], query: str, *parameters: object) -> Rows:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), parameters or None).fetchall()


def health(connection: psycopg.Connection[Any]) -> Rows:
    """One row a cause: check_name, status (ok, warn, red), detail."""
    return _rows(connection, HEALTH)


def runs(connection: psycopg.Connection[Any], limit: int) -> Rows:
    """The last runs, newest first."""
    return _rows(connection, RUNS, limit)


def own_run(connection: psycopg.Connection[Any]) -> dict[str, Any] | None:
    """What this very connection's last tick did; None where nothing was due."""
    return next(iter(_rows(connection, OWN_RUN)), None)


def coming(connection: psycopg.Connection[Any], limit: int) -> Rows:
    """The next changes of effective status, soonest first."""
    return _rows(connection, COMING, limit)


def preview(connection: psycopg.Connection[Any], days: int, limit: int) -> Rows:
    """Every transition that the clock will make within so many days, overdue ones first."""
    return _rows(connection, PREVIEW, days, limit)


def failed_stages(connection: psycopg.Connection[Any]) -> list[int]:
    """The stages with a transition that failed and was not mended."""
    return [row["stage_id"] for row in _rows(connection, FAILED)]


def refusal(connection: psycopg.Connection[Any]) -> str | None:
    """Why a tick refuses to work here (paused, foreign_copy), None where it works."""
    row = connection.execute("select stageclock.refusal()").fetchone()
    return row[0] if row else None
