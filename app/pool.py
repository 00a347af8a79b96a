"""The pool of connections: none that is broken is handed out, and none that works is asked twice a second.

SQLAlchemy's own ping costs each request a round trip to the server. Here a connection that was used a moment ago is
trusted as long as its server has sent nothing since; a server that stops, or ends a session, says so on the socket.
"""

import select
import time
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

MOMENT = 1.0  # seconds: a machine that lost power in them is found by the statement itself
GIVEN_BACK = "stageclock-given-back"


def watch(engine: Engine) -> None:
    """Have every connection of this engine looked at before it is handed out."""

    def note(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info[GIVEN_BACK] = time.monotonic()

    def look(connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object) -> None:
        given_back = entry.info.get(GIVEN_BACK)
        if given_back is None or (time.monotonic() - given_back < MOMENT and not has_news(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", look)


def has_news(connection: Any) -> bool:
    """Whether the server has sent something that nobody has read, or hung up."""
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    return bool(socket.poll(0))
