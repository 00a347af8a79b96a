"""`flask local …` as typed: from nothing to a served page, and back to nothing."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli.local import local
from app.config import Settings
from app.local.place import Place
from tests.clusters import ROOT

RUN = "import sys, pathlib; from app.local import place, web; web.run(place.Place(pathlib.Path(sys.argv[1])), print)"

LAUNCHER = "select status from stageclock.clock_health where check_name = 'launcher'"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A checkout of its own: the code is this one's, what is made stands apart and goes away."""
    for name in ("alembic", "alembic.ini", "app", "sql"):
        (tmp_path / name).symlink_to(ROOT / name)
    checkout = Place(tmp_path)
    monkeypatch.setattr(Place, "here", lambda: checkout)
    yield checkout
    flask_local("remove", "--yes")


def flask_local(*arguments: str) -> Result:
    """Run one command of the group."""
    app = Flask("app")
    app.config["SETTINGS"] = Settings()
    with app.app_context():
        return CliRunner().invoke(local, arguments)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def read_until(words: str, process: subprocess.Popen[str]) -> str:
    """What the process says, up to the line with these words."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    pytest.fail(f"It ended with status {process.wait()}:\n{said}")


def test_nothing_to_ask_for_before_the_first_start(place: Place) -> None:
    for command in ("status", "psql", "stop"):
        result = flask_local(command)
        assert result.exit_code == 1
        assert "Error: This checkout has no private cluster yet: `flask local start`" in result.output


def test_run_serves_the_demo_with_a_living_clock_and_stops_both(place: Place) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(place.project)],
        env={**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    read_until("Loading the demo", process)
    read_until(f"Stageclock runs at http://127.0.0.1:{port}", process)
    read_until("Sign in with the password", process)
    with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        assert answer.status == 200
    assert "runs as process" in flask_local("status").output
    cluster = place.cluster()
    assert cluster.run_sql("stageclock", "select count(*) from users where role = 'student'") == "30\n"
    assert cluster.run_sql("stageclock", LAUNCHER) == "ok\n"
    assert "already runs: process" in flask_local("stop").output

    kill_web(process)
    read_until("PostgreSQL goes on moving stages", process)
    assert cluster.run_sql("stageclock", LAUNCHER) == "ok\n", "the clock needs no web"
    assert f"`kill {process.pid}`" in flask_local("stop").output

    process.send_signal(signal.SIGINT)
    read_until("Stopped.", process)
    assert process.wait(60) == 0
    assert "does not run" in flask_local("status").output
    assert not place.is_running


def kill_web(run: subprocess.Popen[str]) -> None:
    """kill -9 gunicorn and every process of it."""
    for master in children(run.pid):
        for worker in children(master):
            os.kill(worker, signal.SIGKILL)
        os.kill(master, signal.SIGKILL)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
