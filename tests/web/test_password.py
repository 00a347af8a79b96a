"""Changing one's own password, and the notice to who has one that somebody else set."""

from typing import Any

import psycopg

from tests.cast import PASSWORD
from tests.plans import one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

NEW = "four quiet words here"
NOTICE = "Your password was set by somebody else."


def change(browser: Browser, current: str, chosen: str, repeated: str | None = None) -> Any:
    fields = {"current": current, "chosen": chosen, "repeated": chosen if repeated is None else repeated}
    return browser.post("/account/password", fields, seen_on="/account/password")


def test_a_new_password_replaces_the_old_one(visit: Open) -> None:
    bob = visit("bob")
    assert change(bob, PASSWORD, NEW).status_code == 303
    assert "Your password is changed" in bob.read("/")
    assert visit().sign_in("bob").status_code == 401
    assert visit().sign_in("bob", NEW).status_code == 303


def test_it_ends_the_sessions_in_other_browsers(visit: Open) -> None:
    here, there = visit("bob"), visit("bob")
    change(here, PASSWORD, NEW)
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


MISTAKES = (
    ("wrong", NEW, None, "This is not your current password."),
    ("", NEW, None, "Type your current password."),
    (PASSWORD, "short", None, "Use at least 8 characters."),
    (PASSWORD, NEW, "another one", "The two are not the same."),
    (PASSWORD, "Open Sesame", None, "neither the old password nor your username"),
    (PASSWORD, "x" * 2000, None, "too long for a password"),
    (PASSWORD, "", None, "Type a new password."),
)


def test_what_is_wrong_is_said_and_nothing_changes(visit: Open, db: Connection) -> None:
    before = one(db, "select password_hash from users where username = 'bob'")
    bob = visit("bob")
    for current, chosen, repeated, said in MISTAKES:
        answer = change(bob, current, chosen, repeated)
        assert answer.status_code == 422, said
        assert said in words_of(answer)
    assert one(db, "select password_hash from users where username = 'bob'") == before


def test_the_username_is_no_password(visit: Open, db: Connection) -> None:
    db.execute("update users set username = 'bob-the-builder' where username = 'bob'")
    assert change(visit("bob-the-builder"), PASSWORD, "BOB-the-builder").status_code == 422


def test_mistakes_are_tied_to_their_fields(visit: Open) -> None:
    text = change(visit("bob"), PASSWORD, "short").text
    assert 'aria-describedby="chosen-help chosen-error"' in text
    assert 'id="chosen-error"' in text
    assert PASSWORD not in text


def test_the_signed_out_cannot_change_anything(visit: Open) -> None:
    assert visit().get("/account/password").location == "/sign-in?next=/account/password"
    assert visit().post("/account/password", {"current": PASSWORD, "chosen": NEW, "repeated": NEW}).status_code == 302


def test_who_has_a_password_from_somebody_else_is_told_until_it_is_changed(visit: Open, db: Connection) -> None:
    db.execute("update users set must_change_password = true where username = 'bob'")
    bob = visit("bob")
    assert NOTICE in bob.read("/")
    change(bob, PASSWORD, NEW)
    assert NOTICE not in bob.read("/")
    assert NOTICE not in visit("alice").read("/")


def test_the_notice_can_be_put_off_until_the_next_signing_in(visit: Open, db: Connection) -> None:
    db.execute("update users set must_change_password = true where username = 'bob'")
    bob = visit("bob")
    assert bob.post("/account/password-notice/dismissal", seen_on="/").status_code == 303
    assert NOTICE not in bob.read("/")
    assert NOTICE in visit("bob").read("/")
