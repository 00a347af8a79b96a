"""What is foreseen is what then happens."""

import random
from datetime import timedelta
from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one, poison

Connection = psycopg.Connection[Any]
MONTH = timedelta(days=30)
KINDS = ["team_formation", "division", "submission", "custom"]


def random_plans(db: Connection, number: int, chance: random.Random) -> None:
    """Course work whose stages start and end within thirty days around now, or never."""
    for _ in range(number):
        work = add_work(db, students=chance.randrange(3), state=chance.choice(["published"] * 5 + ["draft"]))
        for _ in range(chance.randrange(1, 7)):
            start = chance.choice([None, *[MONDAY + timedelta(minutes=chance.randrange(-5000, 50000))] * 9])
            length = timedelta(minutes=chance.randrange(1, 20000))
            end = chance.choice([None, *[(start or MONDAY) + length] * 5])
            status = chance.choice(["pending", "pending", "active", "completed"])
            add_stage(db, work, start, end, kind=chance.choice(KINDS), status=status)


def test_the_preview_of_thirty_days_is_the_history_that_the_ticks_then_write(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    random_plans(db, 200, random.Random(20261123))
    clock.set(MONDAY)
    columns = "due_at, stage_id, from_status, to_status, people"
    foreseen = db.execute(f"select {columns} from stageclock.preview(%s)".encode(), [MONDAY + MONTH]).fetchall()
    assert len(foreseen) > 400
    assert one(db, "select count(*) from stage_transitions") == 0, "a preview changes nothing"
    for hour in range(0, 30 * 24 + 1, 8):
        clock.set(MONDAY + hour * HOUR)
        database.tick()
    happened = db.execute(
        "select t.due_at, t.stage_id, t.from_status, t.to_status,"
        " (select count(distinct n.recipient_id) from notifications n where n.transition_id = t.id)"
        " from stage_transitions t order by t.due_at, t.to_status, t.stage_id"
    ).fetchall()
    assert happened == foreseen


def test_what_is_overdue_comes_first_and_says_what_stands_in_its_way(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    bad = add_stage(db, add_work(db), MONDAY, None)
    later = add_stage(db, add_work(db), MONDAY + HOUR, None)
    poison(db, bad)
    clock.set(MONDAY)
    database.tick()
    query = "select stage_id, obstacle from stageclock.preview(%s)"
    assert db.execute(query, [MONDAY + HOUR]).fetchall() == [(bad, "backing_off"), (later, None)]
    db.execute("update stage_attempts set quarantined_at = now()")
    assert db.execute(query, [MONDAY]).fetchall() == [(bad, "quarantined")]
    db.execute("select stageclock.pause_clock('dora')")
    assert db.execute(query, [MONDAY]).fetchall() == [(bad, "paused")]


def test_a_closing_waits_with_its_opening_and_everything_in_a_copy(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    bad = add_stage(db, add_work(db), MONDAY, MONDAY + HOUR)
    db.execute("insert into stage_attempts values (%s, 'active', 5, %s, %s)", [bad, MONDAY, MONDAY])
    clock.set(MONDAY)
    query = "select to_status, obstacle from stageclock.preview(%s)"
    assert db.execute(query, [MONDAY + HOUR]).fetchall() == [("active", "quarantined"), ("completed", "quarantined")]
    db.execute("update clock_control set home_database = 1")
    assert {row[1] for row in db.execute(query, [MONDAY + HOUR])} == {"foreign_copy"}
