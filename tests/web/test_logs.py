"""The log: one line an event, with the request it belongs to, and never what would open something."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import logs
from app.config import Settings
from tests.cast import PASSWORD, Cast
from tests.clusters import Database
from tests.web.conftest import Open, running
from tests.web.test_password import change

Connection = psycopg.Connection[Any]
Lines = Callable[[], list[dict[str, Any]]]
TOKEN = "s3cret" * 8


@pytest.fixture
def web(settings: Settings) -> Iterator[Flask]:
    """An application of one's own, to add pages to, which logs what is of interest."""
    yield from running(settings)


@pytest.fixture
def lines(web: Flask, capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged since it was asked last, each line read as JSON."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    view.is_public = True  # type: ignore[attr-defined]
    return view


def test_a_request_is_one_line_with_what_one_looks_for_first(visit: Open, cast: Cast, lines: Lines) -> None:
    bob = visit("bob")
    lines()
    bob.get("/notifications?page=1")
    (line,) = lines()
    assert list(line) == [
        *("time", "level", "event", "request_id", "method", "path", "status", "duration_ms", "user_id", "logger"),
    ]
    assert line["time"].endswith("Z")
    assert 0 < line.pop("duration_ms") < 60_000
    assert (line["level"], line["event"], line["method"]) == ("info", "request", "GET")
    assert (line["path"], line["status"], line["user_id"]) == ("/notifications", 200, cast.people["bob"])


def test_the_signed_out_have_no_user_id_and_signing_in_has(visit: Open, cast: Cast, lines: Lines) -> None:
    visit("bob")
    first, second = lines()
    assert ("user_id" in first, second["user_id"]) == (False, cast.people["bob"])


@pytest.mark.parametrize("given", ["abc-123", "4bf92f3577b34da6a3ce929d0e0e4736", "Root=1-67891233-abcdef"])
def test_a_sane_request_id_is_kept_and_handed_back(web: Flask, lines: Lines, given: str) -> None:
    answer = web.test_client().get("/sign-in", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given == lines()[0]["request_id"]


@pytest.mark.parametrize("given", ["", "a b", "x" * 101, '"};drop', "中"])
def test_any_other_is_replaced(web: Flask, lines: Lines, given: str) -> None:
    answer = web.test_client().get("/sign-in", headers={"X-Request-ID": given})
    made = answer.headers["X-Request-ID"]
    assert len(made) == 32 and made == lines()[0]["request_id"]


def test_each_request_has_its_own(web: Flask, lines: Lines) -> None:
    browser = web.test_client()
    assert browser.get("/sign-in").headers["X-Request-ID"] != browser.get("/sign-in").headers["X-Request-ID"]
    assert len({line["request_id"] for line in lines()}) == 2


def test_static_files_and_monitors_are_passed_over(web: Flask, lines: Lines) -> None:
    monitor = web.test_client()
    for path in ("/static/stageclock.css", "/healthz", "/readyz", "/health/clock", "/metrics"):
        monitor.get(path)
    assert lines() == []


def test_whatever_speaks_through_logging_goes_the_same_way(web: Flask, lines: Lines) -> None:
    @public
    def speak() -> str:
        web.logger.error("The database failed: %s", "for a reason")
        logging.getLogger("app.live.hub").warning("nobody knows")
        logging.getLogger("somebody.else").warning("theirs")
        return ""

    web.add_url_rule("/speak", view_func=speak)
    web.test_client().get("/speak", headers={"X-Request-ID": "one"})
    said = lines()
    assert [(line["level"], line["logger"], line["event"]) for line in said] == [
        ("error", "app", "The database failed: for a reason"),
        ("warning", "app.live.hub", "nobody knows"),
        ("warning", "somebody.else", "theirs"),
        ("info", "app.requests", "request"),
    ]
    assert {(line["request_id"], line["path"]) for line in said} == {("one", "/speak")}
    logging.getLogger("app.live.listener").warning("outside of any request")
    assert "request_id" not in lines()[0]


def test_an_error_is_one_line_with_its_traceback(web: Flask, lines: Lines) -> None:
    @public
    def fail() -> str:
        raise ValueError("unforeseen\nin two lines")

    web.add_url_rule("/fail", view_func=fail)
    assert web.test_client().get("/fail").status_code == 500
    error, line = lines()
    assert "ValueError: unforeseen\nin two lines" in error["exception"]
    assert (line["level"], line["status"], line["request_id"]) == ("warning", 500, error["request_id"])


@pytest.fixture
def away(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    """A browser of a web whose database is away."""
    nowhere = settings.database_url.replace(database.name, "nowhere")
    for web in running(settings.model_copy(update={"database_url": nowhere})):
        yield web.test_client()


def test_the_secret_of_a_calendar_is_masked_wherever_it_stands(
    web: Flask, away: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = web.test_client()
    for path in (f"/calendars/{TOKEN}.ics", f"/calendars/{TOKEN}/assignments/7.ics", f"/calendars/{TOKEN}/nothing"):
        browser.get(path)
        assert away.get(path).status_code in {404, 503}
    logging.getLogger("gunicorn.error").propagate = True
    logging.getLogger("gunicorn.error").error("Error handling request /calendars/%s.ics", TOKEN)
    cause = ValueError(f"/calendars/{TOKEN}/assignments/7.ics?csrf_token={TOKEN}&x=1")
    web.logger.error("A calendar failed", exc_info=cause)
    text = capsys.readouterr().err
    assert "/calendars/***/assignments/7.ics" in text
    assert "csrf_token=***&x=1" in text
    assert TOKEN not in text


def test_no_password_and_no_session_is_ever_in_the_log(
    visit: Open, db: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    bob = visit("bob")
    wrong = "wr0ng-secret"
    for _ in range(6):
        visit().sign_in("bob", wrong)
    change(bob, PASSWORD, "four quiet words here")
    db.execute("drop function stageclock.begin_sign_in")
    visit().sign_in("bob", wrong)
    kept = db.execute("select password_hash from users where username = 'bob'").fetchone()
    text = capsys.readouterr().err
    assert "is locked for" in text and "begin_sign_in" in text
    cookie = bob.client.get_cookie("stageclock")
    for secret in (PASSWORD, wrong, "four quiet words", bob.token("/"), kept and kept[0], cookie and cookie.value):
        assert secret and secret not in text


def test_what_was_asked_of_the_database_is_not_in_an_error(web: Flask, db: Connection, lines: Lines) -> None:
    db.execute("drop table calendar_addresses")
    web.test_client().get(f"/calendars/{TOKEN}.ics")
    assert TOKEN not in json.dumps(lines())


def test_text_is_for_people(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    for web in running(settings.model_copy(update={"log_format": "text"})):
        web.test_client().get("/sign-in")
    line = capsys.readouterr().err
    assert "request" in line and "path=/sign-in" in line and "{" not in line
    assert line.count("\n") == 1


def test_the_level_says_from_where_on(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    for level, number in (("warning", 0), ("debug", 2)):
        for web in running(settings.model_copy(update={"log_level": level})):
            web.test_client().get("/sign-in")
            web.test_client().get("/healthz")
        assert len(capsys.readouterr().err.splitlines()) == number, level


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave the log to other tests as the application sets it up."""
    yield
    logs.configure("json", "info")
