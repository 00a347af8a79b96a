"""One open stream: what is still to be sent to one browser, and how events are written (HTML, server-sent events)."""

import json
from collections.abc import Mapping
from queue import Empty, SimpleQueue

RETRY = 1000  # milliseconds until a browser tries again by itself


class Stream:
    """One browser of one person; `mark` is what their session keeps, and ends with it. Any thread may send."""

    def __init__(self, person_id: int, mark: str) -> None:
        self.person_id = person_id
        self.mark = mark
        self.is_open = True
        self._waiting: SimpleQueue[bytes] = SimpleQueue()

    def send(self, data: bytes) -> None:
        """Put bytes behind those that wait."""
        self._waiting.put(data)

    def end(self) -> None:
        """Send nothing more."""
        self.is_open = False
        self._waiting.put(b"")  # wakes who waits

    def take(self) -> bytes:
        """All that waits; empty where nothing does."""
        parts = []
        while True:
            try:
                parts.append(self._waiting.get_nowait())
            except Empty:
                return b"".join(parts)

    def wait(self, seconds: float) -> bytes:
        """What waits, or what comes within so many seconds; empty where nothing does."""
        try:
            return self._waiting.get(timeout=seconds)
        except Empty:
            return b""


def event(name: str, data: Mapping[str, object], at: float) -> bytes:
    """One event. `at`: the instant in seconds up to which its reader has now heard everything, which becomes its id."""
    body = json.dumps(data, separators=(",", ":"))
    return f"id: {at * 1000:.0f}\nevent: {name}\ndata: {body}\n\n".encode()


def greeting(data: Mapping[str, object], at: float) -> bytes:
    """The first event of a stream."""
    return f"retry: {RETRY}\n".encode() + event("hello", data, at)


SIGN_OF_LIFE = b":\n\n"
