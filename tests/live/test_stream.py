"""The stream itself: who may open it and how many, that it costs no thread, and how it begins and ends."""

import http.client
import signal
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.identity import SignedIn
from app.live import KEY
from app.live import hub as hubs
from app.live.hub import MOST_OF_ONE, Hub
from app.queries import people
from tests.cast import Cast
from tests.clusters import Database
from tests.live.conftest import Listen
from tests.live.ears import Ear, Person
from tests.plans import add_stage, one
from tests.serving import Web, answer, running_web

Connection = psycopg.Connection[Any]


def test_a_stranger_is_refused_and_not_sent_to_sign_in(served: Web) -> None:
    ear = Ear(served.address, "/live", {})
    assert (ear.status, ear.answer.getheader("Location")) == (401, None)


def test_it_says_hello_with_the_time_of_the_database(listen: Listen, db: Connection) -> None:
    ear = listen("bob")
    assert ear.answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    assert ear.answer.getheader("Cache-Control") == "no-store"
    now = one(db, "select clock_timestamp()").timestamp() * 1000
    assert abs(ear.next("hello").data["now"] - now) < 60_000


def test_more_streams_than_threads_leave_pages_their_threads(served: Web, listen: Listen) -> None:
    ears = [listen(name) for name in ("alice", "bob", "dora", "erin") for _ in range(10)]
    assert [ear.next("hello").name for ear in ears] == ["hello"] * 40
    assert [answer(f"{served.address}/readyz") for _ in range(20)] == [200] * 20


def test_one_connection_listens_however_many_streams_there_are(listen: Listen, db: Connection) -> None:
    for ear in [listen(name) for name in ("alice", "bob", "dora") for _ in range(5)]:
        ear.next("time")
    listening = "select count(*) from pg_stat_activity where datname = current_database() and query ~* '^listen'"
    asked = " or datname = current_database() and query = 'select stageclock.current_time()'"
    assert one(db, listening + asked) == 1


def test_too_many_of_one_person_are_told_when_to_try_again(listen: Listen) -> None:
    ears = [listen("bob") for _ in range(MOST_OF_ONE)]
    refused = listen("bob")
    assert (refused.status, refused.answer.getheader("Retry-After")) == (503, "30")
    assert listen("alice").status == 200
    ears[0].close()
    deadline = time.monotonic() + 20
    while listen("bob").status != 200:
        assert time.monotonic() < deadline, "a stream that has gone still counts"
        time.sleep(0.05)


def test_too_many_of_all_are_told_when_to_try_again(database: Database, cast: Cast, tmp_path: Path) -> None:
    with running_web(database, tmp_path, MAX_STREAMS="2") as web:
        people = [Person(web.address, name) for name in ("alice", "bob", "dora")]
        ears = [person.listen() for person in people]
        assert [ear.status for ear in ears] == [200, 200, 503]
        assert ears[2].answer.getheader("Retry-After") == "30"
        asking = http.client.HTTPConnection(f"127.0.0.1:{web.port}")
        asking.request("HEAD", "/live", headers=people[2].headers)
        refused = asking.getresponse()
        assert (refused.status, refused.getheader("Retry-After")) == (503, "30")
        assert answer(f"{web.address}/readyz") == 200


def test_whoever_was_away_is_told_whether_something_changed_meanwhile(
    listen: Listen, db: Connection, cast: Cast
) -> None:
    first = listen("bob")
    first.next("hello")
    now = first.next("time").at
    time.sleep(0.3)  # beyond what the clocks of two web machines may differ by
    assert not listen("bob", f"/live?since={now + 280}").next("hello").data["changed"]
    stage = add_stage(db, cast.bookshop, None, None)
    one(db, "select stageclock.activate_stage(%s, %s)", stage, cast.people["alice"])
    first.next()
    assert listen("bob", f"/live?since={now + 280}").next("hello").data["changed"]
    assert listen("bob", **{"Last-Event-ID": str(now + 280)}).next("hello").data["changed"]
    assert not listen("charlie", f"/live?since={now + 280}").next("hello").data["changed"]
    for unknown in ("", "?since=", "?since=soon", "?since=-1", "?since=1", f"?since={'9' * 40}"):
        assert listen("charlie", f"/live{unknown}").next("hello").data["changed"], unknown


def test_after_the_database_was_away_everybody_looks_anew(listen: Listen, db: Connection, database: Database) -> None:
    ear = listen("charlie")
    ear.next("time")
    ear.hears_nothing()
    database.cluster.run_sql("postgres", "select pg_terminate_backend(pid) from pg_stat_activity"
                             " where application_name = 'stageclock-web'")  # fmt: skip
    assert ear.next().name == "change"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopping_web_waits_for_no_stream(served: Web, listen: Listen, number: int) -> None:
    ears = [listen(name) for name in ("alice", "bob", "dora") for _ in range(3)]
    for ear in ears:
        ear.next("hello")
    served.stop(number)
    assert all(ear.ends() for ear in ears)


def test_a_proxy_that_speaks_http_1_0_is_written_to_without_chunks(served: Web, db: Connection, cast: Cast) -> None:
    bob = Person(served.address, "bob")
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(f"GET /live HTTP/1.0\r\nCookie: {bob.headers['Cookie']}\r\n\r\n".encode())
        text = line.makefile("rb")
        head = list(iter(text.readline, b"\r\n"))
        assert b"200 OK" in head[0] and not any(b"chunked" in part.lower() for part in head)
        assert text.readline() == b"retry: 1000\n"
        one(db, "select stageclock.wake('user', %s)", cast.people["bob"])
        lines = iter(text.readline, b"")
        assert any(part == b"event: change\n" for part in lines)


def end_password(db: Connection, person: int) -> None:
    one(db, "select stageclock.reset_password(%s, 'another hash', null, 'the operator')", person)


def switch_off(db: Connection, person: int) -> None:
    db.execute("update users set is_active = false where id = %s", [person])


@pytest.mark.parametrize("act", [end_password, switch_off])
def test_who_may_no_longer_be_signed_in_is_let_go(
    web: Flask, db: Connection, cast: Cast, monkeypatch: pytest.MonkeyPatch, act: Callable[[Connection, int], None]
) -> None:
    monkeypatch.setattr(Hub, "_start", lambda hub: None)
    monkeypatch.setattr(hubs, "CHECK", 0.0)
    hub: Hub = web.extensions[KEY]
    with web.test_request_context():
        marks = {name: SignedIn(people.several([cast.people[name]])[0]).get_id() for name in ("alice", "bob")}
        streams = {name: hub.open(cast.people[name], mark) for name, mark in marks.items()}
    act(db, cast.people["bob"])
    hub.beat(datetime.now(UTC))
    assert {name: stream and stream.is_open for name, stream in streams.items()} == {"alice": True, "bob": False}
