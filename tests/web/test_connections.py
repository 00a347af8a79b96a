"""What a request costs the server besides its questions, and what it survives."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import NotSupportedError

from app import pool
from app.db import db as engine_of
from app.db import rows, stream
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]
OURS = "select pid from pg_stat_activity where application_name = 'stageclock-web' and datname = current_database()"


@pytest.fixture
def pings(web: Flask, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One for each time that a connection was tried before it was handed out."""
    tried: list[None] = []
    with web.app_context():
        dialect = engine_of.engine.dialect
    ping = dialect.do_ping

    def note(connection: DBAPIConnection) -> bool:
        tried.append(None)
        return ping(connection)

    monkeypatch.setattr(dialect, "do_ping", note)
    return tried


def status_within(web: Flask, method: str) -> TransactionStatus:
    """Where the connection of a request stands after a question."""
    with web.test_request_context(method=method):
        engine_of.session.execute(select(1))
        driver: Any = engine_of.session.connection().connection.dbapi_connection
        return TransactionStatus(driver.info.transaction_status)


def test_who_only_looks_needs_no_transaction_and_who_acts_has_one(web: Flask) -> None:
    assert status_within(web, "GET") is status_within(web, "HEAD") is TransactionStatus.IDLE
    assert status_within(web, "POST") is TransactionStatus.INTRANS


def test_the_statements_of_a_page_are_planned_once(visit: Open, web: Flask) -> None:
    bob = visit("bob")
    for _ in range(10):
        bob.read("/")
    with web.test_request_context():
        found = rows(select(text("statement from pg_prepared_statements")))
    kept = " ".join(row["statement"] for row in found)
    assert all(f"FROM {name}" in kept for name in ("users", "assignments", "stageclock.stages_now")), kept


def test_a_connection_that_just_worked_is_not_tried_again(visit: Open, pings: list[None]) -> None:
    bob = visit("bob")
    bob.read("/")
    pings.clear()
    for _ in range(3):
        bob.read("/")
    assert pings == []


def test_one_that_lay_idle_is(visit: Open, pings: list[None], monkeypatch: pytest.MonkeyPatch) -> None:
    bob = visit("bob")
    monkeypatch.setattr(pool, "MOMENT", 0.0)
    bob.read("/")
    pings.clear()
    bob.read("/")
    assert len(pings) == 1


def test_one_that_the_server_ended_a_moment_ago_is_noticed(visit: Open, db: Connection, pings: list[None]) -> None:
    bob = visit("bob")
    bob.read("/")
    before = db.execute(OURS).fetchall()
    pings.clear()
    db.execute(f"select pg_terminate_backend(pid, 5000) from ({OURS}) ours")
    assert before and "My course work" in bob.read("/")
    assert pings and db.execute(OURS).fetchall() != before


def test_a_stream_is_of_one_instant_and_takes_no_second_connection(web: Flask, db: Connection) -> None:
    with web.test_request_context():
        rows(select(text("1 as one")))
        streamed = stream(select(text("n from generate_series(1, 2000) n")))
        first = next(streamed)["n"]
        assert first == 1 and len(db.execute(OURS).fetchall()) == 1
        assert sum(1 for _ in streamed) == 1999
        assert rows(select(text("2 as two")))[0]["two"] == 2


def test_what_an_upgrade_replaced_is_asked_anew(web: Flask, db: Connection) -> None:
    db.execute("create function public.shown() returns table (a integer) language sql as 'select 1'")
    ask = text("select * from public.shown()")
    for wanted in ((1,), (1, 2)):
        for _ in range(8):
            with web.test_request_context():
                assert engine_of.session.execute(ask).one() == wanted
        db.execute("drop function public.shown()")
        db.execute("create function public.shown() returns table (a int, b int) language sql as 'select 1, 2'")
    with web.test_request_context():
        kept = "count(*) as number from pg_prepared_statements where statement like '%public.shown%'"
        assert rows(select(text(kept)))[0]["number"] == 1


def test_who_acts_is_not_caught_by_what_was_prepared_for_who_looked(web: Flask, db: Connection) -> None:
    db.execute("create table public.shown as select 1 as a")
    db.execute("grant select on public.shown to public")
    ask = text("select * from public.shown")
    for _ in range(8):
        with web.test_request_context():
            engine_of.session.execute(ask)
    db.execute("alter table public.shown add b integer")
    with web.test_request_context(method="POST"):
        assert engine_of.session.execute(ask).one() == (1, None)


def test_what_postgresql_cannot_do_is_an_error_as_ever(web: Flask) -> None:
    with web.test_request_context():
        with pytest.raises(NotSupportedError):
            rows(select(text("count(*) from pg_class for update")))
        assert rows(select(text("1 as one")))[0]["one"] == 1
