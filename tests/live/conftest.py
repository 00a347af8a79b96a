"""Fixtures for tests of streams: gunicorn with one worker, and people who listen to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.clusters import Database
from tests.live.ears import Ear, Person
from tests.serving import Web, running_web
from tests.web.conftest import cast, cheap_passwords, compiled_translations, settings, web

__all__ = ["cast", "cheap_passwords", "compiled_translations", "settings", "web"]

Listen = Callable[..., Ear]


@pytest.fixture
def served(database: Database, cast: Cast, tmp_path: Path) -> Iterator[Web]:
    """The web with the cast in its database."""
    with running_web(database, tmp_path) as web:
        yield web


@pytest.fixture
def listen(served: Web) -> Iterator[Listen]:
    """`listen("bob")` is Bob's stream, once it has said hello."""
    ears: list[Ear] = []
    people: dict[str, Person] = {}

    def open_stream(username: str, path: str = "/live", **headers: str) -> Ear:
        person = people.get(username) or people.setdefault(username, Person(served.address, username))
        ears.append(person.listen(path, **headers))
        return ears[-1]

    yield open_stream
    for ear in ears:
        ear.close()
