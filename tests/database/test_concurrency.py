"""Many ticks at once: each transition once, and the work shared."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_many, add_stage, add_work, cure, one, poison

Connection = psycopg.Connection[Any]


def tick_together(database: Database, ticks: int) -> None:
    """So many sessions, connected first, that call at the same moment."""
    start = Barrier(ticks)

    def tick() -> None:
        with database.connect("stageclock_clock") as session:
            start.wait()
            session.execute("CALL stageclock.tick()")

    with ThreadPoolExecutor(ticks) as pool:
        for done in [pool.submit(tick) for _ in range(ticks)]:
            done.result()


@pytest.mark.parametrize("ticks", [8, 50])
def test_two_thousand_due_stages_move_once_each_and_several_ticks_work(
    database: Database, db: Connection, clock: MovableClock, ticks: int
) -> None:
    for _ in range(20):
        add_many(db, add_work(db), 100, MONDAY, MONDAY + HOUR)
    clock.set(MONDAY)
    tick_together(database, ticks)
    clock.set(MONDAY + HOUR)
    tick_together(database, ticks)
    assert one(db, "select count(*) from stages where status = 'completed'") == 2000
    assert one(db, "select count(*) from stage_transitions") == 4000
    assert one(db, "select count(distinct run_id) from stage_transitions") > 2, "one tick did all the work"
    assert one(db, "select sum(activated) = 2000 and sum(completed) = 2000 from clock_runs") is True


def test_closings_with_effects_keep_their_order_though_eight_ticks_race(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    for _ in range(25):
        work = add_work(db)
        add_stage(db, work, MONDAY, MONDAY + 2 * HOUR, kind="division")
        add_stage(db, work, MONDAY, MONDAY + HOUR, kind="team_formation")
    clock.set(MONDAY + 3 * HOUR)
    tick_together(database, 8)
    # A tick that found the earlier stage leased has ended: the next one takes what it left.
    database.tick()
    assert one(db, "select count(*) from stage_transitions where to_status = 'completed'") == 50
    out_of_order = one(
        db,
        "select count(*) from stage_transitions a join stages s on s.id = a.stage_id"
        " join stages t on t.assignment_id = s.assignment_id join stage_transitions b on b.stage_id = t.id"
        " where a.to_status = 'completed' and b.to_status = 'completed' and s.ends_at < t.ends_at and a.id > b.id",
    )
    assert out_of_order == 0


def test_poison_among_two_thousand_stops_nobody(database: Database, db: Connection, clock: MovableClock) -> None:
    add_many(db, add_work(db, students=1), 1980, MONDAY, None)
    for _ in range(20):
        poison(db, add_stage(db, add_work(db), MONDAY, None))
    clock.set(MONDAY)
    tick_together(database, 8)
    database.tick()
    assert one(db, "select count(*) from stages where status = 'active'") == 1980
    assert one(db, "select count(*) from stage_transitions") == 1980
    assert one(db, "select count(*) from notifications") == 1980
    assert db.execute("select count(*), min(attempts), max(attempts) from stage_attempts").fetchall() == [(20, 1, 1)]


def test_twenty_poisoned_stages_among_two_thousand_are_quarantined_and_move_once_mended(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    add_many(db, add_work(db), 1980, MONDAY, None)
    bad = [add_stage(db, add_work(db), MONDAY, None) for _ in range(20)]
    for stage in bad:
        poison(db, stage)
    for n in range(6):
        clock.set(MONDAY + n * HOUR)
        tick_together(database, 8)
    assert one(db, "select count(*) from stage_transitions") == 1980
    assert one(db, "select count(*) from stage_attempts where attempts = 5 and quarantined_at is not null") == 20
    assert one(db, "select count(*) from clock_runs where outcome <> 'ok'") == 0
    for stage in bad:
        cure(db, stage)
        db.execute("select stageclock.retry_stage(%s, null, 'dora')", [stage])
    tick_together(database, 8)
    assert one(db, "select count(*) from stage_transitions") == 2000
    assert one(db, "select count(*) from stage_attempts") == 0


def test_no_tick_outlasts_its_budget_by_more_than_one_stage(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    for _ in range(20):
        poison(db, add_stage(db, add_work(db), MONDAY, None), "perform pg_sleep(0.2); raise exception 'slow'")
    clock.set(MONDAY)
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.tick(p_budget => '1 s')")
    tried = one(db, "select count(*) from stage_attempts where attempts = 1")
    assert 1 <= tried <= 5, "a second holds at most five stages of a fifth of a second"
    database.tick()
    assert one(db, "select count(*) from stage_attempts where attempts = 1") == 20
