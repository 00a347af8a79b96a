"""What people read when something goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app.config import Settings
from app.db import db as engine_of
from tests.clusters import Database
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open, running

Connection = psycopg.Connection[Any]


@pytest.fixture
def web(settings: Settings) -> Iterator[Flask]:
    """An application of one's own, to add pages to."""
    yield from running(settings)


@pytest.fixture
def broken(web: Flask) -> Flask:
    """The application with a page that fails in a way nobody foresaw."""
    web.config["PROPAGATE_EXCEPTIONS"] = False

    def fail() -> str:
        raise RuntimeError("a secret detail")

    web.add_url_rule("/broken", view_func=fail)
    return web


def test_what_is_not_there_is_said_in_the_readers_language(visit: Open) -> None:
    assert "404 There is nothing here" in words_of(visit("bob").get("/nowhere"))
    answer = visit("bob", language="zh-CN").get("/nowhere")
    assert answer.status_code == 404
    assert "404 这里没有内容" in words_of(answer)


def test_a_page_that_fails_shows_no_traceback(broken: Flask, visit: Open, caplog: pytest.LogCaptureFixture) -> None:
    answer = visit("bob").get("/broken")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in words_of(answer)
    assert "secret detail" not in answer.text and "Traceback" not in answer.text
    assert "a secret detail" in caplog.text


def test_a_form_without_its_token_is_refused_in_words(visit: Open) -> None:
    answer = visit("bob").client.post("/sign-out")
    assert answer.status_code == 400
    assert "This form has expired" in words_of(answer)


def test_the_wrong_method_is_refused_and_the_right_ones_are_named(visit: Open) -> None:
    answer = visit("bob").get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_what_is_too_large_is_refused_in_words(visit: Open, web: Flask) -> None:
    web.config["MAX_CONTENT_LENGTH"] = 1000
    answer = visit().client.post("/sign-in", data={"username": "x" * 2000})
    assert answer.status_code == 413
    assert "That is too large" in words_of(answer)


@pytest.mark.parametrize("path", ["/", "/clock", "/account/password", "/nowhere-at-all"])
def test_without_a_database_every_page_says_to_wait(
    settings: Settings, database: Database, visit: Open, path: str
) -> None:
    """Bob's cookie is good; the database his page needs is not there."""
    signed_in = visit("bob")
    cookie = signed_in.client.get_cookie("stageclock")
    assert cookie
    away = settings.model_copy(update={"database_url": replace(database, name="gone").url()})
    for web in running(away):
        browser = Browser(web.test_client())
        browser.client.set_cookie("stageclock", cookie.value)
        answer = browser.get(path)
        assert answer.status_code == 503
        assert "Stageclock is not available just now" in words_of(answer)
        assert answer.headers["Retry-After"]
        assert "gone" not in answer.text


def test_a_schema_that_is_not_there_is_503_and_the_remedy_is_in_the_log(
    visit: Open, db: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    bob = visit("bob")
    db.execute("drop schema stageclock cascade")
    answer = bob.get("/")
    assert answer.status_code == 503
    assert "alembic upgrade head" in caplog.text
    assert "stages_now" not in answer.text


def test_a_fault_of_ours_in_sql_is_500_and_shows_no_sql(
    visit: Open, db: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    bob = visit("bob")
    db.execute("insert into stages (assignment_id, position, name, kind) values (1, 1, 'x', 'custom')")
    db.execute(
        "create or replace function stageclock.current_time() returns timestamptz language sql volatile"
        " return (1 / 0)::text::timestamptz"
    )
    answer = bob.get("/")
    assert answer.status_code == 500
    assert "division" not in answer.text and "select" not in answer.text.lower()
    assert "division by zero" in caplog.text


@pytest.fixture
def restarted(visit: Open, db: Connection) -> Iterator[Browser]:
    """Bob's browser after PostgreSQL ended every connection of the web."""
    bob = visit("bob")
    bob.read("/")
    db.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stageclock-web'")
    yield bob


def test_the_first_page_after_a_database_restart_works(restarted: Browser) -> None:
    assert "Bookshop" in restarted.read("/")


def test_a_database_that_goes_after_the_last_question_spoils_no_page(web: Flask, visit: Open, db: Connection) -> None:
    """As at a switch-over: the page is made, and its connection dies before it is given back."""
    ended = "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name = %s"

    def ask_and_be_cut_off() -> str:
        engine_of.session.execute(text("select 1"))
        db.execute(ended, ["stageclock-web"])
        return "whole"

    web.add_url_rule("/cut-off", view_func=ask_and_be_cut_off)
    bob = visit("bob")
    assert bob.get("/cut-off").text == "whole"
    assert "Bookshop" in bob.read("/")
