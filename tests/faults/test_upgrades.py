"""Upgrade, downgrade and upgrade under load; objects of the same names planted where a search might find them first."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from alembic import command

from app.errors import OperatorError
from tests.clusters import Database, MovableClock, alembic_config
from tests.faults.scene import Scene, due_scene, is_done
from tests.faults.watching import violations
from tests.plans import MINUTE, one

Connection = psycopg.Connection[Any]
ROUNDS = 3
# What may be met in the middle of a migration: no such schema, function, table or column yet, not yet granted, a lock
# that was waited for too long, a plan or a row of the catalogue that has changed meanwhile, the loser of a deadlock.
PASSING = {"3F000", "42883", "42P01", "42703", "42704", "42501", "55P03", "0A000", "XX000", "40P01"}
# Functions that the code calls, operators it uses, and tables of its own names; each would give the tick away.
PLANTED = """
create function public.clock_timestamp() returns timestamptz language sql as $$ select '2000-01-01'::timestamptz $$;
create function public.cardinality(bigint[]) returns integer language sql as 'select 0';
create function public.pg_notify(text, text) returns void language plpgsql as $$ begin raise 'planted'; end $$;
create function public.array_agg(bigint) returns bigint[] language sql as 'select null::bigint[]';
create function public.begin_tick(interval) returns void language plpgsql as $$ begin raise 'planted'; end $$;
create function public.current_time() returns timestamptz language sql as $$ select '2000-01-01'::timestamptz $$;
create function public.never(timestamptz, timestamptz) returns boolean language sql as 'select false';
create operator public.<= (leftarg = timestamptz, rightarg = timestamptz, function = public.never);
create function public.move_batch(bigint, stage_status, integer, timestamptz, timestamptz, bigint) returns void
    language plpgsql as $$ begin raise 'planted'; end $$;
"""
TABLES = (
    "stages",
    "stage_transitions",
    "stage_attempts",
    "clock_control",
    "clock_runs",
    "notifications",
    "team_members",
)


@contextmanager
def load(own: Database, scenes: list[Scene]) -> Iterator[Counter[str]]:
    """Ticks, readers and new course work, again and again; counted are those that got through, and the SQLSTATEs of
    those that met a migration on their way."""
    stop = threading.Event()
    figures: Counter[str] = Counter()

    def tick() -> None:
        own.tick()

    def read() -> None:
        with own.connect("stageclock_app") as web:
            web.execute("select count(*) from stageclock.stages_now")
            web.execute("select * from stageclock.clock_health")

    def plan() -> None:
        with own.connect(autocommit=False) as db:
            scene = due_scene(db)
            db.commit()
            scenes.append(scene)
        time.sleep(0.3)

    def again(act: Callable[[], None]) -> None:
        while not stop.is_set():
            try:
                act()
                figures[act.__name__] += 1
            except psycopg.Error as error:
                figures[error.sqlstate or "connection"] += 1
                time.sleep(0.05)

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(again, act) for act in (tick, tick, read, plan)]
        try:
            yield figures
        finally:
            stop.set()
            for done in running:
                done.result(60)


def migrate(own: Database, move: Callable[[Any, str], None], revision: str) -> None:
    """As an operator who tries again while another session holds a lock that the migration needs."""
    for _ in range(20):
        try:
            return move(alembic_config(own.url("stageclock_owner")), revision)
        except OperatorError as busy:
            assert "ry again in a minute" in str(busy)
    raise AssertionError("no migration found its way through the load")


def test_down_and_up_again_under_load_everything_happens_once(own: Database, own_clock: MovableClock) -> None:
    scenes: list[Scene] = []
    with load(own, scenes) as figures:
        for _ in range(ROUNDS):
            migrate(own, command.downgrade, "-1")
            migrate(own, command.upgrade, "head")
            time.sleep(1)
    assert set(figures) - PASSING == {"tick", "read", "plan"}, figures
    own_clock.shift(2 * MINUTE)
    own.tick(2)
    with own.connect() as db:
        assert len(scenes) > ROUNDS
        assert [scene.work for scene in scenes if not is_done(db, scene)] == []
        assert one(db, "select count(*) from stage_attempts") == 0


def test_planted_objects_mislead_neither_ticks_nor_checks(own: Database) -> None:
    with own.connect() as db:
        db.execute(PLANTED.encode())
        db.execute("grant temporary on database stageclock to stageclock_clock")
        db.execute("grant select on all tables in schema public to stageclock_clock")
        scene = due_scene(db)
    with own.connect("stageclock_clock") as session:
        for table in TABLES:
            session.execute(f"create temporary table {table} (like public.{table})".encode())
        session.execute("create function pg_temp.clock_timestamp() returns timestamptz language sql"
                        " return '2000-01-01'::timestamptz")  # fmt: skip
        session.execute("set search_path = pg_temp, public, pg_catalog")
        session.execute("CALL stageclock.tick()")
        for table in TABLES:
            assert one(session, f"select count(*) from pg_temp.{table}") == 0
    with own.connect() as db:
        assert is_done(db, scene)
        assert violations(db) == {}
        command.downgrade(alembic_config(own.url("stageclock_owner")), "-1")
        command.upgrade(alembic_config(own.url("stageclock_owner")), "head")
        second = due_scene(db)
        own.tick()
        assert is_done(db, second)
