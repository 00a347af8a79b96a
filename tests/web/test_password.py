"""Changing one's own password; who has one that somebody else made does that first."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from app.identity import API
from tests.cast import PASSWORD, Cast
from tests.plans import one
from tests.web.browser import Browser, address_of, words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

NEW = "four quiet words here"
WHY = "Somebody else made the password you have and may have seen it."


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


@pytest.fixture
def newcomer(visit: Open, db: Connection) -> Browser:
    """Bob, whose password somebody else made."""
    db.execute("update users set must_change_password = true where username = 'bob'")
    return visit("bob")


def test_who_has_a_password_from_somebody_else_chooses_their_own_first(newcomer: Browser) -> None:
    assert newcomer.get("/").location == "/account/password"
    page = newcomer.read("/account/password")
    assert "Choose a password of your own" in page and WHY in page
    assert "My course work" not in page and "Back to" not in page
    assert change(newcomer, PASSWORD, NEW).location == "/"
    assert "Bookshop" in newcomer.read("/")
    assert WHY not in newcomer.read("/account/password")


def test_who_chose_their_own_is_not_asked(visit: Open) -> None:
    assert WHY not in visit("bob").read("/account/password")


def test_every_page_leads_to_the_choice_of_a_password(web: Flask, newcomer: Browser) -> None:
    for rule in web.url_map.iter_rules():
        is_free = rule.endpoint.endswith("static") or rule.rule == "/account/password"
        if is_free or getattr(web.view_functions[rule.endpoint], "is_public", False):
            continue
        path = address_of(rule.rule)
        if path.startswith(f"{API}/"):
            continue  # where no session counts: tests/web/test_api_access.py
        is_page = "GET" in (rule.methods or ())
        # A hand-in is streamed: its token goes with the address.
        address = f"{path}?csrf_token={newcomer.token('/account/password')}"
        answer = newcomer.get(path) if is_page else newcomer.post(address, seen_on="/account/password")
        assert answer.status_code == 303, path
        assert answer.location.partition("?")[0] == "/account/password", path


def test_nothing_is_done_before_it_is_chosen(newcomer: Browser, db: Connection, cast: Cast) -> None:
    db.execute("update users set role = 'admin' where username = 'bob'")
    newcomer.post(f"/assignments/{cast.bookshop}/pause", seen_on="/account/password")
    assert one(db, "select paused_at from assignments") is None


def test_the_page_asked_for_comes_after_it(newcomer: Browser, cast: Cast) -> None:
    sent_to = newcomer.get(f"/assignments/{cast.bookshop}").location
    assert sent_to == f"/account/password?next=/assignments/{cast.bookshop}"
    assert f"next=/assignments/{cast.bookshop}" in newcomer.get(sent_to).text
    fields = {"current": PASSWORD, "chosen": NEW, "repeated": NEW}
    assert newcomer.post(sent_to, fields, seen_on=sent_to).location == f"/assignments/{cast.bookshop}"


def test_it_leads_to_no_other_site(newcomer: Browser) -> None:
    path = "/account/password?next=//evil.example/"
    assert newcomer.post(path, {"current": PASSWORD, "chosen": NEW, "repeated": NEW}, seen_on=path).location == "/"


def test_the_password_that_was_given_is_not_the_one_to_choose(newcomer: Browser) -> None:
    assert change(newcomer, PASSWORD, PASSWORD).status_code == 422
    assert newcomer.get("/").location == "/account/password"


def test_one_may_sign_out_and_change_the_language_before(newcomer: Browser) -> None:
    newcomer.post("/language", {"locale": "zh_Hans_CN"}, seen_on="/account/password")
    assert "请自己设置一个密码" in newcomer.read("/account/password")
    assert newcomer.get("/static/stageclock.css").status_code == 200
    assert newcomer.get("/nowhere").status_code == 404
    assert newcomer.post("/sign-out", seen_on="/account/password").location == "/sign-in"
