"""Health names each cause while it lasts, and its remedy. Causes in pg_cron itself: tests/main_path."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, one, poison

Connection = psycopg.Connection[Any]


def check(db: Connection, name: str) -> tuple[str, str]:
    """(status, detail) of one check."""
    row = db.execute("select status, detail from stageclock.clock_health where check_name = %s", [name]).fetchone()
    assert row is not None
    return str(row[0]), str(row[1])


@pytest.fixture
def now(db: Connection) -> Iterator[Any]:
    """The real instant, with a fresh heartbeat."""
    at = one(db, "update clock_control set heartbeat_at = clock_timestamp() returning heartbeat_at")
    yield at


def test_a_heartbeat_grows_old(db: Connection, now: Any) -> None:
    assert check(db, "heartbeat")[0] == "ok"
    db.execute("update clock_control set heartbeat_at = %s", [now - timedelta(seconds=100)])
    assert check(db, "heartbeat")[0] == "warn"
    db.execute("update clock_control set heartbeat_at = %s", [now - 4 * MINUTE])
    assert check(db, "heartbeat")[0] == "red"
    assert "4 min ago" in check(db, "heartbeat")[1]


def test_a_heartbeat_in_the_future_means_that_the_clock_was_set_back(db: Connection, now: Any) -> None:
    db.execute("update clock_control set heartbeat_at = %s", [now + HOUR])
    status, detail = check(db, "heartbeat")
    assert (status, "set back" in detail) == ("red", True)


def test_an_overdue_transition_turns_red_after_three_minutes(db: Connection, now: Any) -> None:
    stage = add_stage(db, add_work(db), now - MINUTE, None)
    assert check(db, "overdue")[0] == "ok"
    db.execute("update stages set starts_at = %s", [now - 4 * MINUTE])
    assert check(db, "overdue")[0] == "red"
    db.execute("insert into stage_attempts values (%s, 'active', 5, now(), now())", [stage])
    assert check(db, "overdue")[0] == "ok", "a quarantined stage has a check of its own"


def test_a_quarantined_stage_is_named(database: Database, db: Connection, clock: MovableClock) -> None:
    assert check(db, "quarantine")[0] == "ok"
    bad = add_stage(db, add_work(db), MONDAY, None)
    poison(db, bad)
    for n in range(5):
        clock.set(MONDAY + n * HOUR)
        database.tick()
    status, detail = check(db, "quarantine")
    assert (status, f"stages {bad}" in detail) == ("red", True)


def test_mail_that_nobody_sends_is_seen_after_ten_minutes(db: Connection, clock: MovableClock) -> None:
    clock.set(MONDAY)
    assert check(db, "mail") == ("ok", "Mail is off.")
    one(db, "select stageclock.switch_mail(true, 'dora')")
    assert check(db, "mail") == ("ok", "Nothing is due to be mailed from here.")
    person = (
        "insert into users (username, name, password_hash, email) values ('a', 'A', 'x', 'a@b.example') returning id"
    )
    db.execute("insert into notifications (recipient_id, kind) values (%s, 'broadcast')", [one(db, person)])
    assert check(db, "mail")[0] == "ok"
    clock.set(MONDAY + 11 * MINUTE)
    status, detail = check(db, "mail")
    assert status == "warn" and "due for 11 min, and none was sent yet" in detail and "mail deliver --follow" in detail
    notice = one(db, "select notification_id from stageclock.claim_mail()")
    assert check(db, "mail")[0] == "ok", "a sender has it"
    one(db, "select stageclock.settle_mail(%s, 1)", notice)
    db.execute("insert into notifications (recipient_id, kind) select id, 'broadcast' from users")
    clock.set(MONDAY + 30 * MINUTE)
    assert "the last was sent 19 min ago" in check(db, "mail")[1]
    db.execute("update clock_control set home_system = 1")
    assert check(db, "mail")[0] == "ok", "a copy sends nothing"


def test_a_pause_says_who_and_why(db: Connection, now: Any) -> None:
    db.execute("update clock_control set paused_at = %s, paused_by = 'Dora', reason = 'exam week'", [now - 3 * HOUR])
    status, detail = check(db, "paused")
    assert status == "red"
    assert "3 h by Dora (exam week)" in detail


def test_a_copy_is_named(db: Connection) -> None:
    assert check(db, "foreign_copy")[0] == "ok"
    db.execute("update clock_control set home_system = 1")
    assert check(db, "foreign_copy")[0] == "red"


def test_a_replaced_clock_is_named(db: Connection, clock: MovableClock) -> None:
    assert check(db, "current_time")[0] == "ok"
    clock.shift(timedelta(hours=3, minutes=1))
    status, detail = check(db, "current_time")
    assert (status, "off by 3 h" in detail) == ("red", True)


def test_a_healthy_launcher_is_seen_though_pg_cron_lives_in_another_database(db: Connection) -> None:
    assert check(db, "launcher")[0] == "ok"
    assert check(db, "tick_job")[0] == "warn"


def test_every_detail_is_a_sentence_and_every_status_known(db: Connection) -> None:
    rows = db.execute("select check_name, status, detail from stageclock.clock_health").fetchall()
    assert {row[1] for row in rows} <= {"ok", "warn", "red"}
    assert all(row[2] and row[2].rstrip().endswith(".") for row in rows), rows
    assert len({row[0] for row in rows}) == len(rows)
