"""The thread that writes to the sockets of streams: any number of them, none of which can hold up another."""

import logging
import os
import selectors
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread

from app.live.stream import Stream

GONE = 30_000  # milliseconds in which what is sent is acknowledged, or the browser has vanished without a word
MOST_WAITING = 64 * 1024  # bytes: who has not read so much does not read at all
log = logging.getLogger(__name__)

NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Load:
    """One socket, and the bytes that it has not taken yet."""

    def __init__(self, sock: socket.socket, stream: Stream, is_chunked: bool) -> None:
        self.sock = sock
        self.stream = stream
        self.is_chunked = is_chunked
        self.rest = bytearray()

    def gather(self) -> None:
        """Put what the stream has behind what waits, framed as the response began (RFC 9112, 7.1)."""
        data = self.stream.take()
        if data and self.is_chunked:
            data = b"%X\r\n%b\r\n" % (len(data), data)
        self.rest += data


class Carrier:
    """Takes sockets and streams in, and writes to each what its stream is sent; `dropped` is told of each that ends."""

    def __init__(self, dropped: Callable[[Stream], None]) -> None:
        self._dropped = dropped
        self._loads: dict[Stream, Load] = {}
        self._selector = selectors.DefaultSelector()
        self._asked: SimpleQueue[Load | Stream] = SimpleQueue()
        self._bell_out, self._bell_in = os.pipe()
        for end in (self._bell_out, self._bell_in):
            os.set_blocking(end, False)
        self._selector.register(self._bell_out, selectors.EVENT_READ)
        self._thread = Thread(target=self._run, name="live-carrier", daemon=True)
        self._thread.start()

    def take(self, sock: socket.socket, stream: Stream, is_chunked: bool) -> None:
        """From now on the socket is the carrier's: nobody else writes to it or closes it."""
        self._ask([Load(sock, stream, is_chunked)])

    def fetch(self, streams: Iterable[Stream]) -> None:
        """See to it that what these streams were sent is written; those that no socket came for are passed over."""
        self._ask(streams)

    def _ask(self, things: Iterable[Load | Stream]) -> None:
        for thing in things:
            self._asked.put(thing)
        with suppress(BlockingIOError):  # the bell rings already
            os.write(self._bell_in, b"!")

    def _run(self) -> None:
        while True:
            for key, events in self._selector.select():
                if key.fileobj == self._bell_out:
                    self._answer()
                else:
                    self._serve(key.data, self._write if events & selectors.EVENT_WRITE else self._read)

    def _serve(self, load: Load, act: Callable[[Load], None]) -> None:
        """Write or read; whatever goes wrong with one stream ends that one."""
        try:
            act(load)
        except Exception:
            log.exception("a stream is given up, after a fault of ours")
            self._drop(load)

    def _answer(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._bell_out, 4096)
        while True:
            try:
                thing = self._asked.get_nowait()
            except Empty:
                return
            if isinstance(thing, Load):
                self._serve(thing, self._begin)
            elif load := self._loads.get(thing):
                self._serve(load, self._write)

    def _begin(self, load: Load) -> None:
        load.sock.setblocking(False)
        with suppress(OSError):  # a socket of another family has none
            load.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE)
        self._loads[load.stream] = load
        self._selector.register(load.sock, selectors.EVENT_READ, load)
        self._write(load)

    def _write(self, load: Load) -> None:
        load.gather()
        try:
            while load.rest:
                del load.rest[: load.sock.send(load.rest)]
        except NOT_NOW:
            pass
        except OSError:
            return self._drop(load)
        if not load.stream.is_open or len(load.rest) > MOST_WAITING:
            return self._drop(load)
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if load.rest else 0)
        self._selector.modify(load.sock, wanted, load)

    def _read(self, load: Load) -> None:
        """A browser that reads events says nothing more: what can be read is its end, or is thrown away."""
        try:
            if not load.sock.recv(4096):
                self._drop(load)
        except NOT_NOW:
            pass
        except OSError:
            self._drop(load)

    def _drop(self, load: Load) -> None:
        if self._loads.pop(load.stream, None):
            with suppress(KeyError, ValueError):  # it was never registered
                self._selector.unregister(load.sock)
            load.sock.close()
            self._dropped(load.stream)
