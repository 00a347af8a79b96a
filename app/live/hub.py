"""Who looks at pages of this process just now, and what of all that happens each of them is told."""

import logging
import resource
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

import psycopg
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import identity
from app.db import connector
from app.live.carrier import Carrier
from app.live.listener import Listener
from app.live.stream import SIGN_OF_LIFE, Stream, event
from app.queries import live
from app.queries.live import Change

MOST_OF_ONE = 20  # streams of one person: browsers share one among their tabs
MANY = 500  # changes: whoever missed more is not worth asking for
KEPT = 120.0  # seconds for which changes are remembered, for who was away meanwhile
SLACK = 0.25  # seconds by which the clocks of two web machines may differ
# When they ask for their pages anew, browsers spread over so many milliseconds for each stream beyond so many: about as
# many as a process can answer.
SPREAD, FEW = 10, 50
SPARE = 256  # descriptors of a process that are not for streams
CHECK = 60.0  # seconds after which it is asked again whether people are still signed in

log = logging.getLogger(__name__)


class Told(NamedTuple):
    """What was heard at an instant, in seconds of this machine's clock."""

    at: float
    changes: frozenset[Change]


class Hub:
    """All streams of a process. Threads are started with the first of them."""

    def __init__(self, app: Flask, most_streams: int) -> None:
        self._app = app
        self._most = min(most_streams, _descriptors() - SPARE)
        self._lock = Lock()
        self._streams: dict[int, set[Stream]] = {}
        self._figures: dict[int, int] = {}  # what live.latest_notices said of each person
        self._told: deque[Told] = deque()
        self._hears_since: float | None = None
        self._checked = time.monotonic()
        self._listener: Listener | None = None
        self.carrier: Carrier | None = None
        self.on_count: Callable[[int], object] = bool  # told how many streams are open, whenever that changes

    def __len__(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._streams.values()))

    def open(self, person_id: int, mark: str) -> Stream | None:
        """A new stream; None where there are too many, of all people or of this one."""
        figure = live.latest_notices([person_id]).get(person_id, 0)  # what fails here leaves no stream behind
        with self._lock:
            if self.is_full_for(person_id):
                return None
            self._start()
            stream = Stream(person_id, mark)
            self._streams.setdefault(person_id, set()).add(stream)
            self._figures.setdefault(person_id, figure)
            self.on_count(len(self))
        return stream

    def is_full_for(self, person_id: int) -> bool:
        """Whether there are too many streams, of all people or of this one."""
        return len(self) >= self._most or len(self._streams.get(person_id, ())) >= MOST_OF_ONE

    def close(self, stream: Stream) -> None:
        """Forget a stream."""
        stream.is_open = False
        with self._lock:
            theirs = self._streams.get(stream.person_id, set())
            theirs.discard(stream)
            if not theirs:
                self._streams.pop(stream.person_id, None)
                self._figures.pop(stream.person_id, None)
            self.on_count(len(self))

    def missed(self, person_id: int, since: float | None) -> bool:
        """Whether something that concerns a person may have happened since an instant (seconds), which they missed."""
        if since is None or self._hears_since is None or since - SLACK < max(self._hears_since, time.time() - KEPT):
            return True
        changes = {change for told in list(self._told) if told.at >= since - SLACK for change in told.changes}
        if len(changes) > MANY:
            return True
        away = timedelta(seconds=time.time() - since + SLACK)
        return bool(changes) and bool(live.concerned(changes, [person_id]) or live.was_told_within(person_id, away))

    def news(self) -> bytes:
        """The event that has a browser ask for its page anew, within so many milliseconds."""
        return event("change", {"spread": self.spread}, time.time())

    @property
    def spread(self) -> int:
        """Over how many milliseconds browsers are to spread, rounded: how many there are is nobody's business."""
        return round(SPREAD * max(len(self) - FEW, 0), -2)

    def stop(self) -> None:
        """End every stream and hang up."""
        with self._lock:
            listener, self._listener, self._hears_since = self._listener, None, None
        if listener:
            listener.stop()
        self._end(stream for theirs in list(self._streams.values()) for stream in list(theirs))
        for kept in (self._streams, self._figures, self._told):
            kept.clear()

    # What the listener tells, in its thread.

    def begin(self) -> None:
        """Have everybody look anew: nobody knows what happened before."""
        self._hears_since = time.time()
        self._send(list(self._streams), self.news())

    def change(self, changes: set[Change]) -> None:
        """Tell whom it concerns; everybody where the database cannot say whom."""
        self._remember(changes)
        people = list(self._streams)
        try:
            with self._asking():
                touched = live.concerned(changes, people) | self._newly_told(people)
        except (SQLAlchemyError, psycopg.Error):
            log.warning("whom a change concerns is not known; everybody is told", exc_info=True)
            touched = set(people)
        self._send(touched, self.news())

    def beat(self, now: datetime | None) -> None:
        """Tell everybody what time it is, and let go of who has signed out or been switched off."""
        data = event("time", {"now": round(now.timestamp() * 1000)}, time.time()) if now else SIGN_OF_LIFE
        self._send(list(self._streams), data)
        if now and time.monotonic() - self._checked >= CHECK:
            self._checked = time.monotonic()
            self._check()

    def _start(self) -> None:
        self.carrier = self.carrier or Carrier(self.close)
        if self._listener is None:
            self._listener = Listener(connector(self._app.config["SETTINGS"].database_url), self)

    def _send(self, people: Iterable[int], data: bytes) -> None:
        streams = [stream for key in people for stream in tuple(self._streams.get(key, ()))]
        for stream in streams:
            stream.send(data)
        if self.carrier:
            self.carrier.fetch(streams)

    def _end(self, streams: Iterable[Stream]) -> None:
        ended = list(streams)
        for stream in ended:
            stream.end()
        if self.carrier:
            self.carrier.fetch(ended)

    def _remember(self, changes: Collection[Change]) -> None:
        self._told.append(Told(time.time(), frozenset(changes)))
        while self._told and self._told[0].at < time.time() - KEPT:
            self._told.popleft()

    def _newly_told(self, people: Collection[int]) -> set[int]:
        figures = live.latest_notices(people)
        newly = {key for key, figure in figures.items() if self._figures.get(key, figure) != figure}
        self._figures.update({key: figure for key, figure in figures.items() if key in self._streams})
        return newly

    def _check(self) -> None:
        streams = [stream for theirs in list(self._streams.values()) for stream in tuple(theirs)]
        try:
            with self._asking():
                valid = identity.valid_marks({stream.mark for stream in streams})
        except (SQLAlchemyError, psycopg.Error):
            return
        self._end(stream for stream in streams if stream.mark not in valid)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """A place from which queries can be asked, outside of any request."""
        with self._app.app_context():
            yield


def _descriptors() -> int:
    """How many files and sockets a process may have open, once it asks for all of them (app/live/worker.py)."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]
