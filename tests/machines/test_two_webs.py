"""Two webs behind a proxy, with one database and one directory of files: whichever answers, nobody notices."""

import re
import signal
import time
import urllib.error
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import Database, MovableClock
from tests.handing_in import PDF, Place, body_of, handed_in, prepare
from tests.live.ears import TOKEN, Person
from tests.machines.proxy import Proxy, running_proxy
from tests.plans import one
from tests.serving import Web, running_web
from tests.web.conftest import cast, cheap_passwords, compiled_translations

__all__ = ["cast", "cheap_passwords", "compiled_translations"]

Connection = psycopg.Connection[Any]
FILE = re.compile(r'href="(/submission-files/\d+)"')
AT_ONCE = 5.0  # seconds; on a busy machine


@dataclass(frozen=True)
class Site:
    """What people know is the proxy; `first` and `second` are the webs behind it."""

    proxy: Proxy
    first: Web
    second: Web

    def get(self, person: Person, path: str, through: Web) -> bytes:
        """A page, as one web makes it."""
        self.proxy.turn_to(through)
        answer: bytes = person.open(person.address + path, timeout=20).read()
        return answer

    def token(self, person: Person, path: str, through: Web) -> str:
        """The token of a form on a page that one web made."""
        found = TOKEN.search(self.get(person, path, through).decode())
        assert found, f"no form on {path}"
        return found[1]

    def post(self, person: Person, path: str, through: Web, **fields: str) -> int:
        """Send a form to one web; the status after what it leads to."""
        self.proxy.turn_to(through)
        return status(person, path, urllib.parse.urlencode(fields).encode())


def status(person: Person, path: str, data: bytes | None = None) -> int:
    """The status of an answer."""
    try:
        return int(person.open(person.address + path, data, timeout=20).status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def site(database: Database, cast: Cast, tmp_path: Path) -> Iterator[Site]:
    """The proxy and its webs, with the cast in their database."""
    with (
        running_web(database, tmp_path) as first,
        running_web(database, tmp_path) as second,
        running_proxy(first, second) as proxy,
    ):
        yield Site(proxy, first, second)


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    """Where Bob's team hands in."""
    return prepare(db, cast, clock)


def hand_in(site: Site, person: Person, place: Place, form_by: Web, through: Web) -> None:
    """Fetch the form from one web, and send it to another."""
    token = site.token(person, place.page, form_by)
    body, content_type = body_of((PDF, "report.pdf"))
    site.proxy.turn_to(through)
    request = urllib.request.Request(
        f"{person.address}/stages/{place.stage}/submissions?csrf_token={token}", body, {"Content-Type": content_type}
    )
    assert person.open(request, timeout=20).status == 200


def test_who_signs_in_through_one_acts_through_the_other(site: Site, db: Connection, cast: Cast) -> None:
    site.proxy.turn_to(site.first)
    bob = Person(site.proxy.address, "bob")
    assert b"Bob Bauer" in site.get(bob, "/", site.second)
    token = site.token(bob, "/", site.first)
    assert site.post(bob, "/language", site.second, csrf_token=token, locale="zh") == 200
    assert one(db, "select locale from users where id = %s", cast.people["bob"]) == "zh_Hans_CN"
    assert "大作业" in site.get(bob, "/", site.first).decode()


def test_who_signs_out_through_one_is_signed_out_of_the_other(site: Site) -> None:
    bob = Person(site.proxy.address, "bob")
    token = site.token(bob, "/", site.first)
    assert site.post(bob, "/sign-out", site.first, csrf_token=token) == 200
    assert b"Bob Bauer" not in site.get(bob, "/", site.second)


def test_what_is_handed_in_through_one_is_fetched_from_the_other(site: Site, place: Place, db: Connection) -> None:
    bob = Person(site.proxy.address, "bob")
    hand_in(site, bob, place, form_by=site.first, through=site.second)
    assert len(handed_in(db)) == 1
    found = FILE.search(site.get(bob, place.page, site.first).decode())
    assert found
    assert site.get(bob, found[1], site.first) == site.get(bob, found[1], site.second) == PDF
    charlie = Person(site.proxy.address, "charlie")
    for web in (site.first, site.second):
        site.proxy.turn_to(web)
        assert status(charlie, found[1]) == 404


def test_a_stream_of_one_hears_what_is_done_through_the_other(site: Site, place: Place) -> None:
    site.proxy.turn_to(site.first)
    bob = Person(site.proxy.address, "bob")
    site.proxy.turn_to(site.first)
    ear = bob.listen()
    ear.next("time")
    assert ear.hears_nothing("time")
    hand_in(site, bob, place, form_by=site.second, through=site.second)
    assert ear.next().name == "change"
    ear.close()


def test_wrong_passwords_are_counted_together(site: Site) -> None:
    charlie = Person(site.proxy.address, "charlie")
    token = site.token(charlie, "/account/password", site.first)
    guesses = [
        site.post(charlie, "/sign-in", web, csrf_token=token, username="bob", password=f"guess {n}")
        for n, web in enumerate([site.first, site.second] * 3)
    ]
    assert guesses == [401] * 5 + [429]


def test_when_one_is_killed_people_go_on_at_once_and_hear_again(site: Site, place: Place) -> None:
    bob = Person(site.proxy.address, "bob")
    site.proxy.turn_to(site.first)
    ear = bob.listen()
    ear.next("hello")
    site.first.stop(signal.SIGKILL)
    killed = time.monotonic()
    assert ear.ends()
    assert status(bob, "/") == 200
    again = bob.listen()
    again.next("hello")
    assert time.monotonic() - killed < AT_ONCE
    hand_in(site, bob, place, form_by=site.first, through=site.first)
    assert again.next().name == "change"
    again.close()
