"""Students are reminded before a stage closes, once for each distance, and by the end that it then has."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)


@pytest.fixture
def stage(db: Connection, clock: MovableClock) -> int:
    """A stage that has opened and closes in three days; two students, and reminders a day and an hour before."""
    clock.set(MONDAY)
    return add_stage(db, add_work(db, students=2), MONDAY, MONDAY + 3 * DAY)


def ends_told(database: Database, db: Connection) -> list[str]:
    """After a tick: the end that each reminder so far has named."""
    database.tick(2)
    query = "select params ->> 'ends_at' from notifications where kind = 'stage_closes_soon' order by id"
    return [row[0] for row in db.execute(query)]


def test_each_distance_reminds_once(database: Database, db: Connection, clock: MovableClock, stage: int) -> None:
    assert stage
    database.tick()
    counts = []
    for before in (DAY + MINUTE, DAY, DAY - MINUTE, HOUR + MINUTE, HOUR, MINUTE, timedelta(), -HOUR):
        clock.set(MONDAY + 3 * DAY - before)
        counts.append(len(ends_told(database, db)))
    assert counts == [0, 2, 2, 2, 4, 4, 4, 4]


def test_after_downtime_one_reminder_says_it_and_none_after_the_end(
    database: Database, db: Connection, clock: MovableClock, stage: int
) -> None:
    assert stage
    database.tick()
    clock.set(MONDAY + 3 * DAY - 10 * MINUTE)
    assert len(ends_told(database, db)) == 2, "both distances have passed: one notice a student"
    other = add_stage(db, add_work(db, students=1), MONDAY + 3 * DAY, MONDAY + 6 * DAY)
    clock.set(MONDAY + 3 * DAY)
    database.tick()
    clock.set(MONDAY + 7 * DAY)
    assert len(ends_told(database, db)) == 2 and other


def test_a_moved_end_moves_its_reminders(database: Database, db: Connection, clock: MovableClock, stage: int) -> None:
    database.tick()
    db.execute("select stageclock.reschedule_stage(%s, %s, %s, null)", [stage, MONDAY, MONDAY + 5 * DAY])
    clock.set(MONDAY + 2 * DAY)
    assert ends_told(database, db) == []
    clock.set(MONDAY + 4 * DAY)
    assert len(set(ends_told(database, db))) == 1
    db.execute("select stageclock.reschedule_stage(%s, %s, %s, null)", [stage, MONDAY, MONDAY + 6 * DAY])
    clock.set(MONDAY + 5 * DAY)
    assert len(set(ends_told(database, db))) == 2, "the new end is a new thing to say"


def test_changed_distances_move_them_too_and_none_makes_none(
    database: Database, db: Connection, clock: MovableClock, stage: int
) -> None:
    assert stage
    database.tick()
    db.execute("update assignments set reminders = '{2 days}'")
    clock.set(MONDAY + DAY)
    assert len(ends_told(database, db)) == 2
    db.execute("update assignments set reminders = '{}'")
    clock.set(MONDAY + 3 * DAY - MINUTE)
    assert len(ends_told(database, db)) == 2


def test_a_held_stage_reminds_nobody(database: Database, db: Connection, clock: MovableClock, stage: int) -> None:
    database.tick()
    db.execute("select stageclock.pause_stage(%s, null)", [stage])
    clock.set(MONDAY + 3 * DAY - HOUR)
    assert ends_told(database, db) == []


def test_a_stage_that_opens_late_skips_what_has_passed(database: Database, db: Connection, clock: MovableClock) -> None:
    clock.set(MONDAY)
    add_stage(db, add_work(db, students=1), MONDAY, MONDAY + 2 * HOUR)
    database.tick()
    assert ends_told(database, db) == [], "the opening has just named the end"
    clock.set(MONDAY + HOUR)
    assert len(ends_told(database, db)) == 1
    assert one(db, "select remind_at from stages") is None
