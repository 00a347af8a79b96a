"""A load generator on loopback: so many connections that stay open, each asking again as soon as it was answered.

Plain sockets in one asyncio loop: what it costs itself is small beside any page, and is in the bare hello too.
"""

import asyncio
import itertools
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Loaded:
    """Seconds of each request in one round, and of the whole round."""

    taken: list[float]
    seconds: float

    def percentile(self, hundredth: int) -> float:
        """By the nearest rank."""
        return sorted(self.taken)[math.ceil(len(self.taken) * hundredth / 100) - 1]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.taken) / self.seconds


def message(path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """One request as it goes over the wire: a POST where it has a body."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def load(port: int, messages: list[bytes], count: int, connections: int) -> Loaded:
    """Send `count` requests, the messages in turn; fails where one is not answered with success or a way on."""
    return asyncio.run(_load(port, itertools.islice(itertools.cycle(messages), count), connections))


async def _load(port: int, messages: Iterator[bytes], connections: int) -> Loaded:
    taken: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(_ask(port, messages, taken) for _ in range(connections)))
    return Loaded(taken, time.perf_counter() - began)


async def _ask(port: int, messages: Iterator[bytes], taken: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    for each in messages:
        began = time.perf_counter()
        writer.write(each)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head[9:12] in {b"200", b"303"}, head.decode(errors="replace")
        length = LENGTH.search(head)
        assert length, "the answer does not say how long it is"
        await reader.readexactly(int(length[1]))
        taken.append(time.perf_counter() - began)
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.close()
