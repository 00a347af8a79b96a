"""A gunicorn worker whose streams cost no thread: once one has begun, its socket is the carrier's."""

import errno
import resource
import socket
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from gunicorn.workers.gthread import ThreadWorker

HAND_OVER = "stageclock.hand_over"  # in the WSGI environment: call it when somebody else has the socket


class HandedOver(OSError):
    """Ends a response that goes on elsewhere, in the way of a browser that has gone, which gunicorn does not log."""

    def __init__(self) -> None:
        super().__init__(errno.EPIPE, "the socket has been handed over")


class StreamWorker(ThreadWorker):  # type: ignore[misc]
    """Threads for requests; sockets of streams are let go of."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._handed_over: set[socket.socket] = set()

    def init_process(self) -> None:
        """Let the process have as many sockets as its user may: each stream is one."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        super().init_process()

    def load_wsgi(self) -> None:
        """Offer the application to take sockets over; streams of HTTP/2 have none of their own."""
        super().load_wsgi()
        application = self.wsgi  # type: ignore[has-type]

        def with_offer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if environ.get("HTTP_VERSION") != "2":
                environ[HAND_OVER] = self._let_go
            return application(environ, start_response)  # type: ignore[no-any-return]

        self.wsgi = with_offer

    def _let_go(self, sock: socket.socket) -> NoReturn:
        self._handed_over.add(sock)
        raise HandedOver

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Forget a connection that was handed over, and leave its socket open."""
        if conn.sock in self._handed_over:
            self._handed_over.discard(conn.sock)
            self.nr_conns -= 1
        else:
            super().finish_request(conn, fs)
