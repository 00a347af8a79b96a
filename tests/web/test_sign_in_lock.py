"""Too many wrong passwords: the username is locked for a while, and the page says for how long."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from werkzeug.test import TestResponse

from app import passwords
from app.config import Settings
from app.passwords import Verdict
from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import MINUTE, MONDAY, one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open, running

Connection = psycopg.Connection[Any]


@pytest.fixture(autouse=True)
def on_monday(clock: MovableClock) -> None:
    clock.set(MONDAY)


def guess(browser: Browser, username: str = "bob", times: int = 5) -> list[TestResponse]:
    return [browser.sign_in(username, f"guess {n}") for n in range(times)]


def test_after_five_wrong_passwords_the_right_one_is_refused_too(visit: Open, clock: MovableClock) -> None:
    assert [answer.status_code for answer in guess(visit())] == [401] * 5
    clock.set(MONDAY + timedelta(seconds=17))
    browser = visit()
    answer = browser.sign_in("bob")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "43"
    assert "Too many wrong passwords for this username: wait 43 seconds, then try again." in words_of(answer)
    assert 'value="bob"' in answer.text
    assert browser.get("/").location == "/sign-in"


def test_when_the_lock_ends_the_right_password_opens_and_everything_is_forgotten(
    visit: Open, db: Connection, clock: MovableClock
) -> None:
    guess(visit())
    clock.set(MONDAY + MINUTE)
    assert visit().sign_in("bob").status_code == 303
    assert one(db, "select count(*) from sign_in_failures") == 0
    assert [answer.status_code for answer in guess(visit(), times=4)] == [401] * 4
    assert visit().sign_in("bob").status_code == 303


def test_the_wait_is_rounded_up_and_grows_with_every_failure(visit: Open, clock: MovableClock) -> None:
    guess(visit())
    clock.set(MONDAY + MINUTE)
    guess(visit(), times=1)
    clock.set(MONDAY + MINUTE + timedelta(seconds=1))
    assert "wait 2 minutes, then" in words_of(visit().sign_in("bob"))


def test_no_password_is_looked_at_while_it_is_locked(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    guess(visit())

    def fail(*_: str) -> Verdict:
        raise AssertionError("hashed")

    monkeypatch.setattr(passwords, "check", fail)
    monkeypatch.setattr(passwords, "check_nobody", fail)
    assert visit().sign_in("bob").status_code == 429


def test_whether_somebody_exists_is_not_told(visit: Open) -> None:
    there, nowhere = guess(visit(), "bob", 7), guess(visit(), "nobody", 7)
    assert (
        [answer.status_code for answer in there] == [answer.status_code for answer in nowhere] == [401] * 5 + [429] * 2
    )
    for known, unknown in zip(there, nowhere, strict=True):
        assert words_of(known) == words_of(unknown)


def test_the_case_of_the_username_opens_no_way_around(visit: Open) -> None:
    for username in ("bob", "BOB", " Bob ", "bOB", "boB"):
        guess(visit(), username, 1)
    assert visit().sign_in("bob").status_code == 429


def test_a_classmate_who_guesses_locks_nobody_out_elsewhere(settings: Settings, cast: Cast) -> None:
    for web in running(settings.model_copy(update={"trusted_proxies": 1})):
        for address, password, status in (("192.0.2.1", "wrong", 429), ("192.0.2.2", "open sesame", 303)):
            browser = Browser(web.test_client())
            browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = address
            answers = [browser.sign_in("bob", password) for _ in range(6 if status == 429 else 1)]
            assert answers[-1].status_code == status, address


def test_who_is_signed_in_stays_signed_in(visit: Open) -> None:
    bob = visit("bob")
    guess(visit())
    assert bob.get("/").status_code == 200


def test_the_lock_is_logged_and_in_the_persons_audit(
    visit: Open, cast: Cast, db: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    guess(visit(), times=7)
    guess(visit(), "x\n\x00forged line", 7)
    logged = [record.getMessage() for record in caplog.records if "locked" in record.getMessage()]
    assert logged == [
        "Signing in as 'bob' from 127.0.0.1 is locked for 0:01:00",
        "Signing in as 'somebody unknown' from 127.0.0.1 is locked for 0:01:00",
    ]
    events = db.execute("select action, subject_type, subject_id, actor_id from audit_events").fetchall()
    assert events == [("sign_in_locked", "user", cast.people["bob"], None)]


@pytest.mark.parametrize("username", ["bob\0", "x" * 200, "学" * 200, "\u202ebob", "' or 1=1 --"])
def test_strange_usernames_are_counted_too(visit: Open, username: str) -> None:
    assert [answer.status_code for answer in guess(visit(), username, 6)] == [401] * 5 + [429]


def test_who_is_switched_off_is_no_guesser(visit: Open, db: Connection) -> None:
    db.execute("update users set is_active = false where username = 'bob'")
    for _ in range(7):
        assert "switched off" in words_of(visit().sign_in("bob"))


def test_the_wait_is_said_in_the_readers_language(visit: Open) -> None:
    guess(visit())
    assert "该用户名的密码错误次数过多：请等待1分钟后再试。" in words_of(visit(language="zh-CN").sign_in("bob"))
