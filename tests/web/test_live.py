"""Pages that stay open, as the server sees them: what a refresh leaves alone, and what failing leaves behind."""

import time
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import live
from app.live.hub import MANY, Hub
from app.queries.live import Change
from tests.cast import Cast
from tests.web.conftest import Open


def fail(*_arguments: object) -> NoReturn:
    raise SQLAlchemyError("the database is away")


def test_a_refresh_leaves_the_message_to_the_page_that_it_is_for(visit: Open) -> None:
    bob = visit("bob")
    bob.get("/")  # which begins the session's token
    with bob.client.session_transaction() as session:
        session["_flashes"] = [("message", "It is saved.")]
    refreshed = bob.client.get("/", headers={"X-Refresh": "1"})
    assert "It is saved." not in refreshed.text
    assert "Set-Cookie" not in refreshed.headers
    assert "It is saved." in bob.get("/").text


@pytest.mark.parametrize("what", ["app.queries.live.latest_notices", "app.live.hub.Hub.missed"])
def test_a_stream_that_fails_as_it_begins_counts_no_longer(
    visit: Open, web: Flask, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    bob = visit("bob")
    monkeypatch.setattr(Hub, "_start", lambda hub: None)
    monkeypatch.setattr(what, fail)
    assert bob.get("/live").status_code >= 500
    assert len(web.extensions[live.KEY]) == 0


def test_whoever_missed_very_much_looks_anew_without_asking_for_each(
    web: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.live.hub.SLACK", 0)
    hub: Hub = web.extensions[live.KEY]
    hub.begin()
    since = time.time()
    hub.change({Change("team", number) for number in range(1, MANY + 1)})
    with web.app_context():
        assert not hub.missed(cast.people["bob"], since)
        hub.change({Change("team", MANY + 1)})
        assert hub.missed(cast.people["bob"], since)
