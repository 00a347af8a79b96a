"""What open pages cost: `python -m bench.live [--streams 100 500 2000] [--runs 5]`, one web process on this machine.

For each number of streams, each of another student of one class: the memory that they add to the process, the time from
the commit of a transition until the last browser has heard of it, and what a page request takes beside them, in the
same run as without any; then the same request while eight people sign in without pause, each a password to hash. The
limit of the request is the same one in a quiet process.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil
import psycopg

from app import create_app, passwords
from app.config import Settings
from app.identity import SignedIn
from app.queries import people
from tests.clusters import Database, running_cluster
from tests.live.ears import TOKEN
from tests.plans import HOUR, add_stage, add_work, one
from tests.serving import Web, running_web

RESULTS = Path(__file__).parent / "results"
REQUESTS = 100
SIGNERS = 8
SECRET = "for this test"  # as tests/serving.py gives it to the web


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


@contextmanager
def a_class(students: int) -> Iterator[tuple[Database, psycopg.Connection[Any], int, list[str]]]:
    """A class with one course work of four stages, and a session for each student."""
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create database bench")
        database = Database(cluster, "bench")
        database.prepare()
        with database.connect() as db:
            work = add_work(db, students=students)
            now = one(db, "select clock_timestamp()")
            for number in range(4):
                add_stage(db, work, now - HOUR, now + (number + 1) * 24 * HOUR, status="active", name=f"Stage {number}")
            db.execute("update users set password_hash = %s where id <= %s", [passwords.make_hash("sesame"), SIGNERS])
            keys = [row[0] for row in db.execute("select id from users order by id")]
            yield database, db, work, sessions(database, keys)


def sessions(database: Database, keys: list[int]) -> list[str]:
    """The cookie of a session of each person, made with the web's own key."""
    app = create_app(Settings(database_url=database.url(), secret_key=SECRET))
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with app.app_context():
        marks = [SignedIn(person).get_id() for person in people.several(keys)]
        return [f"stageclock={serializer.dumps({'_user_id': mark})}" for mark in marks]


def memory_of(web: Web) -> float:
    """MB that belong to the one worker alone."""
    assert web.server
    (worker,) = psutil.Process(web.server.pid).children()
    return float(worker.memory_full_info().uss) / 1e6


def request(web: Web, cookie: str) -> float:
    """Milliseconds that a student's page takes."""
    began = time.perf_counter()
    asked = urllib.request.Request(f"{web.address}/", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - began)


def requests(web: Web, cookie: str) -> dict[str, float]:
    """Median and slowest of many, in milliseconds."""
    times = [request(web, cookie) for _ in range(REQUESTS)]
    return {"median_ms": statistics.median(times), "slowest_ms": max(times)}


def transition(db: psycopg.Connection[Any], work: int, browsers: Browsers) -> float:
    """Seconds from the commit of a transition until the last browser was told."""
    stage = add_stage(db, work, None, None, name="By hand")
    began = time.perf_counter()
    one(db, "select stageclock.activate_stage(%s, null)", stage)
    committed = time.perf_counter()
    return max(browsers.wait(began) - committed, 0.0)


def sign_in(web: Web, username: str) -> None:
    """One password hashed."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    found = TOKEN.search(opener.open(f"{web.address}/sign-in").read().decode())
    fields = {"csrf_token": found[1] if found else "", "username": username, "password": "sesame"}
    opener.open(f"{web.address}/sign-in", urllib.parse.urlencode(fields).encode()).read()


def beside_signing_in(web: Web, cookie: str, names: list[str]) -> dict[str, float]:
    """Page requests while so many people sign in without pause."""
    enough = Event()

    def keep_signing_in(name: str) -> int:
        times = 0
        while not enough.is_set():
            sign_in(web, name)
            times += 1
        return times

    with ThreadPoolExecutor(len(names)) as signers:
        counts = [signers.submit(keep_signing_in, name) for name in names]
        time.sleep(0.5)
        found = requests(web, cookie)
        enough.set()
        return {**found, "signed_in": sum(count.result() for count in counts)}


def measure(streams: int, runs: int) -> dict[str, Any]:
    """All figures for one number of streams."""
    with a_class(streams) as (database, db, work, cookies), tempfile.TemporaryDirectory() as storage:
        names = [row[0] for row in db.execute("select username from users order by id limit %s", [SIGNERS])]
        with running_web(database, Path(storage)) as web:
            request(web, cookies[0])
            first = Browsers(web.port, cookies[:1])
            quiet = requests(web, cookies[0])
            before = memory_of(web)
            browsers = Browsers(web.port, cookies[1:])
            time.sleep(1)
            reaching = [transition(db, work, browsers) for _ in range(runs)]
            found = {
                "memory_mb": memory_of(web) - before,
                "reaching_s": {"median": statistics.median(reaching), "slowest": max(reaching)},
                "page": requests(web, cookies[0]),
                "page_without_streams": quiet,
                "page_beside_signing_in": beside_signing_in(web, cookies[0], names),
            }
            for each in (first, browsers):
                each.close()
            return found


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    found = {streams: measure(streams, asked.runs) for streams in asked.streams}
    report(found, asked.runs)


def report(found: dict[int, dict[str, Any]], runs: int) -> None:
    """A table for people, JSON for programs."""
    print(f"\nOpen streams on one web process, median of {runs} transitions and {REQUESTS} requests each:")
    for streams, row in found.items():
        reaching, page, signing = row["reaching_s"], row["page"], row["page_beside_signing_in"]
        quiet = row["page_without_streams"]["median_ms"]
        print(
            f"  {streams:>5,} streams: {row['memory_mb']:.1f} MB more; the last was told {reaching['median']:.3f} s"
            f" after the commit, at the slowest {reaching['slowest']:.3f} s"
        )
        print(
            f"        a page takes {page['median_ms']:.1f} ms, without streams {quiet:.1f} ms"
            f" (ratio {page['median_ms'] / quiet:.2f})"
        )
        print(
            f"        beside {SIGNERS} people signing in {signing['median_ms']:.1f} ms, at the slowest"
            f" {signing['slowest_ms']:.0f} ms ({signing['signed_in']} signed in meanwhile)"
        )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "live.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
