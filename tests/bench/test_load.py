"""The load generator, against a server whose every answer is known."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.web.load import Loaded, load, message


class Handler(BaseHTTPRequestHandler):
    """Says what it was sent; fails at /wrong; hangs up after each answer at /close."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, bytes]]

    def do_GET(self) -> None:
        """Answer anything."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.path, body))  # type: ignore[attr-defined]
        self.send_response(500 if self.path == "/wrong" else 200)
        self.send_header("Content-Length", "5")
        if self.path == "/close":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"hello")

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """One that listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def seen(server: ThreadingHTTPServer) -> list[tuple[str, bytes]]:
    """Paths and bodies, in the order in which they came."""
    return list(server.seen)  # type: ignore[attr-defined]


def test_it_asks_as_often_as_it_is_told_each_in_turn(server: ThreadingHTTPServer) -> None:
    found = load(server.server_port, [message("/a", {}), message("/b", {"X": "y"}, b"body")], 5, 1)
    assert seen(server) == [("/a", b""), ("/b", b"body"), ("/a", b""), ("/b", b"body"), ("/a", b"")]
    assert len(found.taken) == 5
    assert found.seconds >= max(found.taken)


def test_several_connections_share_the_requests(server: ThreadingHTTPServer) -> None:
    assert len(load(server.server_port, [message("/", {})], 21, 4).taken) == len(seen(server)) == 21


def test_it_comes_back_where_the_server_hangs_up(server: ThreadingHTTPServer) -> None:
    assert len(load(server.server_port, [message("/close", {})], 3, 1).taken) == 3


def test_an_error_is_no_figure(server: ThreadingHTTPServer) -> None:
    with pytest.raises(AssertionError, match="500"):
        load(server.server_port, [message("/wrong", {})], 1, 1)


def test_the_99th_of_100_is_the_last_but_one() -> None:
    found = Loaded([float(number) for number in range(100, 0, -1)], 200.0)
    assert (found.percentile(99), found.percentile(100), found.rate) == (99.0, 100.0, 0.5)
