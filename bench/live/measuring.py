"""What so many streams cost one web process, and whoever asks it for a page beside them."""

import tempfile
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import psycopg

from bench.live.browsers import Browsers
from bench.live.class_of import SIGNERS, class_of
from tests.live.ears import TOKEN
from tests.plans import add_stage, one
from tests.serving import Web, running_web

REQUESTS = 100


def memory_of(web: Web) -> float:
    """MB that belong to the one worker alone."""
    assert web.server
    (worker,) = psutil.Process(web.server.pid).children()
    return float(worker.memory_full_info().uss) / 1e6


def request(web: Web, cookie: str) -> float:
    """Seconds that a student's page takes."""
    began = time.perf_counter()
    asked = urllib.request.Request(f"{web.address}/", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked) as answer:
        answer.read()
    return time.perf_counter() - began


def requests(web: Web, cookie: str) -> list[float]:
    """Seconds of each of many."""
    return [request(web, cookie) for _ in range(REQUESTS)]


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


def beside_signing_in(web: Web, cookie: str, names: list[str]) -> tuple[list[float], int]:
    """Page requests while so many people sign in without pause, and how often these did."""
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
        return found, sum(count.result() for count in counts)


@dataclass(frozen=True)
class Found:
    """What one number of streams costs: MB in all, seconds until the last was told, milliseconds of requests."""

    streams: int
    memory_mb: float
    reaching: list[float]
    quiet: list[float]
    beside_streams: list[float]
    beside_signing_in: list[float]
    signed_in: int


def measure(streams: int, runs: int) -> Found:
    """All figures for one number of streams."""
    with class_of(streams) as (database, db, work, cookies), tempfile.TemporaryDirectory() as storage:
        names = [row[0] for row in db.execute("select username from users order by id limit %s", [SIGNERS])]
        with running_web(database, Path(storage), LOG_LEVEL="warning") as web:
            request(web, cookies[0])
            first = Browsers(web.port, cookies[:1])
            quiet = requests(web, cookies[0])
            before = memory_of(web)
            browsers = Browsers(web.port, cookies[1:])
            time.sleep(1)
            reaching = [transition(db, work, browsers) for _ in range(runs)]
            memory = memory_of(web) - before
            beside = requests(web, cookies[0])
            signing, signed_in = beside_signing_in(web, cookies[0], names)
            for each in (first, browsers):
                each.close()
            return Found(streams, memory, reaching, quiet, beside, signing, signed_in)
