"""Plans that several people and the clock change at once: one is told, none waits in a circle, no place is doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.database.test_by_hand_at_once import wait_until_blocked
from tests.plans import HOUR, MONDAY, add_stage, add_work, history_of, one

Connection = psycopg.Connection[Any]
NOON = MONDAY + 4 * HOUR
EDIT = "select stageclock.edit_stage(%s, 1, %s, '', 'custom', null, %s, null, %s)"


@pytest.fixture
def alice(db: Connection, clock: MovableClock) -> int:
    """A teacher, at noon."""
    clock.set(NOON)
    return int(one(db, "insert into users (username, name, password_hash) values ('alice', 'Alice', 'x') returning id"))


def together(database: Database, people: int, act: Callable[[Connection, int], None]) -> set[str | None]:
    """So many sessions that act at once; the SQLSTATEs of what was refused."""

    def run(n: int) -> set[str | None]:
        found = set()
        with database.connect() as session:
            for k in range(20):
                try:
                    act(session, n * 20 + k)
                except psycopg.Error as error:
                    found.add(error.sqlstate)
        return found

    with ThreadPoolExecutor(people) as pool:
        return set().union(*pool.map(run, range(people)))


def test_of_two_edits_at_once_one_is_saved_and_the_other_is_told(
    database: Database, db: Connection, alice: int
) -> None:
    key = add_stage(db, add_work(db), NOON + HOUR, None)
    with database.connect(autocommit=False) as first, ThreadPoolExecutor(1) as pool:
        first.execute(EDIT, [key, "mine", NOON + HOUR, alice])
        second = pool.submit(db.execute, EDIT, [key, "yours", NOON + HOUR, alice])
        wait_until_blocked(first)
        first.commit()
        with pytest.raises(psycopg.Error) as refusal:
            second.result()
    assert refusal.value.sqlstate == "SC011"
    assert one(db, "select (name, version) = ('mine', 2) from stages") is True
    assert one(db, "select count(*) from audit_events") == 1


def test_an_edit_that_waited_while_the_stage_began_moves_its_start_no_more(
    database: Database, db: Connection, alice: int, clock: MovableClock
) -> None:
    key = add_stage(db, add_work(db), NOON + HOUR, None)
    with database.connect(autocommit=False) as other, ThreadPoolExecutor(1) as pool:
        other.execute("select from stages where id = %s for update", [key])
        act = pool.submit(db.execute, EDIT, [key, "late", NOON + 2 * HOUR, alice])
        wait_until_blocked(other)
        clock.set(NOON + HOUR)
        other.rollback()
        with pytest.raises(psycopg.Error) as refusal:
            act.result()
    assert refusal.value.sqlstate == "SC003"
    database.tick()
    assert history_of(db, key) == [("active", NOON + HOUR, NOON + HOUR)]


def test_edits_and_ticks_at_once_open_each_stage_once(database: Database, db: Connection, alice: int) -> None:
    work = add_work(db)
    keys = [add_stage(db, work, NOON, None, name=f"S{n}") for n in range(40)]

    def act(session: Connection, n: int) -> None:
        if n % 10 == 0:
            database.tick()
        session.execute(EDIT, [keys[n % 40], "edited", NOON, alice])

    assert together(database, 4, act) <= {"SC011"}
    database.tick()
    assert one(db, "select count(*) from stages where status = 'active' and name = 'edited'") == 40
    assert one(db, "select count(*) from stage_transitions") == 40
    assert one(db, "select count(*) from audit_events where action = 'stage_edited'") == 40


def test_stages_that_are_placed_added_and_removed_at_once_keep_one_place_each(
    database: Database, db: Connection, alice: int
) -> None:
    work = add_work(db)
    keys = [add_stage(db, work, NOON + HOUR, NOON + 9 * HOUR, kind="division") for _ in range(8)]
    acts = (
        "select stageclock.place_stage({key}, {n} % 9, {alice})",
        "select stageclock.place_stage({key}, 0, {alice})",
        'select stageclock.add_stages({work}, \'[{{"name": "New", "kind": "custom"}}]\', {alice}, {n} % 5)',
        "select stageclock.reschedule_stage({key}, null, '2030-03-05', {alice})",
        "select stageclock.remove_stage((select max(id) from stages), {alice})",
        "select stageclock.pause_assignment({work}, {alice})",
        "select stageclock.resume_assignment({work}, {alice})",
    )

    def act(session: Connection, n: int) -> None:
        call = acts[n % len(acts)].format(key=keys[n % 8], n=n, alice=alice, work=work)
        session.execute(call.encode())

    assert together(database, 6, act) <= {"SC006", "SC008"}
    places = [row[0] for row in db.execute("select position from stages order by position")]
    assert len(places) >= 1
    assert places == list(range(len(places)))


def test_dates_that_change_under_those_who_wait_for_the_stages_stop_nobody(
    database: Database, db: Connection, alice: int
) -> None:
    work = add_work(db)
    keys = [add_stage(db, work, NOON + HOUR, NOON + 9 * HOUR, kind="division") for _ in range(8)]

    def act(session: Connection, n: int) -> None:
        if n % 3 == 0:
            session.execute("select stageclock.place_stage(%s, %s, %s)", [keys[n % 8], n % 8, alice])
        else:
            later = NOON + (9 + n % 7) * HOUR
            session.execute("select stageclock.reschedule_stage(%s, null, %s, %s)", [keys[n % 8], later, alice])

    assert together(database, 6, act) == set()
