"""Failed sign-ins lock a username for a while: counted before the password is looked at, forgotten in time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, one

Connection = psycopg.Connection[Any]
HERE, THERE = "192.0.2.1", "2001:db8::7"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def on_monday(clock: MovableClock) -> None:
    clock.set(MONDAY)


@pytest.fixture
def web(database: Database) -> Iterator[Connection]:
    """A connection as the web's role."""
    with database.connect("stageclock_app") as session:
        yield session


def begin(db: Connection, username: str = "bob", address: str | None = HERE) -> timedelta | None:
    """How long is left of the lock; None where the attempt may go ahead."""
    wait: timedelta | None = one(db, "select stageclock.begin_sign_in(%s, %s)", username, address)
    return wait


def guess(db: Connection, times: int = 1, username: str = "bob", address: str | None = HERE) -> list[timedelta | None]:
    """Wrong attempts one after the other; the lock that each one set."""
    locks: list[timedelta | None] = []
    for _ in range(times):
        assert begin(db, username, address) is None
        locks.append(one(db, "select stageclock.fail_sign_in(%s, %s)", username, address))
    return locks


def test_the_fifth_failure_in_a_row_locks_for_a_minute(web: Connection, clock: MovableClock) -> None:
    assert guess(web, 5) == [None] * 4 + [MINUTE]
    clock.set(MONDAY + timedelta(seconds=18))
    assert begin(web) == timedelta(seconds=42)
    clock.set(MONDAY + MINUTE)
    assert begin(web) is None


def test_each_further_failure_doubles_the_lock_up_to_an_hour(web: Connection, clock: MovableClock) -> None:
    guess(web, 4)
    at, locks = MONDAY, []
    for _ in range(10):
        clock.set(at)
        locks += [lock for lock in guess(web) if lock]
        at += locks[-1]
    assert [lock / MINUTE for lock in locks] == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_refused_attempt_does_not_lengthen_the_lock(web: Connection, clock: MovableClock) -> None:
    guess(web, 5)
    assert [begin(web) for _ in range(20)] == [MINUTE] * 20
    clock.set(MONDAY + MINUTE)
    assert begin(web) is None


def test_success_forgets_what_failed_before(web: Connection) -> None:
    guess(web, 4)
    assert begin(web) is None
    web.execute("select stageclock.forget_sign_in_failures('bob', %s)", [HERE])
    assert one(web, "select count(*) from sign_in_failures") == 0
    guess(web, 4)
    assert begin(web) is None


def test_failures_elsewhere_do_not_lock_the_owner_out(web: Connection) -> None:
    guess(web, 5, address=THERE)
    assert begin(web, address=THERE) == MINUTE
    assert begin(web) is None


def test_nor_do_failures_of_another_username(web: Connection) -> None:
    guess(web, 5, "carol")
    assert begin(web) is None


def test_fifty_failures_from_everywhere_lock_the_username_everywhere(web: Connection, db: Connection) -> None:
    for n in range(12):
        guess(web, 4, address=f"192.0.2.{n}")
    guess(web, 1, address=THERE)
    assert begin(web, address="198.51.100.1") is None
    assert one(web, "select stageclock.fail_sign_in('bob', '198.51.100.1')") == MINUTE
    assert begin(web, address="203.0.113.9") == MINUTE
    assert one(db, "select failures from sign_in_failures where address = ''") == 50


def test_failures_older_than_a_day_are_forgotten(web: Connection, clock: MovableClock) -> None:
    guess(web, 4)
    clock.set(MONDAY + DAY + MINUTE)
    assert guess(web, 4) == [None] * 4


def test_guesses_at_once_are_bounded_before_any_password_is_looked_at(database: Database, db: Connection) -> None:
    def attempt(_: int) -> timedelta | None:
        with database.connect("stageclock_app") as session:
            return begin(session)

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(attempt, range(24)))
    assert waits.count(None) == 5
    assert one(db, "select failures from sign_in_failures where address = %s", HERE) == 5


def test_attempts_whose_answer_comes_late_lock_once(database: Database, db: Connection) -> None:
    db.execute("insert into users (username, name, password_hash) values ('bob', 'Bob', 'x')")
    for _ in range(5):
        assert begin(db) is None

    def fail(_: int) -> timedelta | None:
        with database.connect("stageclock_app") as session:
            lock: timedelta | None = one(session, "select stageclock.fail_sign_in('bob', %s)", HERE)
            return lock

    with ThreadPoolExecutor(5) as pool:
        locks = list(pool.map(fail, range(5)))
    assert (locks.count(MINUTE), locks.count(None)) == (1, 4)
    assert one(db, "select count(*) from audit_events where action = 'sign_in_locked'") == 1


def test_a_process_that_dies_before_it_answers_leaves_a_lock_that_ends(web: Connection, clock: MovableClock) -> None:
    for _ in range(5):
        assert begin(web) is None
    assert begin(web) == MINUTE
    clock.set(MONDAY + MINUTE)
    assert begin(web) is None


def test_whose_username_it_is_has_each_lock_in_their_audit(
    web: Connection, db: Connection, clock: MovableClock
) -> None:
    bob = one(db, "insert into users (username, name, password_hash) values ('Bob', 'Bob', 'x') returning id")
    guess(web, 5, "BOB")
    clock.set(MONDAY + HOUR)
    guess(web, 1, "bob")
    rows = db.execute(
        "select actor_id, action, subject_type, subject_id, details ->> 'address', details -> 'failures', created_at"
        " from audit_events order by id"
    ).fetchall()
    assert rows == [
        (None, "sign_in_locked", "user", bob, HERE, 5, MONDAY),
        (None, "sign_in_locked", "user", bob, HERE, 6, MONDAY + HOUR),
    ]


def test_a_username_that_nobody_has_is_locked_just_the_same(web: Connection, db: Connection) -> None:
    assert guess(web, 5, "nobody") == [None] * 4 + [MINUTE]
    assert begin(web, "nobody") == MINUTE
    assert one(db, "select count(*) from audit_events") == 0


@pytest.mark.parametrize("username", ["BOB", " bob ", "bOb"])
def test_the_case_of_a_username_does_not_matter(web: Connection, username: str) -> None:
    guess(web, 5)
    assert begin(web, username) == MINUTE


@pytest.mark.parametrize("username", ["", "x" * 5000, "学号" * 500, "İ" * 300, "' or 1=1 --", "\u202ebob", "%"])
def test_strange_usernames_break_nothing(web: Connection, username: str) -> None:
    guess(web, 5, username)
    assert begin(web, username) == MINUTE


@pytest.mark.parametrize("address", ["", "  ", None, "a" * 5000])
def test_an_address_that_is_missing_or_strange_is_one_address(web: Connection, address: str | None) -> None:
    guess(web, 5, address=address)
    assert begin(web, address=address) == MINUTE
    assert begin(web) is None


def test_a_count_that_grew_for_weeks_still_locks_for_an_hour(web: Connection, db: Connection) -> None:
    guess(web)
    db.execute("update sign_in_failures set failures = 2147483000, locked_until = last_at")
    assert guess(web) == [HOUR]
    assert begin(web, address=THERE) == HOUR


def test_a_new_password_forgets_every_address(web: Connection, db: Connection) -> None:
    guess(web, 5)
    guess(web, 5, address=THERE)
    guess(web, 1, "carol")
    web.execute("select stageclock.forget_sign_in_failures('bob')")
    assert one(db, "select string_agg(distinct username, ',') from sign_in_failures") == "carol"


def test_the_web_role_cannot_write_the_counts_itself(web: Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("delete from sign_in_failures")
