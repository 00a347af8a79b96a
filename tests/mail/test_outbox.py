"""What is queued to be mailed, with which notices, and what no longer is."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from app import notice_words
from app.installer import home
from app.models.types import MailTopic
from tests.cast import Cast
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one

Connection = psycopg.Connection[Any]
QUEUED = (
    "select u.username from mail_outbox o join notifications n on n.id = o.notification_id"
    " join users u on u.id = n.recipient_id order by 1"
)


def queued(db: Connection) -> list[str]:
    return [row[0] for row in db.execute(QUEUED.encode())]


def tell_everybody(db: Connection, cast: Cast) -> None:
    db.execute("select stageclock.broadcast(%s, 'Bring laptops.', %s)", [cast.bookshop, cast.people["alice"]])


def test_what_the_clock_and_people_tell_is_queued_in_the_same_transaction(
    database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY, None)
    database.tick()
    assert queued(db) == ["alice", "bob", "erin"]
    with database.connect("stageclock_app", autocommit=False) as web:
        tell_everybody(web, cast)
        web.rollback()
    assert len(queued(db)) == 3
    tell_everybody(db, cast)
    assert len(queued(db)) == 6


def test_nothing_is_queued_while_mail_is_off(db: Connection, cast: Cast) -> None:
    tell_everybody(db, cast)
    assert one(db, "select stageclock.switch_mail(false, 'dora')") == 3
    assert one(db, "select stageclock.switch_mail(false, 'dora')") is None
    tell_everybody(db, cast)
    assert queued(db) == []
    assert one(db, "select count(*) from notifications") == 6


def test_who_has_no_address_is_switched_off_or_wants_none_is_not_mailed(db: Connection, cast: Cast) -> None:
    db.execute("update users set email = null where username = 'alice'")
    db.execute("update users set email = ' ' where username = 'erin'")
    db.execute("update users set unmailed = '{messages}' where username = 'bob'")
    tell_everybody(db, cast)
    assert queued(db) == []
    db.execute("update users set unmailed = '{stages,teams}', is_active = true where username = 'bob'")
    tell_everybody(db, cast)
    assert queued(db) == ["bob"]


@pytest.mark.parametrize("change", ["is_active = false", "email = null", "unmailed = '{messages}'"])
def test_who_no_longer_wants_it_when_it_is_sent_does_not_get_it(db: Connection, cast: Cast, change: str) -> None:
    tell_everybody(db, cast)
    db.execute(f"update users set {change} where username <> 'bob'".encode())
    assert one(db, "select email from stageclock.claim_mail()") == "bob@school.example"
    assert one(db, "select email from stageclock.claim_mail()") is None
    assert queued(db) == ["bob"]


def test_a_notice_that_its_reader_deletes_takes_its_mail_along(db: Connection, cast: Cast) -> None:
    tell_everybody(db, cast)
    db.execute("select stageclock.mark_notifications(%s, true)", [cast.people["bob"]])
    db.execute("select stageclock.delete_notifications(%s)", [cast.people["bob"]])
    assert queued(db) == ["alice", "erin"]


def test_every_kind_of_notice_belongs_to_a_topic_but_what_was_imported(db: Connection) -> None:
    topics = {kind: one(db, "select stageclock.mail_topic(%s)", kind) for kind in notice_words.SENTENCES}
    assert [kind for kind, topic in topics.items() if topic is None] == ["imported"]
    assert set(topics.values()) - {None} == set(MailTopic)


def test_a_failure_is_tried_again_after_longer_and_longer_until_it_is_given_up(
    db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    db.execute("update users set email = null where username <> 'bob'")
    tell_everybody(db, cast)
    at, waits = MONDAY, []
    settle = "select stageclock.settle_mail(%s, %s, '451 later')"
    while found := db.execute("select notification_id, attempts from stageclock.claim_mail()").fetchone():
        outcome = one(db, settle, *found)
        if outcome == "dead":
            break
        assert outcome == "waiting"
        due = one(db, "select next_try_at from mail_outbox")
        waits.append((due - at) // timedelta(minutes=1))
        at = due
        clock.set(at)
    assert waits == [1, 2, 4, 8, 16, 32, *([60] * 23)]
    assert one(db, "select error from mail_outbox where dead_at = %s", at) == "451 later"


def test_an_attempt_whose_sender_died_is_remembered_and_free_after_its_lease(
    db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    db.execute("update users set email = null where username <> 'bob'")
    tell_everybody(db, cast)
    first = db.execute("select notification_id, attempts from stageclock.claim_mail()").fetchone()
    assert first is not None and first[1] == 1
    clock.set(MONDAY + timedelta(minutes=4))
    assert db.execute("select from stageclock.claim_mail()").fetchone() is None
    clock.set(MONDAY + timedelta(minutes=5))
    assert one(db, "select attempts from stageclock.claim_mail()") == 2
    assert one(db, "select stageclock.settle_mail(%s, %s)", *first) is None
    assert one(db, "select stageclock.settle_mail(%s, 2)", first[0]) == "sent"


def test_what_kills_every_sender_is_given_up(db: Connection, cast: Cast, clock: MovableClock) -> None:
    clock.set(MONDAY)
    tell_everybody(db, cast)
    db.execute("update mail_outbox set attempts = 30")
    assert db.execute("select from stageclock.claim_mail()").fetchone() is None
    assert (
        one(db, "select count(*) from mail_outbox where dead_at = %s and error like 'The sender ended%%'", MONDAY) == 3
    )


def test_two_claims_at_once_take_two_messages(database: Database, db: Connection, cast: Cast) -> None:
    tell_everybody(db, cast)
    with database.connect("stageclock_app", autocommit=False) as one_sender, database.connect() as other:
        other.execute("set lock_timeout = '5 s'")  # it waits for nobody
        first = one(one_sender, "select notification_id from stageclock.claim_mail()")
        second = one(other, "select notification_id from stageclock.claim_mail()")
    assert first != second and None not in (first, second)


def test_what_was_sent_or_given_up_a_month_ago_is_purged(database: Database, db: Connection, cast: Cast) -> None:
    for _ in range(2):
        tell_everybody(db, cast)
    old, young = "clock_timestamp() - interval '31 days'", "clock_timestamp() - interval '29 days'"
    ids = [row[0] for row in db.execute("select notification_id from mail_outbox order by 1")]
    for key, change in zip(ids, (f"sent_at = {old}", f"dead_at = {old}", f"sent_at = {young}"), strict=False):
        db.execute(f"update mail_outbox set {change} where notification_id = %s".encode(), [key])
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.purge(p_batch => 1)")
    assert [row[0] for row in db.execute("select notification_id from mail_outbox order by 1")] == ids[2:]


def test_in_a_copy_nothing_is_claimed_and_arming_it_leaves_mail_off(
    database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY + HOUR)
    tell_everybody(db, cast)
    home.arm(db)
    assert one(db, "select is_mailing from clock_control")  # it was home already
    db.execute("update clock_control set home_system = home_system + 1")
    assert one(db, "select stageclock.mail_refusal()") == "foreign_copy"
    assert db.execute("select from stageclock.claim_mail()").fetchone() is None
    home.arm(db)
    assert one(db, "select stageclock.mail_refusal()") == "off"
    assert db.execute("select from stageclock.claim_mail()").fetchone() is None
    assert one(db, "select stageclock.switch_mail(true, 'dora')") == 3  # the original may have sent them


def test_the_web_may_send_and_choose_but_neither_switch_nor_write_the_outbox(database: Database, cast: Cast) -> None:
    for statement in (
        "select stageclock.switch_mail(false, 'x')",
        "delete from mail_outbox",
        "update mail_outbox set sent_at = now()",
        "update clock_control set is_mailing = false",
    ):
        with database.connect("stageclock_app") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement.encode())
