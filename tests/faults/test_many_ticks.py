"""Eight and fifty ticks at once over two thousand due stages, some with effects, some poisoned."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.cli.operator import said
from tests.clusters import Database, MovableClock
from tests.database.test_concurrency import tick_together
from tests.faults.scene import add_scene, is_done
from tests.faults.watching import health
from tests.plans import HOUR, MONDAY, add_many, add_stage, add_work, cure, one, poison

Connection = psycopg.Connection[Any]


@pytest.mark.parametrize("ticks", [8, 50])
def test_each_stage_moves_once_whatever_it_does_and_the_poisoned_stop_nobody(
    database: Database, db: Connection, clock: MovableClock, ticks: int
) -> None:
    for _ in range(18):
        add_many(db, add_work(db, students=3), 100, MONDAY, MONDAY + HOUR)
    scenes = [add_scene(db, MONDAY + HOUR) for _ in range(48)]
    bad = [add_stage(db, add_work(db), None, MONDAY, kind="custom") for _ in range(8)]
    for stage in bad:
        poison(db, stage)
    db.execute("update stages set starts_at = ends_at - interval '1 hour' where id = any (%s)", [bad])
    for n in range(6):
        clock.set(MONDAY + (n + 2) * HOUR)
        tick_together(database, ticks)
    assert all(is_done(db, scene) for scene in scenes)
    assert one(db, "select count(*) from stages where status = 'completed'") == 1800 + 4 * 48
    assert one(db, "select count(*) from clock_runs where outcome <> 'ok'") == 0
    status, detail = health(db)["quarantine"]
    assert (status, "`flask clock retry`" in detail, detail.split()[0]) == ("red", True, "8")
    for stage in bad:
        cure(db, stage)
    said(database.url("stageclock_owner"), "clock", "retry", "--all")
    tick_together(database, ticks)
    assert one(db, "select count(*) from stages where status <> 'completed'") == 0
    assert health(db)["quarantine"][0] == "ok"


def test_a_teacher_who_closes_by_hand_among_fifty_ticks_closes_it_once(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    scenes = [add_scene(db, MONDAY) for _ in range(20)]
    teacher = one(db, "insert into users (username, name, password_hash) values ('t', 'T', 'x') returning id")
    clock.set(MONDAY - HOUR)
    database.tick()
    clock.set(MONDAY + HOUR)
    refused = set()

    def close(stage: int) -> None:
        try:
            with database.connect("stageclock_app") as session:
                session.execute("select stageclock.complete_stage(%s, %s)", [stage, teacher])
        except psycopg.Error as error:
            refused.add(error.sqlstate)

    with ThreadPoolExecutor(4) as pool:
        ticking = pool.submit(tick_together, database, 8)
        list(pool.map(close, [stage for scene in scenes for stage in scene.stages]))
        ticking.result()
    database.tick()
    assert refused == {"SC002"}, "everything was due, so that nobody closes anything by hand"
    assert all(is_done(db, scene) for scene in scenes)
