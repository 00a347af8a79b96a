"""The web as operators run it, and a bare Flask under the same gunicorn."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.clusters import Database
from tests.serving import Web

WORKERS = 2  # app/gunicorn_conf.py's own default
QUIET = {"LOG_LEVEL": "warning"}  # a line a request would only fill the terminal


@dataclass(frozen=True)
class Served:
    """Both servers, beside one database."""

    database: Database
    storage: str
    ours: Web
    bare: Web


@contextmanager
def served(database: Database) -> Iterator[Served]:
    """The web and the bare hello, until the block is left."""
    with tempfile.TemporaryDirectory() as storage:
        ours = Web(database, Path(storage), WORKERS, QUIET)
        bare = Web(database, Path(storage), WORKERS, QUIET, ["bench.web.hello:app"])
        try:
            ours.start()
            bare.start()
            yield Served(database, storage, ours, bare)
        finally:
            ours.stop()
            bare.stop()


def memory_of(web: Web) -> float:
    """MB of the larger worker that belong to it alone."""
    assert web.server
    workers = psutil.Process(web.server.pid).children()
    return max(float(worker.memory_full_info().uss) for worker in workers) / 1e6
