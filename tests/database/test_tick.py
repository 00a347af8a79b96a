"""The tick, as pg_cron calls it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from tests.clusters import Database, MovableClock

MONDAY = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)


def test_an_idle_tick_leaves_a_heartbeat_and_no_run(
    database: Database, db: psycopg.Connection[Any], clock: MovableClock
) -> None:
    clock.set(MONDAY)
    database.tick()
    assert db.execute("select heartbeat_at from clock_control").fetchall() == [(MONDAY,)]
    assert db.execute("select count(*) from clock_runs").fetchone() == (0,)
