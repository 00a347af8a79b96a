"""The thread that hears: one connection of a process that listens, and connects anew for as long as it must."""

import logging
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Event, Thread
from typing import Any, Protocol

import psycopg

from app.queries.live import Change

CHANNEL = "stageclock"
GATHER = 0.05  # seconds in which what else comes is heard with the first
BEAT = 15.0  # seconds between two signs of life
AGAIN = 1.0  # seconds until the next try to connect
FULL = 500  # changes that are told at once

log = logging.getLogger(__name__)


class Hearer(Protocol):
    """Whom the listener tells."""

    def begin(self) -> None:
        """From now on everything is heard; what came before may have been missed."""

    def change(self, changes: set[Change]) -> None:
        """These were committed."""

    def beat(self, now: datetime | None) -> None:
        """Fifteen seconds have passed; what the database's clock says, where it can be asked."""


class Listener:
    """Listens until it is stopped."""

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]], hearer: Hearer) -> None:
        self._connect = connect
        self._hearer = hearer
        self._stopped = Event()
        self._connection: psycopg.Connection[Any] | None = None
        self._thread = Thread(target=self._run, name="live-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until the connection is gone."""
        self._stopped.set()
        with suppress(Exception):  # it may be closing at this moment
            _hang_up(self._connection)
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._connect() as self._connection:
                    self._connection.autocommit = True
                    self._connection.execute(f"listen {CHANNEL}")
                    self._hearer.begin()
                    self._hear(self._connection)
            except psycopg.Error as error:
                if not self._stopped.is_set():
                    log.warning("live pages do not hear PostgreSQL: %s", str(error).partition("\n")[0])
                    self._hearer.beat(None)
            except Exception:
                log.exception("live pages hear PostgreSQL anew, after a fault of ours")
            self._connection = None
            self._stopped.wait(AGAIN)

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            if time.monotonic() >= due:
                row = connection.execute("select stageclock.current_time()").fetchone()
                self._hearer.beat(row[0] if row else None)
                due = time.monotonic() + BEAT
            heard = list(connection.notifies(timeout=max(due - time.monotonic(), 0), stop_after=1))
            if heard:
                heard += connection.notifies(timeout=GATHER, stop_after=FULL)
                self._hearer.change({change for note in heard if (change := read(note.payload))})


def read(payload: str) -> Change | None:
    """The change that a payload names; None for one that is not of ours."""
    kind, _, key = payload.partition(":")
    return Change(kind, int(key)) if key.isascii() and key.isdecimal() and int(key) < 2**63 else None


def _hang_up(connection: psycopg.Connection[Any] | None) -> None:
    """End a connection that another thread waits on."""
    if connection is not None:
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
