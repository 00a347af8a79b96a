"""A teacher who holds a stage's row for ten minutes; acts by hand while a tick is in the middle of its work."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.faults.scene import add_scene, is_done, is_untouched
from tests.faults.watching import health, until
from tests.plans import HOUR, MINUTE, MONDAY, one, poison, status_of

Connection = psycopg.Connection[Any]
MOVE = "select stageclock.reschedule_stage(%s, %s, %s, %s)"


def test_a_row_held_for_ten_minutes_stops_nobody_else_and_its_stage_moves_after(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    held, *others = (add_scene(db, MONDAY) for _ in range(3))
    teacher = database.connect(autocommit=False)
    teacher.execute("select from stages where id = any (%s) for update", [list(held.stages)])
    for minute in range(10):
        clock.set(MONDAY + (minute + 1) * MINUTE)
        database.tick()
    assert all(is_done(db, scene) for scene in others)
    assert is_untouched(db, held)
    assert one(db, "select count(*) from stage_attempts") == 0, "who waits for a lock has not failed"
    pid = teacher.info.backend_pid
    until(lambda: "pg_terminate_backend" in health(db)["overdue"][1], what="that health sees who holds it")
    status, detail = health(db)["overdue"]
    assert (status, f"select pg_terminate_backend({pid})" in detail) == ("red", True), detail
    db.execute("select pg_terminate_backend(%s)", [pid])
    teacher.close()
    until(lambda: not one(db, "select true from pg_stat_activity where pid = %s", pid))
    database.tick()
    assert is_done(db, held)
    assert health(db)["overdue"][0] == "ok"


@pytest.fixture
def alice(db: Connection) -> int:
    """A teacher."""
    return int(one(db, "insert into users (username, name, password_hash) values ('alice', 'Alice', 'x') returning id"))


def test_moved_reopened_and_deleted_while_the_tick_runs_each_stage_is_what_its_people_made_of_it(
    database: Database, db: Connection, clock: MovableClock, alice: int
) -> None:
    busy, moved, reopened, deleted = (add_scene(db, MONDAY) for _ in range(4))
    clock.set(MONDAY - MINUTE)
    database.tick()
    db.execute("create table public.wait as select 1; grant select on public.wait to public")
    poison(db, busy.formation, "while exists (select from public.wait) loop perform pg_sleep(0.05); end loop")
    clock.set(MONDAY)
    with ThreadPoolExecutor(1) as pool:
        tick = pool.submit(database.tick)
        until(lambda: one(db, "select true from pg_stat_activity where wait_event = 'PgSleep'"))
        for stage in moved.stages[1:]:
            db.execute(MOVE, [stage, MONDAY - 2 * HOUR, MONDAY + 5 * HOUR, alice])
        db.execute("select stageclock.reopen_stage(%s, %s, %s)", [reopened.formation, MONDAY + HOUR, alice])
        db.execute("select stageclock.delete_assignment(%s, 'Work', %s)", [deleted.work, alice])
        db.execute("delete from public.wait")
        tick.result(60)
    assert db.execute("select distinct outcome::text from clock_runs").fetchall() == [("ok",)]
    assert one(db, "select count(*) from stage_attempts") == 0
    clock.set(MONDAY + 6 * HOUR)
    database.tick()
    assert is_done(db, busy) and is_done(db, moved)
    assert status_of(db, reopened.formation) == "completed"
    again = "select array_agg(to_status::text order by id) from stage_transitions where stage_id = %s"
    assert one(db, again, reopened.formation) == ["active", "completed", "active", "completed"]
    assert one(db, "select count(*) from stages where assignment_id = %s", deleted.work) == 0
