"""Several gunicorn workers: they count together, what ended is no longer open, and one log speaks for all."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cast import Cast
from tests.clusters import Database
from tests.live.ears import Person
from tests.serving import PATIENCE, Web, answer, running_web


@pytest.fixture
def pair(database: Database, cast: Cast, tmp_path: Path) -> Iterator[Web]:
    """The web in two processes, with a temporary directory of its own."""
    (tmp_path / "tmp").mkdir()
    with running_web(database, tmp_path, workers=2, TMPDIR=str(tmp_path / "tmp")) as web:
        yield web


def metric(web: Web, name: str, **labels: str) -> float | None:
    """One sample, from whichever process answers."""
    with urllib.request.urlopen(f"{web.address}/metrics") as page:
        families = list(text_string_to_metric_families(page.read().decode()))
    found = [s.value for f in families for s in f.samples if s.name == name and labels.items() <= s.labels.items()]
    return found[0] if found else None


def until(web: Web, name: str, value: float, **labels: str) -> None:
    """Wait until a sample has a value."""
    deadline = time.monotonic() + PATIENCE
    while (now := metric(web, name, **labels)) != value:
        assert time.monotonic() < deadline, f"{name} is {now}, not {value}"
        time.sleep(0.1)


def workers(web: Web) -> list[int]:
    """The processes that answer."""
    assert web.server
    master = web.server.pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def test_whichever_is_asked_tells_what_all_have_counted(pair: Web, tmp_path: Path) -> None:
    before = metric(pair, "stageclock_request_seconds_count", endpoint="health.alive") or 0
    for _ in range(40):
        assert answer(f"{pair.address}/healthz") == 200
    told = {metric(pair, "stageclock_request_seconds_count", endpoint="health.alive") for _ in range(10)}
    assert told == {before + 40}
    counting = list((tmp_path / "tmp").glob("stageclock-metrics-*/histogram_*.db"))
    assert len(counting) == 2, "both have answered"


def test_a_killed_worker_leaves_what_it_counted_and_takes_its_streams_along(pair: Web) -> None:
    bob = Person(pair.address, "bob")
    ears = [bob.listen() for _ in range(4)]
    for ear in ears:
        ear.next("hello")
    until(pair, "stageclock_open_streams", 4)
    counted = metric(pair, "stageclock_request_seconds_count", endpoint="live.stream")
    assert counted == 4
    for pid in workers(pair):
        os.kill(pid, signal.SIGKILL)
    assert answer(f"{pair.address}/healthz") == 200
    until(pair, "stageclock_open_streams", 0)
    until(pair, "stageclock_request_seconds_count", 4, endpoint="live.stream")


def test_a_closed_stream_is_counted_no_more(pair: Web) -> None:
    ear = Person(pair.address, "bob").listen()
    ear.next("hello")
    until(pair, "stageclock_open_streams", 1)
    ear.close()
    until(pair, "stageclock_open_streams", 0)


def test_the_directory_goes_with_the_server_and_not_with_a_worker(pair: Web, tmp_path: Path) -> None:
    def kept() -> int:
        return len(list((tmp_path / "tmp").glob("stageclock-metrics-*")))

    for pid in workers(pair):
        os.kill(pid, signal.SIGTERM)
    assert answer(f"{pair.address}/healthz") == 200
    assert kept() == 1
    pair.stop()
    assert kept() == 0


def test_every_line_of_the_server_is_json(
    database: Database, cast: Cast, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with running_web(database, tmp_path, workers=2) as web:
        answer(f"{web.address}/sign-in")
        os.kill(workers(web)[0], signal.SIGKILL)
        answer(f"{web.address}/healthz")
    said = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert {line["logger"] for line in said} >= {"app.requests", "gunicorn.error"}
    assert [line["path"] for line in said if line["event"] == "request"] == ["/sign-in"]
