"""People at work while an operator does something to their database: so many requests a second, and how each ended."""

import http.client
import json
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Request:
    """One request that is made again and again."""

    method: str
    path: str
    headers: dict[str, str]
    body: object = None


@dataclass
class Work:
    """What has been asked so far: how often each path was answered well, the seconds of each, and what failed."""

    done: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def ask(self, address: str, request: Request) -> None:
        """Make one request; whatever goes wrong is kept."""
        began = time.monotonic()
        try:
            status, text = _answer(address, request)
        except (OSError, http.client.HTTPException) as error:
            status, text = 0, repr(error)
        self.seconds.append(time.monotonic() - began)
        if 200 <= status < 400:
            self.done[request.path] += 1
        else:
            self.failed.append(f"{request.method} {request.path}: {status} {text[:300]}")


def _answer(address: str, request: Request) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=PATIENCE)
    try:
        body = None if request.body is None else json.dumps(request.body)
        kind = {"Content-Type": "application/json"} if body else {}
        connection.request(request.method, request.path, body, {**request.headers, **kind})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


@contextmanager
def at_work(address: str, requests: list[Request], a_second: float) -> Iterator[Work]:
    """Make these requests in turn, so many a second however long each takes, until the block is left."""
    work, stop = Work(), threading.Event()

    def keep_asking(submit: Callable[..., object]) -> None:
        due = time.monotonic()
        for request in cycle(requests):
            due += 1 / a_second
            if stop.wait(max(0.0, due - time.monotonic())):
                return
            submit(work.ask, address, request)

    with ThreadPoolExecutor(64) as pool:
        asking = threading.Thread(target=keep_asking, args=[pool.submit])
        asking.start()
        try:
            yield work
        finally:
            stop.set()
            asking.join()
