"""Signing in and out."""

import time
from typing import Any

import psycopg
import pytest
from werkzeug.security import generate_password_hash

import app.signing_in
from app import passwords
from app.passwords import Verdict
from app.safe_next import safe_next
from tests.cast import PASSWORD, Cast, add_person
from tests.plans import one
from tests.web.browser import words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]


def stored_hash(db: Connection, username: str) -> str:
    return str(one(db, "select password_hash from users where username = %s", username))


def test_bob_signs_in_and_arrives_at_his_course_work(visit: Open) -> None:
    bob = visit()
    answer = bob.sign_in("bob")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Bookshop" in bob.read("/")


def test_the_case_of_a_username_does_not_matter(visit: Open) -> None:
    for typed in ("BOB", "bOb", "  bob "):
        assert visit().sign_in(typed).status_code == 303, typed


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(visit: Open) -> None:
    wrong, unknown = visit().sign_in("bob", "wrong"), visit().sign_in("nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert words_of(wrong) == words_of(unknown)
    assert "Username or password is wrong" in words_of(wrong)


def test_every_refusal_takes_the_same_time(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(app.signing_in, "REFUSAL_TAKES", 100.0)
    monkeypatch.setattr(time, "sleep", waits.append)
    visit().sign_in("bob", "wrong")
    visit().sign_in("nobody", "wrong")
    visit().sign_in("bob")
    assert len(waits) == 2
    assert all(99 < wait <= 100 for wait in waits)


def test_an_unknown_person_costs_a_hash_as_well(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def check_nobody(password: str) -> Verdict:
        checked.append(password)
        return Verdict(fits=False)

    monkeypatch.setattr(passwords, "check_nobody", check_nobody)
    visit().sign_in("nobody", "guess")
    assert checked == ["guess"]


def test_somebody_switched_off_is_told_so_only_with_the_right_password(visit: Open, db: Connection) -> None:
    browser = visit()
    db.execute("update users set is_active = false where username = 'bob'")
    assert "switched off" in words_of(browser.sign_in("bob"))
    assert "switched off" not in words_of(browser.sign_in("bob", "wrong"))
    assert browser.get("/").location == "/sign-in"


def test_who_is_switched_off_is_signed_out_at_once(visit: Open, db: Connection) -> None:
    bob = visit("bob")
    db.execute("update users set is_active = false where username = 'bob'")
    assert bob.get("/").location == "/sign-in"


@pytest.mark.parametrize("method", ["pbkdf2:sha256:1000", "scrypt:1024:8:1"])
def test_an_imported_hash_lets_its_owner_in_and_becomes_argon2(visit: Open, db: Connection, method: str) -> None:
    add_person(db, "greta", "Greta", stored=generate_password_hash(PASSWORD, method))
    assert visit().sign_in("greta", "wrong").status_code == 401
    assert not stored_hash(db, "greta").startswith("$argon2")
    assert visit().sign_in("greta").status_code == 303
    assert stored_hash(db, "greta").startswith("$argon2id$")
    assert visit().sign_in("greta").status_code == 303


def test_an_argon2_hash_stays_as_it_is(visit: Open, db: Connection) -> None:
    before = stored_hash(db, "bob")
    visit("bob")
    assert stored_hash(db, "bob") == before


DAMAGED = (
    "", "none", "$", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAA", "pbkdf2:sha256:x$salt$00", "scrypt:0:0:0$s$00",
    "md5$salt$00", "pbkdf2:nothing:1$salt$00", "scrypt:1073741824:8:1$s$00", "plain$$open sesame", "$2b$12$abc",
)  # fmt: skip


def test_a_damaged_hash_fits_no_password_and_breaks_nothing(visit: Open, db: Connection) -> None:
    for n, damaged in enumerate(DAMAGED):
        add_person(db, f"hugo-{n}", "Hugo")
        db.execute("update users set password_hash = %s where username = %s", [damaged, f"hugo-{n}"])
        assert visit().sign_in(f"hugo-{n}").status_code == 401, damaged


def test_strange_usernames_are_refused_in_words(visit: Open) -> None:
    for username in ("", "   ", "bob\0", "x" * 500, "' or 1=1 --", "\u202ebob"):
        assert visit().sign_in(username).status_code in {401, 422}, username


def test_an_overlong_password_is_refused_unhashed(visit: Open) -> None:
    assert "too long for a password" in words_of(visit().sign_in("bob", "x" * 2000))


def test_the_page_asked_for_comes_after_signing_in(visit: Open, cast: Cast) -> None:
    bob = visit()
    sent_to = bob.get(f"/assignments/{cast.bookshop}?a=1&b=2").location
    assert sent_to == f"/sign-in?next=/assignments/{cast.bookshop}?a%3D1%26b%3D2"
    assert bob.sign_in("bob", path=sent_to).location == f"/assignments/{cast.bookshop}?a=1&b=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", " //evil",
     "/\n/evil.example", "javascript:alert(1)", "http:evil.example", "///evil.example", "evil.example", "", None,
     "/%09/\\evil", "/ok\\..\\evil", "/ok\r\nSet-Cookie: a=b"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site_after_signing_in(elsewhere: str | None) -> None:
    assert safe_next(elsewhere, otherwise="/") == "/"


def test_the_address_given_by_a_stranger_is_ignored(visit: Open) -> None:
    assert visit().sign_in("bob", path="/sign-in?next=//evil.example/").location == "/"


def test_a_session_from_before_is_not_carried_into_the_new_one(visit: Open) -> None:
    browser = visit()
    browser.get("/sign-in")
    with browser.client.session_transaction() as session:
        session["planted"] = "by Charlie"
        token = session["csrf_token"]
    browser.sign_in("bob")
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != token


def test_signing_out_ends_the_session(visit: Open) -> None:
    bob = visit("bob")
    answer = bob.post("/sign-out", seen_on="/")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert bob.get("/").status_code == 302
    assert "You are signed out" in bob.read("/sign-in")


def test_who_is_signed_in_need_not_sign_in_again(visit: Open) -> None:
    assert visit("bob").get("/sign-in").location == "/"


def test_a_forged_session_is_nobody(visit: Open, cast: Cast) -> None:
    browser = visit()
    for mark in (str(cast.people["dora"]), f"{cast.people['dora']}.0123", "x.y", "", "-1.a", "²."):
        with browser.client.session_transaction() as session:
            session["_user_id"] = mark
        assert browser.get("/").status_code == 302, mark
