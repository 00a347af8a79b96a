"""Acts by hand that meet: they wait for each other in one order, and happen when they hold the lock."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, history_of, one

Connection = psycopg.Connection[Any]
NOON = MONDAY + 4 * HOUR


@pytest.fixture
def alice(db: Connection, clock: MovableClock) -> int:
    """A teacher, at noon."""
    clock.set(NOON)
    return int(one(db, "insert into users (username, name, password_hash) values ('alice', 'Alice', 'x') returning id"))


def test_an_act_that_waited_for_a_lock_happens_when_it_got_it(
    database: Database, db: Connection, alice: int, clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None, status="active")
    # A session that has not read the clock before: it would not notice within a statement that it was replaced.
    with (
        database.connect(autocommit=False) as other, database.connect() as fresh, ThreadPoolExecutor(1) as pool
    ):  # fmt: skip
        other.execute("select from stages where id = %s for update", [stage])
        act = pool.submit(fresh.execute, "select stageclock.complete_stage(%s, %s)", [stage, alice])
        wait_until_blocked(other)
        clock.set(NOON + HOUR)
        other.rollback()
        act.result()
    assert history_of(db, stage) == [("completed", None, NOON + HOUR)]


def test_acts_on_the_same_course_work_never_wait_for_each_other(database: Database, db: Connection, alice: int) -> None:
    work = add_work(db)
    first = add_stage(db, work, None, NOON - 2 * HOUR, kind="team_formation", status="active")
    second = add_stage(db, work, None, NOON + HOUR, kind="division", status="active")
    acts = [
        f"select stageclock.pause_assignment({work}, {alice})", f"select stageclock.resume_assignment({work}, {alice})",
        f"select stageclock.pause_stage({second}, {alice})", f"select stageclock.resume_stage({second}, {alice})",
        f"select stageclock.complete_stage({second}, {alice})", f"select stageclock.complete_stage({first}, {alice})",
        f"select stageclock.reopen_stage({second}, '2030-03-05', {alice})",
        f"select stageclock.reopen_stage({first}, '2030-03-05', {alice})",
    ]  # fmt: skip

    def act(n: int) -> set[str | None]:
        found = set()
        with database.connect() as session:
            for k in range(30):
                try:
                    session.execute(acts[(n * 3 + k) % len(acts)].encode())
                except psycopg.Error as error:
                    found.add(error.sqlstate)
        return found

    with ThreadPoolExecutor(6) as pool:
        refusals = set().union(*pool.map(act, range(6)))
    assert refusals <= {"SC002", "SC003", "SC007", "SC008"}


def wait_until_blocked(db: Connection) -> None:
    """Return once some session waits for a lock."""
    deadline = time.monotonic() + 20
    while not one(db, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"):
        assert time.monotonic() < deadline, "nobody waits for the lock"
        time.sleep(0.01)
