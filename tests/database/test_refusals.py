"""When a tick refuses to work, and that it says so."""

from typing import Any

import psycopg

from app.installer import gate
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one, status_of

Connection = psycopg.Connection[Any]


def due_stage(db: Connection, clock: MovableClock) -> int:
    stage = add_stage(db, add_work(db, students=2), MONDAY, MONDAY + HOUR)
    clock.set(MONDAY)
    return stage


def test_a_paused_clock_moves_nothing_and_leaves_one_row_for_the_whole_spell(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stage = due_stage(db, clock)
    db.execute("update clock_control set paused_at = %s, paused_by = 'dba'", [MONDAY])
    database.tick(3)
    assert status_of(db, stage) == "pending"
    assert db.execute("select outcome from clock_runs").fetchall() == [("paused",)]
    assert one(db, "select heartbeat_at from clock_control") == MONDAY
    db.execute("update clock_control set paused_at = null")
    database.tick()
    assert status_of(db, stage) == "active"


def test_a_pause_does_not_change_what_is_allowed(db: Connection, clock: MovableClock) -> None:
    stage = due_stage(db, clock)
    db.execute("update clock_control set paused_at = %s", [MONDAY])
    assert one(db, "select is_open from stageclock.stages_now where id = %s", stage) is True


def test_a_copy_of_another_database_tells_nobody(database: Database, db: Connection, clock: MovableClock) -> None:
    stage = due_stage(db, clock)
    db.execute("update clock_control set home_database = 1")
    database.tick(2)
    assert status_of(db, stage) == "pending"
    assert db.execute("select outcome from clock_runs").fetchall() == [("foreign_copy",)]
    assert one(db, "select count(*) from notifications") == 0


def test_a_copy_that_lost_its_control_row_is_a_copy_too(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stage = due_stage(db, clock)
    db.execute("delete from clock_control")
    database.tick()
    assert status_of(db, stage) == "pending"


def test_a_tick_that_meets_a_migration_steps_aside(database: Database, db: Connection, clock: MovableClock) -> None:
    stage = due_stage(db, clock)
    with database.connect("stageclock_owner", autocommit=False) as migration:
        migration.execute(gate.LOCK)
        database.tick()
        assert status_of(db, stage) == "pending"
        assert db.execute("select outcome from clock_runs").fetchall() == [("migrating",)]
        migration.rollback()
    database.tick()
    assert status_of(db, stage) == "active"


def test_a_migration_that_holds_the_runs_makes_no_tick_fail(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    due_stage(db, clock)
    with database.connect("stageclock_owner", autocommit=False) as migration:
        migration.execute(gate.LOCK)
        migration.execute("lock table clock_runs")
        database.tick()
        migration.rollback()
    assert one(db, "select count(*) from clock_runs") == 0
