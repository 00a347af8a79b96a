"""Eight web processes beside the clock: they answer, and have no part in any transition."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clusters import ROOT, Database
from tests.database.test_concurrency import tick_together
from tests.plans import add_many, add_work, one


@pytest.fixture
def web(production: Database, tmp_path: Path) -> Iterator[str]:
    """`gunicorn -w 8` as the web's role; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": production.url("stageclock_app"), "SECRET_KEY": "for this test",
        "STORAGE_DIR": str(tmp_path),
    }  # fmt: skip
    options = ["-c", "python:app.gunicorn_conf", "-w", "8", "-b", f"127.0.0.1:{port}", "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *options], cwd=ROOT, env=environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def answer(address: str, patience: float = 20) -> int:
    """The status of a page, once somebody listens."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            assert time.monotonic() < deadline, f"{address} does not answer"
            time.sleep(0.1)


def test_two_thousand_stages_move_once_each_beside_eight_web_processes(web: str, production: Database) -> None:
    assert answer(f"{web}/healthz") == 200
    assert answer(f"{web}/readyz") == 200
    with production.connect() as db:
        now = one(db, "select clock_timestamp()")
        for _ in range(20):
            add_many(db, add_work(db), 100, now - timedelta(hours=2), now - timedelta(hours=1))
        tick_together(production, 8)
        assert [answer(f"{web}/healthz") for _ in range(16)] == [200] * 16
        counts = "select count(*), count(distinct (stage_id, to_status)), count(distinct run_id) from stage_transitions"
        transitions, different, runs = db.execute(counts.encode()).fetchall()[0]
        assert (transitions, different) == (4000, 4000)
        assert runs > 1, "one tick did all the work"
        sessions = "select count(*) from pg_stat_activity where usename = 'stageclock_app'"
        assert one(db, sessions) >= 1, "the web had no part in this test"
