"""Whoever listens to the stream in tests: a person with a session, and the events that reach them."""

import http.client
import http.cookiejar
import json
import re
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from typing import Any

from tests.cast import PASSWORD

PATIENCE = 20.0  # seconds: a machine may be busy
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass(frozen=True)
class Heard:
    """One event: its name, its id and what it says."""

    name: str
    at: int
    data: dict[str, Any]


@dataclass
class Person:
    """A signed-in session at an address."""

    address: str
    username: str
    password: str = PASSWORD
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open
        page = self.open(f"{self.address}/sign-in").read().decode()
        found = TOKEN.search(page)
        assert found
        fields = {"csrf_token": found[1], "username": self.username, "password": self.password}
        answer = self.open(f"{self.address}/sign-in", urllib.parse.urlencode(fields).encode())
        assert f"{self.username}" not in answer.url and "/sign-in" not in answer.url, "not signed in"

    @property
    def headers(self) -> dict[str, str]:
        """The session as a header."""
        return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)}

    def listen(self, path: str = "/live", **headers: str) -> "Ear":
        """Open a stream."""
        return Ear(self.address, path, {**self.headers, **headers})


class Ear:
    """An open stream: what it brings is kept in order until it is asked for."""

    def __init__(self, address: str, path: str, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=PATIENCE)
        self.connection.request("GET", path, headers=headers)
        self._line = self.connection.sock
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self._heard: Queue[Heard | None] = Queue()
        if self.status == 200:
            Thread(target=self._read, daemon=True).start()

    def next(self, name: str = "change") -> Heard:
        """The next event of a name; others before it are passed over."""
        while True:
            heard = self._heard.get(timeout=PATIENCE)
            assert heard, "the stream has ended"
            if heard.name == name:
                return heard

    def hears_nothing(self, name: str = "change") -> bool:
        """Whether no event of a name waits."""
        while True:
            try:
                heard = self._heard.get_nowait()
            except Empty:
                return True
            if heard and heard.name == name:
                return False

    def ends(self) -> bool:
        """Wait until the stream has ended."""
        while self._heard.get(timeout=PATIENCE):
            pass
        return True

    def close(self) -> None:
        """Go away, though a thread still reads."""
        with suppress(OSError):  # it has ended already
            self._line.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        try:
            for fields in self._blocks():
                if "event" in fields:
                    self._heard.put(Heard(fields["event"], int(fields["id"]), json.loads(fields["data"])))
        except (OSError, http.client.HTTPException, AttributeError, ValueError):
            pass  # it was closed, here or there
        self._heard.put(None)

    def _blocks(self) -> Iterator[dict[str, str]]:
        fields: dict[str, str] = {}
        for line in iter(self.answer.readline, b""):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            else:
                yield fields
                fields = {}
