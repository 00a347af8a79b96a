"""Many open streams, read by one thread."""

import asyncio
import time
from dataclasses import dataclass, field
from threading import Thread
from typing import Any


@dataclass
class Browsers:
    """Many streams read by one thread of their own; `heard` is when each was last told of a change."""

    port: int
    cookies: list[str]
    heard: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, daemon=True).start()
        self.readers = [self._do(self._open(cookie)) for cookie in self.cookies]
        self.tasks = [
            asyncio.run_coroutine_threadsafe(self._read(number, reader), self.loop)
            for number, (reader, _) in enumerate(self.readers)
        ]

    def wait(self, since: float, patience: float = 30.0) -> float:
        """The instant at which the last one had been told of a change after `since`."""
        deadline = time.perf_counter() + patience
        while sum(at > since for at in self.heard.values()) < len(self.cookies):
            assert time.perf_counter() < deadline, f"only {len(self.heard)} of {len(self.cookies)} were told"
            time.sleep(0.002)
        return max(self.heard.values())

    def close(self) -> None:
        """Go away."""
        for task in self.tasks:
            task.cancel()
        for _, writer in self.readers:
            self.loop.call_soon_threadsafe(writer.close)
        time.sleep(0.5)
        self.loop.call_soon_threadsafe(self.loop.stop)

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    async def _open(self, cookie: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        status = await reader.readline()
        assert b" 200 " in status, status
        await reader.readuntil(b"event: hello")
        return reader, writer

    async def _read(self, number: int, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"event: change"):
                self.heard[number] = time.perf_counter()
