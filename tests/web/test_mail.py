"""What a person is mailed, chosen by themselves; and on the clock's page what was given up, tried again by admins."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.plans import one
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]
CHOICE = "select unmailed::text[] from users where username = %s"


@pytest.fixture
def dead(cast: Cast, db: Connection) -> int:
    """A message to Bob that the server did not take; the key of its notice."""
    db.execute("update users set email = username || '@school.example' where username = 'bob'")
    db.execute("select stageclock.switch_mail(true, 'dora')")
    db.execute("select stageclock.broadcast(%s, 'Bring laptops.', %s)", [cast.bookshop, cast.people["alice"]])
    notice = one(db, "select notification_id from stageclock.claim_mail()")
    db.execute("select stageclock.settle_mail(%s, 1, '550 no <such> user', true)", [notice])
    return int(notice)


def test_everything_is_mailed_until_somebody_chooses(visit: Open, db: Connection, cast: Cast) -> None:
    bob = visit("bob")
    assert bob.get("/account/mail").text.count("checked") == 6
    answer = bob.post("/account/mail", {"wanted": ["teams", "messages", "nonsense"]}, seen_on="/account/mail")
    assert answer.location == "/account/mail"
    assert one(db, CHOICE, "bob") == ["stages", "reminders", "roles", "hand_ins"]
    page = bob.get("/account/mail").text
    assert page.count("checked") == 2 and "Your choice is kept" in page
    bob.post("/account/mail", {}, seen_on="/account/mail")
    assert len(one(db, CHOICE, "bob")) == 6
    bob.post("/account/mail", {"wanted": one(db, CHOICE, "bob")}, seen_on="/account/mail")
    assert one(db, CHOICE, "bob") == []
    assert "bob" not in [row[0] for row in db.execute("select username from users where unmailed <> '{}'")]


def test_nobody_sees_or_changes_anothers_choice(visit: Open, db: Connection, cast: Cast) -> None:
    db.execute("update users set unmailed = '{teams}' where username = 'bob'")
    charlie = visit("charlie")
    assert charlie.get("/account/mail").text.count("checked") == 6
    other = {"wanted": ["stages"], "person_id": str(cast.people["bob"]), "id": str(cast.people["bob"])}
    charlie.post(f"/account/mail?person={cast.people['bob']}", other, seen_on="/account/mail")
    assert one(db, CHOICE, "bob") == ["teams"]
    assert visit().get("/account/mail").location == "/sign-in?next=/account/mail"


def test_the_page_says_where_mail_goes_and_whether_any_is_sent(visit: Open, db: Connection, cast: Cast) -> None:
    page = visit("bob").read("/account/mail")
    assert "Your account has no e-mail address" in page and "sends no mail at present" in page
    db.execute("update users set email = 'bob@school.example' where username = 'bob'")
    db.execute("select stageclock.switch_mail(true, 'dora')")
    page = visit("bob").read("/account/mail")
    assert "mailed to bob@school.example" in page and "at present" not in page
    chinese = visit("bob", language="zh").read("/account/mail")
    assert "阶段的开始和结束" in chinese and "bob@school.example" in chinese


def test_admins_read_what_was_given_up_and_have_it_tried_again(
    visit: Open, db: Connection, cast: Cast, dead: int
) -> None:
    dora = visit("dora")
    page = dora.read("/clock")
    assert "1 was given up." in page and "550 no <such> user" in page and "bob@school.example" in page
    assert "Message from Alice Ahn" in page
    dora.post("/clock/mail/retry", {"notice": str(dead)}, seen_on="/clock")
    page = dora.read("/clock")
    assert "1 message is tried again." in page and "550" not in page and "1 waits, since" in page
    assert "Mail tried again" in dora.read("/audit")
    dora.post("/clock/mail/retry", {"all": "1"}, seen_on="/clock")
    assert "None of this mail was given up: there is nothing to try again." in dora.read("/clock")


def test_what_was_given_up_is_kept_where_nothing_is_mailed(visit: Open, db: Connection, dead: int) -> None:
    dora = visit("dora")
    seen = dora.get("/clock")
    assert "Try again" in seen.text
    db.execute("select stageclock.switch_mail(false, 'dora')")
    page = dora.read("/clock")
    assert "Mail is off." in page and "550 no <such> user" in page and "Try again" not in page
    dora.post("/clock/mail/retry", {"all": "1"}, seen_on="/clock")
    assert "Nothing is mailed from here at present" in dora.read("/clock")
    assert one(db, "select count(*) from mail_outbox where dead_at is not null") == 1


@pytest.mark.parametrize("named", [{}, {"notice": "x"}, {"notice": "99999999999999999999"}, {"notice": "-1"}])
def test_what_names_no_message_tries_nothing_again(
    visit: Open, db: Connection, dead: int, named: dict[str, str]
) -> None:
    assert dead
    assert visit("dora").post("/clock/mail/retry", named, seen_on="/clock").status_code == 303
    assert one(db, "select count(*) from mail_outbox where dead_at is not null") == 1


@pytest.mark.parametrize("username", ["alice", "bob", "charlie", "erin", "frank"])
def test_nobody_else_tries_mail_again(visit: Open, db: Connection, dead: int, username: str) -> None:
    assert dead
    assert visit(username).post("/clock/mail/retry", {"all": "1"}, seen_on="/").status_code == 404
    assert one(db, "select count(*) from mail_outbox where dead_at is not null") == 1


def test_a_clock_without_mail_does_not_speak_of_it(visit: Open) -> None:
    assert 'id="mail"' not in visit("dora").get("/clock").text
