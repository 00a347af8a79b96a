"""Access tokens of people and idempotency keys of their programs, as the database keeps them."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, one

Connection = psycopg.Connection[Any]
DAY = 24 * HOUR


def add_person(db: Connection, username: str) -> int:
    insert = "insert into users (username, name, password_hash) values (%s, 'A', 'none') returning id"
    return int(one(db, insert, username))


def make(db: Connection, person: int, kept: str = "digest", scope: str = "read", days: int = 7) -> int:
    call = "select stageclock.create_access_token(%s, ' a script ', %s, %s, %s)"
    return int(one(db, call, person, kept, scope, days))


def use(db: Connection, kept: str = "digest") -> Any:
    return one(db, "select stageclock.use_access_token(%s)", kept)


def claim(db: Connection, person: int, key: str = "k", digest: str = "d") -> Any:
    return one(db, "select stageclock.claim_idempotency_key(%s, %s, %s)", person, key, digest)


@pytest.fixture
def alice(db: Connection, clock: MovableClock) -> int:
    clock.set(MONDAY)
    return add_person(db, "alice")


def test_a_token_lets_in_until_it_expires(db: Connection, clock: MovableClock, alice: int) -> None:
    make(db, alice, scope="write", days=7)
    assert use(db) == {"user_id": alice, "scope": "write"}
    clock.set(MONDAY + 7 * DAY - timedelta(seconds=1))
    assert use(db)
    clock.set(MONDAY + 7 * DAY)
    assert use(db) is None
    assert use(db, "a stranger's") is None


def test_a_revoked_token_lets_nobody_in(db: Connection, alice: int) -> None:
    token = make(db, alice)
    db.execute("select stageclock.revoke_access_token(%s, %s)", [alice, token])
    assert use(db) is None
    with pytest.raises(psycopg.DatabaseError, match="revoked already"):
        db.execute("select stageclock.revoke_access_token(%s, %s)", [alice, token])


def test_a_stranger_revokes_nothing(db: Connection, alice: int) -> None:
    token = make(db, alice)
    with pytest.raises(psycopg.DatabaseError, match="no such token"):
        db.execute("select stageclock.revoke_access_token(%s, %s)", [add_person(db, "mallory"), token])
    assert use(db)


def test_the_last_use_is_noted_to_the_minute(db: Connection, clock: MovableClock, alice: int) -> None:
    make(db, alice)
    for seconds, noted in ((0, 0), (30, 0), (61, 61)):
        clock.set(MONDAY + timedelta(seconds=seconds))
        use(db)
        assert one(db, "select last_used_at from access_tokens") == MONDAY + timedelta(seconds=noted)


@pytest.mark.parametrize(
    "wrong", [("", "read", 7), ("x" * 101, "read", 7), ("x", "all", 7), ("x", "read", 0), ("x", "read", 367)]
)
def test_what_no_token_can_be_is_refused(db: Connection, alice: int, wrong: tuple[str, str, int]) -> None:
    name, scope, days = wrong
    with pytest.raises(psycopg.DatabaseError) as refused:
        db.execute("select stageclock.create_access_token(%s, %s, 'd', %s, %s)", [alice, name, scope, days])
    assert refused.value.sqlstate == "SC013"


def test_nobody_holds_more_than_fifty_at_a_time(db: Connection, alice: int) -> None:
    for number in range(50):
        make(db, alice, f"digest {number}")
    with pytest.raises(psycopg.DatabaseError, match="50 tokens"):
        make(db, alice)
    make(db, add_person(db, "bob"))


def test_making_and_revoking_stand_in_the_audit_without_the_token(db: Connection, alice: int) -> None:
    db.execute("select stageclock.revoke_access_token(%s, %s)", [alice, make(db, alice)])
    events = db.execute("select action, subject_id, details::text from audit_events order by id").fetchall()
    assert [(action, subject) for action, subject, _ in events] == [("token_created", alice), ("token_revoked", alice)]
    assert not any("digest" in details for _, _, details in events)


def test_a_key_is_claimed_once_and_answers_the_same_request_again(db: Connection, alice: int) -> None:
    assert claim(db, alice) is None
    assert claim(db, alice) == {"request_digest": "d", "status": None, "body": None}
    db.execute("select stageclock.keep_idempotent_answer(%s, 'k', 201, '{\"id\": 7}')", [alice])
    known = {"request_digest": "d", "status": 201, "body": {"id": 7}}
    assert claim(db, alice) == claim(db, alice, digest="another request") == known
    assert claim(db, add_person(db, "bob")) is None, "each person has their own keys"


def test_a_released_key_may_be_tried_again_and_an_answered_one_stays(db: Connection, alice: int) -> None:
    claim(db, alice)
    db.execute("select stageclock.release_idempotency_key(%s, 'k')", [alice])
    assert claim(db, alice) is None
    db.execute("select stageclock.keep_idempotent_answer(%s, 'k', 200, 'null')", [alice])
    db.execute("select stageclock.release_idempotency_key(%s, 'k')", [alice])
    assert claim(db, alice)["status"] == 200


def test_the_key_of_an_upload_that_was_cut_off_is_free_after_half_an_hour(
    db: Connection, clock: MovableClock, alice: int
) -> None:
    claim(db, alice, digest="unread:d")
    clock.set(MONDAY + 30 * MINUTE)
    assert claim(db, alice, digest="unread:d")["status"] is None, "it may still arrive"
    clock.set(MONDAY + 30 * MINUTE + timedelta(seconds=1))
    assert claim(db, alice, digest="unread:d") is None
    assert claim(db, alice, digest="unread:d")["status"] is None, "only one claims it again"


def test_a_key_is_not_free_where_something_may_have_been_done(db: Connection, clock: MovableClock, alice: int) -> None:
    claim(db, alice, "plain")
    claim(db, alice, "fault", digest="unread:d")
    db.execute("select stageclock.keep_idempotent_answer(%s, 'fault', 500, 'null')", [alice])
    clock.set(MONDAY + DAY)
    assert claim(db, alice, "plain")["status"] is None
    assert claim(db, alice, "fault", digest="unread:d")["status"] == 500


def test_a_key_is_forgotten_after_a_day(db: Connection, database: Database, clock: MovableClock, alice: int) -> None:
    for minutes in range(5):
        clock.set(MONDAY + minutes * MINUTE)
        claim(db, alice, f"k{minutes}")
    clock.set(MONDAY + DAY + 2 * MINUTE)
    assert claim(db, alice, "k0", "another request") is None
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.purge(p_batch => 1)")
    kept = db.execute("select key from idempotency_keys order by key").fetchall()
    assert kept == [("k0",), ("k2",), ("k3",), ("k4",)]


def test_the_digest_of_an_upload_is_kept_with_its_answer(db: Connection, alice: int) -> None:
    claim(db, alice)
    db.execute("select stageclock.keep_idempotent_answer(%s, 'k', 201, '{}', 'all of it')", [alice])
    assert claim(db, alice)["request_digest"] == "all of it"
