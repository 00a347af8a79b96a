"""kill -9 in the middle of a stage, of one backend and of the whole server; a stop over several deadlines.

Twenty more moments at which a closing may be killed: tests/main_path/test_killed_effects.py.
"""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.faults.scene import Scene, add_scene, due_scene, figures, is_done
from tests.faults.watching import health, until, violations
from tests.main_path.test_killed_effects import survivor
from tests.plans import HOUR, MINUTE, one

Connection = psycopg.Connection[Any]
# A closing stops here for a minute, with part of its work done.
LINGER = """
create function public.linger() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$;
create trigger linger after insert on {table} execute function public.linger();
"""
# What stands when a closing died with its effects in this table: what ended before it and without effects.
BEFORE = {"team_members": (6, 6, 2, 0), "role_assignments": (7, 7, 14, 0)}


@contextmanager
def tick_in_the_middle(own: Database, table: str) -> Iterator[int]:
    """The backend of a tick that has just written a closing's effects into `table`; it must die in the block."""
    session = own.connect("stageclock_clock")
    with own.connect() as db, ThreadPoolExecutor(1) as pool:
        db.execute(LINGER.format(table=table).encode())
        tick = pool.submit(session.execute, "CALL stageclock.tick()")
        waits = "select true from pg_stat_activity where pid = %s and wait_event = 'PgSleep'"
        until(lambda: one(db, waits, session.info.backend_pid), what="the middle of a closing")
        yield session.info.backend_pid
        assert isinstance(tick.exception(30), psycopg.OperationalError)


def check_nothing_half_then_catch_up(own: Database, scene: Scene, table: str) -> None:
    """After the recovery the closing has not happened at all; the tick after its lease does the whole."""
    clock = MovableClock(own)
    with survivor(own) as db:
        db.execute("drop function public.linger() cascade")
        assert figures(db, scene)[:4] == BEFORE[table]
        assert violations(db) == {"no_run_without_a_backend": 1}
        clock.shift(4 * MINUTE)
        status, detail = health(db)["overdue"]
        assert (status, "`flask clock tick`" in detail) == ("red", True)
        own.tick()
        assert is_done(db, scene)
        assert [row[0] for row in db.execute("select outcome from clock_runs order by id desc limit 2")] == [
            "ok",
            "crashed",
        ]
        assert health(db)["overdue"][0] == "ok"


@pytest.mark.parametrize("table", list(BEFORE))
def test_a_backend_killed_in_the_middle_of_a_closing_leaves_nothing_half(
    own: Database, own_clock: MovableClock, table: str
) -> None:
    with own.connect() as db:
        scene = due_scene(db)
    with tick_in_the_middle(own, table) as backend:
        os.kill(backend, signal.SIGKILL)
    check_nothing_half_then_catch_up(own, scene, table)


@pytest.mark.parametrize("table", list(BEFORE))
def test_a_server_killed_in_the_middle_of_a_closing_leaves_nothing_half(
    own: Database, own_clock: MovableClock, table: str
) -> None:
    with own.connect() as db:
        scene = due_scene(db)
    with tick_in_the_middle(own, table):
        own.cluster.kill()
    own.cluster.start()
    check_nothing_half_then_catch_up(own, scene, table)


def test_a_stop_of_three_hours_is_caught_up_once_each_in_the_order_promised(
    own: Database, own_clock: MovableClock
) -> None:
    """Within a stage in order, and by due time among the closings with effects of one course work."""
    with own.connect() as db:
        now = one(db, "select clock_timestamp()")
        scenes = [add_scene(db, now + hours * HOUR / 2) for hours in (5, 1, 3)]
    own.cluster.stop()
    own.cluster.start()
    own_clock.shift(timedelta(hours=3))
    own.tick(2)
    with own.connect() as db:
        assert all(is_done(db, scene) for scene in scenes)
        assert one(db, "select count(*) from clock_runs where started_at > %s", now + 2 * HOUR) == 1
        late = (
            "select bool_and(happened_at - due_at between '0' and '6 hours') from stage_transitions where due_at > %s"
        )
        assert one(db, late, now - 2 * HOUR) is True
        for scene in scenes:
            order = db.execute(
                "select stage_id, to_status::text from stage_transitions where stage_id = any (%s) order by id",
                [list(scene.stages)],
            ).fetchall()
            closings = [stage for stage, to in order if to == "completed" and stage in scene.stages[:2]]
            assert closings == [scene.formation, scene.division]
            assert all(order.index((stage, "active")) < order.index((stage, "completed")) for stage in scene.stages)
