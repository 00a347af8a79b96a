"""The table in DESIGN "The state of a stage", row by row."""

from typing import Any

import psycopg

from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one

PAST, FUTURE = MONDAY - HOUR, MONDAY + HOUR
EARLIER = MONDAY - 2 * HOUR

TABLE = [
    # status, held, start, end, effective status
    ("completed", False, None, None, "completed"),
    ("completed", False, FUTURE, None, "completed"),
    ("completed", True, PAST, FUTURE, "completed"),
    ("pending", True, PAST, FUTURE, "pending"),
    ("pending", True, EARLIER, PAST, "pending"),
    ("active", True, EARLIER, PAST, "active"),
    ("pending", False, None, None, "pending"),
    ("pending", False, None, PAST, "pending"),
    ("pending", False, FUTURE, None, "pending"),
    ("pending", False, PAST, None, "active"),
    ("pending", False, PAST, FUTURE, "active"),
    ("pending", False, EARLIER, PAST, "completed"),
    ("active", False, None, None, "active"),
    ("active", False, FUTURE, None, "active"),
    ("active", False, FUTURE, FUTURE + HOUR, "active"),
    ("active", False, None, FUTURE, "active"),
    ("active", False, None, PAST, "completed"),
    # "reached" includes the instant itself: nothing is accepted once the end is there
    ("pending", False, MONDAY, None, "active"),
    ("active", False, PAST, MONDAY, "completed"),
    ("pending", False, PAST, MONDAY, "completed"),
]


def test_a_stage_is_what_the_table_says(db: psycopg.Connection[Any]) -> None:
    query = "select stageclock.effective_status(%s::stage_status, %s, %s::timestamptz, %s::timestamptz, %s)"
    asked = [(*row[:4], one(db, query, *row[:4], MONDAY)) for row in TABLE]
    assert asked == TABLE


def test_the_view_shows_what_is_before_any_tick(db: psycopg.Connection[Any], clock: MovableClock) -> None:
    work = add_work(db)
    open_now = add_stage(db, work, PAST, FUTURE)
    clock.set(MONDAY)
    row = db.execute(
        "select status, effective_status, is_open, next_at, next_status, as_of"
        " from stageclock.stages_now where id = %s",
        [open_now],
    ).fetchone()
    assert row == ("pending", "active", True, FUTURE, "completed", MONDAY)


def test_the_view_says_when_a_stage_opens(db: psycopg.Connection[Any], clock: MovableClock) -> None:
    stage = add_stage(db, add_work(db), FUTURE, None)
    clock.set(MONDAY)
    query = "select is_open, next_at, next_status from stageclock.stages_now where id = %s"
    assert db.execute(query, [stage]).fetchone() == (False, FUTURE, "active")
    clock.set(FUTURE)
    assert db.execute(query, [stage]).fetchone() == (True, None, None)


def test_a_held_stage_is_open_to_nobody_and_has_no_next_change(
    db: psycopg.Connection[Any], clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db, state="draft"), PAST, FUTURE, status="active")
    clock.set(MONDAY)
    query = "select effective_status, is_open, next_at, next_status from stageclock.stages_now where id = %s"
    assert db.execute(query, [stage]).fetchone() == ("active", False, None, None)


def test_the_function_is_inlined_so_that_a_page_costs_no_call_a_row(db: psycopg.Connection[Any]) -> None:
    plan = "\n".join(row[0] for row in db.execute("explain select * from stageclock.stages_now where is_open"))
    assert "effective_status(" not in plan
    assert "CASE WHEN" in plan
