"""Engine, session and `call`: one engine a process, one session a request, always in the role of DATABASE_URL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from psycopg.conninfo import make_conninfo
from psycopg.errors import InternalError_
from psycopg.rows import TupleRow
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.connection import driver_url
from app.errors import refusal

CONNECT_TIMEOUT = 5  # seconds: a page says that the database is away rather than hang
SILENCE = 10_000  # milliseconds after which a server that acknowledges nothing is gone: its machine may have lost power

# One for each of a process's threads (app/gunicorn_conf.py), and one to ask whom a change concerns.
MOST_CONNECTIONS = 17

db = SQLAlchemy(require_default_engine=False)


def connector(url: str) -> Callable[[], psycopg.Connection[TupleRow]]:
    """What opens a connection to a libpq address; raise OperatorError at once where the address is malformed."""
    limits = {"connect_timeout": CONNECT_TIMEOUT, "tcp_user_timeout": SILENCE}
    conninfo = make_conninfo(driver_url(url), application_name="stageclock-web", **limits)
    return lambda: psycopg.connect(conninfo)


def init_app(app: Flask, url: str) -> None:
    """Give the application its engine; operators' commands run without one where DATABASE_URL is not set."""
    if url:
        engine: dict[str, Any] = {"url": "postgresql+psycopg://", "creator": connector(url), "pool_pre_ping": True}
        engine |= {"pool_size": 5, "max_overflow": MOST_CONNECTIONS - 5}
        engine["hide_parameters"] = True  # an error goes into the log, what people typed does not
        app.config["SQLALCHEMY_ENGINES"] = {"default": engine}
    db.init_app(app)
    app.teardown_appcontext(_give_back)  # runs before the extension's own, which then finds nothing open


def _give_back(_error: BaseException | None) -> None:
    """Return the connection; a server that went away after the last question must not spoil an answer that is made."""
    try:
        db.session.close()
    except SQLAlchemyError:
        db.session.invalidate()


def call(function: str, **arguments: object) -> Any:
    """Call one function of schema `stageclock` and commit; raise Refused, with nothing changed, where it says no.

    Arguments are named without their `p_`. An upgrade may replace the function between its being found and its being
    run: then it is called again. Nobody may have written in the same transaction before, for that would be lost;
    commands commit what they write.
    """
    named = ", ".join(f"p_{name} => :{name}" for name in arguments)
    statement = text(f"select stageclock.{function}({named})")
    with refusals():
        try:
            result = db.session.scalar(statement, arguments)
        except DBAPIError as error:
            if not was_replaced(error.orig):
                raise
            db.session.rollback()
            result = db.session.scalar(statement, arguments)
        db.session.commit()
    return result


def was_replaced(error: BaseException | None) -> bool:
    """Whether an upgrade took a function away between its being found and its being run: nothing was done."""
    return isinstance(error, InternalError_) and "cache lookup failed" in str(error)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the database refuses meanwhile into Refused, with nothing changed."""
    try:
        yield
    except DBAPIError as error:
        db.session.rollback()
        raise refusal(error) or error from error
