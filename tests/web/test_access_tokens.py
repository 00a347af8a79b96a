"""The page of one's own access tokens: made and shown once, listed, revoked."""

import hashlib
import re
from typing import Any

import psycopg

from tests.cast import Cast
from tests.plans import one
from tests.web.browser import words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]
PAGE = "/account/tokens"
TOKEN = re.compile(r"sc_[\w-]{43}")
FORM = {"name": "Grades into our list", "scope": "read", "days": "30"}


def test_a_token_is_shown_once_and_only_its_digest_is_kept(visit: Open, db: Connection) -> None:
    bob = visit("bob")
    answer = bob.post(PAGE, FORM)
    assert answer.status_code == 201
    token = TOKEN.findall(answer.text)[0]
    kept = one(db, "select token_hash from access_tokens")
    assert kept == hashlib.sha256(token.encode()).hexdigest()
    page = bob.read(PAGE)
    assert "Grades into our list" in page and "Only read" in page and "never" in page
    assert not TOKEN.search(bob.get(PAGE).text) and kept not in bob.get(PAGE).text


def test_a_token_is_revoked(visit: Open, db: Connection) -> None:
    bob = visit("bob")
    bob.post(PAGE, FORM)
    address = f"{PAGE}/{one(db, 'select id from access_tokens')}/revocation"
    assert bob.post(address).status_code == 303
    assert "Revoked" in bob.read(PAGE)
    again = bob.post(address)
    assert again.status_code == 409 and "This token is revoked already." in words_of(again)


def test_a_stranger_neither_sees_nor_revokes_it(visit: Open, db: Connection) -> None:
    visit("bob").post(PAGE, FORM)
    charlie = visit("charlie")
    assert "Grades into our list" not in charlie.read(PAGE)
    answer = charlie.post(f"{PAGE}/{one(db, 'select id from access_tokens')}/revocation")
    assert answer.status_code == 404 and "There is no such token." in words_of(answer)
    assert one(db, "select revoked_at from access_tokens") is None


def test_a_token_without_a_name_is_refused_beside_the_field(visit: Open, db: Connection) -> None:
    answer = visit("bob").post(PAGE, {**FORM, "name": " "})
    assert answer.status_code == 422 and "Say what the token is for." in words_of(answer)
    assert one(db, "select count(*) from access_tokens") == 0


def test_the_page_is_in_chinese_too(visit: Open, cast: Cast) -> None:
    assert "访问令牌" in visit("bob", "zh").read(PAGE)
