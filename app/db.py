"""Engine, session and `call`: one engine a process, one session a request, always in the role of DATABASE_URL."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from inspect import iscoroutinefunction
from typing import Any

import psycopg
from flask import Flask, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from psycopg.conninfo import make_conninfo
from psycopg.errors import FeatureNotSupported, InternalError_
from psycopg.rows import TupleRow
from sqlalchemy import Engine, Executable, RowMapping, Select, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from app import pool
from app.connection import driver_url
from app.errors import refusal

CONNECT_TIMEOUT = 5  # seconds: a page says that the database is away rather than hang
SILENCE = 10_000  # milliseconds after which a server that acknowledges nothing is gone: its machine may have lost power

# One for each of a process's threads (app/gunicorn_conf.py), and one to ask whom a change concerns.
MOST_CONNECTIONS = 17

AT_ONCE = 500  # rows that are fetched together, of a stream
OFTEN = 5  # times that a statement is asked before psycopg has it prepared


class RequestSession(Session):
    """A request that only looks asks statement by statement, without a transaction around them.

    Each would see what is committed when it begins anyhow, and the transaction costs two round trips and more: psycopg
    forgets at each ROLLBACK what it had PostgreSQL prepare, which then parses and plans every statement of every page.
    """

    def __init__(self, bind: Engine | None = None, **options: Any) -> None:
        self.only_looks = has_request_context() and request.method in {"GET", "HEAD"}
        if bind is not None and self.only_looks:
            bind = _statement_by_statement(bind)
        super().__init__(bind, **options)


@lru_cache
def _statement_by_statement(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(require_default_engine=False, session_options={"class_": RequestSession})


def connector(url: str) -> Callable[[], psycopg.Connection[TupleRow]]:
    """What opens a connection to a libpq address; raise OperatorError at once where the address is malformed."""
    limits = {"connect_timeout": CONNECT_TIMEOUT, "tcp_user_timeout": SILENCE}
    conninfo = make_conninfo(driver_url(url), application_name="stageclock-web", **limits)
    return lambda: psycopg.connect(conninfo)


def init_app(app: Flask, url: str) -> None:
    """Give the application its engine; operators' commands run without one where DATABASE_URL is not set."""
    if url:
        engine: dict[str, Any] = {"url": "postgresql+psycopg://", "creator": connector(url)}
        engine |= {"pool_size": 5, "max_overflow": MOST_CONNECTIONS - 5}
        engine["hide_parameters"] = True  # an error goes into the log, what people typed does not
        app.config["SQLALCHEMY_ENGINES"] = {"default": engine}
    db.init_app(app)
    # The extension's closing of asynchronous sessions, which there are none of, starts a thread for each request.
    kept = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    app.teardown_appcontext_funcs[:] = kept
    app.teardown_appcontext(_give_back)  # runs before the extension's own, which then finds nothing open
    if url:
        with app.app_context():
            pool.watch(db.engine)
            event.listen(db.engine, "do_execute", _ask)


def _give_back(_error: BaseException | None) -> None:
    """Return the connection; a server that went away after the last question must not spoil an answer that is made."""
    try:
        db.session.close()
    except SQLAlchemyError:
        db.session.invalidate()


def _ask(cursor: psycopg.Cursor[Any], statement: str, values: Any, _context: object) -> bool:
    """Ask PostgreSQL, and once more with nothing prepared where an upgrade replaced what the question was prepared for.

    Without a ROLLBACK psycopg would keep it prepared, and every later page that asks it on this connection would fail.
    Within a transaction nothing could be asked once more, so nothing that is prepared is used there.
    """
    cursor.connection.prepare_threshold = OFTEN if cursor.connection.autocommit else None
    try:
        cursor.execute(statement, values)
    except (FeatureNotSupported, InternalError_) as error:
        is_prepared_for_another = isinstance(error, FeatureNotSupported) or was_replaced(error)
        if not (cursor.connection.autocommit and is_prepared_for_another):
            raise
        cursor.connection.execute("deallocate all")
        cursor.execute(statement, values)
    return True


def rows(statement: Select[*tuple[Any, ...]], **values: object) -> Sequence[RowMapping]:
    """What a statement finds with these values for its parameters; past the ORM's session, which keeps none of it.

    Statements of pages that everybody asks for are built once, for building one takes longer than PostgreSQL does.
    """
    return db.session.connection().execute(statement, values).mappings().all()


def stream(statement: Executable, **values: object) -> Iterator[RowMapping]:
    """The same a part at a time, of any number of rows, all of one instant; asked for when the first is read.

    On the request's only connection: what it asked before is over.
    """
    db.session.close()
    with db.engine.connect() as connection:
        yield from connection.execute(statement.execution_options(yield_per=AT_ONCE), values).mappings()


@contextmanager
def apart() -> Iterator[None]:
    """An error of the database in the block spoils nothing that the request asks afterwards."""
    if getattr(db.session, "only_looks", False):
        yield
    else:
        with db.session.begin_nested():
            yield


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
