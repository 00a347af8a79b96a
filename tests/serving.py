"""The web as operators run it: gunicorn in processes of its own, in the web's role."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.clusters import ROOT, Database

PATIENCE = 20.0  # seconds: a machine may be busy


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Web:
    """One gunicorn at an address that it keeps when it is started again."""

    database: Database
    storage: Path
    workers: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    application: list[str] = field(default_factory=list)  # another one, in gunicorn's words; none: ours
    port: int = field(default_factory=free_port)
    server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        environment = {
            "PATH": os.environ["PATH"], "DATABASE_URL": self.database.url("stageclock_app"),
            "SECRET_KEY": "for this test", "STORAGE_DIR": str(self.storage), **self.settings,
        }  # fmt: skip
        options = ["-c", "python:app.gunicorn_conf", "-w", str(self.workers), "-b", f"127.0.0.1:{self.port}"]
        command = [sys.executable, "-m", "gunicorn", *options, "--log-level", "warning", *self.application]
        self.server = subprocess.Popen(command, cwd=ROOT, env=environment)
        assert answer(f"{self.address}/healthz") == 200

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it as operators do, or by another signal, and wait until it is gone."""
        if self.server and self.server.poll() is None:
            self.server.send_signal(number)
            self.server.wait(PATIENCE)


@contextmanager
def running_web(database: Database, storage: Path, workers: int = 1, **settings: str) -> Iterator[Web]:
    """A web that is stopped afterwards; settings are variables of its environment."""
    web = Web(database, storage, workers, settings)
    try:
        web.start()
        yield web
    finally:
        web.stop()


def answer(address: str, patience: float = PATIENCE) -> int:
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
