"""The whole clock, one course work, one stage: who paused it and why, and that resuming catches up."""

from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, history_of, one, poison, status_of

Connection = psycopg.Connection[Any]
NOON = MONDAY + 4 * HOUR


@pytest.fixture
def alice(db: Connection, clock: MovableClock) -> int:
    """A teacher, at noon."""
    clock.set(NOON)
    return int(one(db, "insert into users (username, name, password_hash) values ('alice', 'Alice', 'x') returning id"))


def refused(db: Connection, call: str, *parameters: object) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        db.execute(f"select stageclock.{call}".encode(), parameters)
    assert refusal.value.sqlstate == "SC008"


def test_a_paused_stage_stands_still_and_catches_up_when_it_is_let_go(
    database: Database, db: Connection, alice: int, clock: MovableClock
) -> None:
    work = add_work(db)
    stage, other = add_stage(db, work, NOON + HOUR, NOON + 2 * HOUR), add_stage(db, work, NOON + HOUR, None)
    db.execute("select stageclock.pause_stage(%s, %s, 'illness')", [stage, alice])
    refused(db, "pause_stage(%s, %s)", stage, alice)
    row = db.execute("select held, paused_at, paused_by, pause_reason from stages where id = %s", [stage]).fetchone()
    assert row == (True, NOON, alice, "illness")
    clock.set(NOON + 3 * HOUR)
    database.tick()
    assert (status_of(db, stage), status_of(db, other)) == ("pending", "active")
    db.execute("select stageclock.resume_stage(%s, %s)", [stage, alice])
    refused(db, "resume_stage(%s, %s)", stage, alice)
    database.tick()
    assert history_of(db, stage) == [
        ("active", NOON + HOUR, NOON + 3 * HOUR), ("completed", NOON + 2 * HOUR, NOON + 3 * HOUR),
    ]  # fmt: skip
    assert [row[0] for row in db.execute("select action from audit_events order by id")] == [
        "stage_paused", "stage_resumed",
    ]  # fmt: skip


def test_pausing_course_work_holds_every_stage_of_it_and_no_other(db: Connection, alice: int) -> None:
    work, elsewhere = add_work(db), add_work(db)
    mine, theirs = add_stage(db, work, None, None), add_stage(db, elsewhere, None, None)
    db.execute("select stageclock.pause_assignment(%s, %s, 'strike')", [work, alice])
    refused(db, "pause_assignment(%s, %s)", work, alice)
    assert db.execute("select id from stages where held").fetchall() == [(mine,)]
    db.execute("select stageclock.resume_assignment(%s, %s)", [work, alice])
    refused(db, "resume_assignment(%s, %s)", work, alice)
    assert one(db, "select count(*) from stages where held") == 0
    assert theirs


def test_what_is_due_is_done_before_the_clock_stops(db: Connection, alice: int) -> None:
    work = add_work(db)
    over, begun = add_stage(db, work, MONDAY, NOON - HOUR), add_stage(db, work, MONDAY, NOON + HOUR)
    db.execute("select stageclock.pause_assignment(%s, %s)", [work, alice])
    assert (status_of(db, over), status_of(db, begun)) == ("completed", "active")


def test_a_failing_stage_does_not_keep_course_work_from_being_paused(db: Connection, alice: int) -> None:
    work = add_work(db)
    bad, good = add_stage(db, work, MONDAY, None), add_stage(db, work, MONDAY, None)
    poison(db, bad)
    db.execute("select stageclock.pause_assignment(%s, %s)", [work, alice])
    assert (status_of(db, bad), status_of(db, good)) == ("pending", "active")
    assert one(db, "select bool_and(held) from stages") is True


def test_a_closed_stage_is_not_paused(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), MONDAY, NOON - HOUR)
    with pytest.raises(psycopg.Error) as refusal:
        db.execute("select stageclock.pause_stage(%s, %s)", [stage, alice])
    assert refusal.value.sqlstate == "SC002"


def test_pausing_the_whole_clock_says_who_and_stops_ticks_only(database: Database, db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None)
    db.execute("select stageclock.pause_clock('dora', 'upgrade')")
    refused(db, "pause_clock('dora')")
    database.tick()
    assert status_of(db, stage) == "pending"
    assert one(db, "select is_open from stageclock.stages_now") is True
    db.execute("select stageclock.activate_stage(%s, %s)", [add_stage(db, add_work(db), None, None), alice])
    db.execute("select stageclock.resume_clock('dora')")
    refused(db, "resume_clock('dora')")
    database.tick()
    assert status_of(db, stage) == "active"
    events = db.execute("select action, details->>'by' from audit_events order by id").fetchall()
    assert events == [("clock_paused", "dora"), ("clock_resumed", "dora")]


def test_retry_lets_a_quarantined_stage_move_once_it_is_mended(database: Database, db: Connection, alice: int) -> None:
    bad = add_stage(db, add_work(db), MONDAY, None)
    db.execute("insert into stage_attempts values (%s, 'active', 5, %s, %s, 'P0001', 'poisoned')", [bad, NOON, NOON])
    database.tick()
    assert status_of(db, bad) == "pending"
    problem = db.execute("select stage_id, attempts, sqlstate, message from stageclock.stage_problems").fetchall()
    assert problem == [(bad, 5, "P0001", "poisoned")]
    assert one(db, "select stageclock.retry_stage(%s, %s)", bad, alice) == 1
    database.tick()
    assert status_of(db, bad) == "active"
    with pytest.raises(psycopg.Error) as refusal:
        db.execute("select stageclock.retry_stage(%s, %s)", [bad, alice])
    assert refusal.value.sqlstate == "SC009"


def test_a_pause_stops_a_tick_that_is_running(database: Database, db: Connection, alice: int) -> None:
    for _ in range(3):
        add_stage(db, add_work(db), MONDAY, None)
    db.execute(
        "create function pause_at_once() returns trigger language plpgsql as"
        " $$ begin update public.clock_control set paused_at = now(); return null; end $$"
    )
    db.execute("create trigger pause_at_once after update of status on stages execute function pause_at_once()")
    with database.connect("stageclock_owner") as session:
        session.execute("call stageclock.tick(p_batch => 1)")
    assert one(db, "select count(*) from stages where status = 'active'") == 1
