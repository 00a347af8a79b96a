"""A reverse proxy as small as one can be: each connection goes to the next web in turn, past those that are gone."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from tests.serving import Web


class Proxy:
    """Listens on the loopback in a thread of its own; it keeps nothing back and knows nobody again."""

    def __init__(self, webs: list[Web]) -> None:
        self.port = 0
        self._turn = deque(web.port for web in webs)

    @property
    def address(self) -> str:
        """Where people go."""
        return f"http://127.0.0.1:{self.port}"

    def turn_to(self, web: Web) -> None:
        """The next connection goes to this web."""
        self._turn.rotate(-self._turn.index(web.port))

    async def carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection, until either side ends it."""
        with suppress(OSError):
            web_reader, web_writer = await self._next()
            ways = (_pump(reader, web_writer), _pump(web_reader, writer))
            await asyncio.wait(map(asyncio.ensure_future, ways), return_when=asyncio.FIRST_COMPLETED)
            web_writer.close()
        writer.close()

    async def _next(self) -> tuple[StreamReader, StreamWriter]:
        for _ in range(len(self._turn)):
            port = self._turn[0]
            self._turn.rotate(-1)
            with suppress(ConnectionRefusedError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError("no web answers")


async def _pump(source: StreamReader, target: StreamWriter) -> None:
    with suppress(OSError):
        while block := await source.read(65536):
            target.write(block)
            await target.drain()


@contextmanager
def running_proxy(*webs: Web) -> Iterator[Proxy]:
    """One before these webs, gone afterwards."""
    proxy, loop = Proxy(list(webs)), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(proxy.carry, "127.0.0.1", 0))
    proxy.port = server.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever, name="proxy", daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(_ended())
        loop.close()


async def _ended() -> None:
    """Let go of the connections that are still carried."""
    carried = asyncio.all_tasks() - {asyncio.current_task()}
    for task in carried:
        task.cancel()
    await asyncio.gather(*carried, return_exceptions=True)
