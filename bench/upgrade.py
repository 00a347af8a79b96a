"""What an upgrade costs whoever is at work: `python -m bench.upgrade [--stages 1000000] [--runs 5]`.

Installs later releases one after the other, each with two columns and an index more on `stages` and with other code,
and looks at a stage without pause meanwhile: the longest that a look had to wait is how long locks were held. The limit
is the longest look in a quiet second of the same run.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from bench.frame import Comparison, Figure, Report
from bench.keeping import keep
from tests.clusters import Database, running_cluster
from tests.plans import HOUR, MONDAY, add_many, add_work
from tests.upgrading.releases import Release, later_releases

A_WORK = 1000  # stages of one course work
LOOK = "select effective_status from stageclock.stages_now where id = 1"


@dataclass
class Looks:
    """Seconds that each look took."""

    taken: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The one that waited most."""
        return max(self.taken)


@contextmanager
def looking(database: Database) -> Iterator[Looks]:
    """Look again and again, in one session as the web's role, until the block is left."""
    looks, enough = Looks(), Event()

    def look() -> None:
        with database.connect("stageclock_app") as db:
            while not enough.is_set():
                began = time.perf_counter()
                db.execute(LOOK)
                looks.taken.append(time.perf_counter() - began)

    thread = Thread(target=look)
    thread.start()
    try:
        yield looks
    finally:
        enough.set()
        thread.join()


def fill(database: Database, stages: int) -> None:
    """Course work with so many stages that nothing happens to."""
    with database.connect() as db:
        for _ in range(stages // A_WORK):
            add_many(db, add_work(db), A_WORK, MONDAY, MONDAY + HOUR)
        db.execute("vacuum analyze stages")


def install(database: Database, release: Release) -> tuple[float, float, float]:
    """Seconds: the longest look in a quiet second, the longest during the upgrade, and the upgrade's own time."""
    with looking(database) as quiet:
        time.sleep(1)
    began = time.perf_counter()
    with looking(database) as looks:
        done = release.upgrade(database)
    if done.returncode:
        raise SystemExit(done.stderr)
    return quiet.longest, looks.longest, time.perf_counter() - began


def run(stages: int, runs: int) -> Report:
    """As many upgrades, one after the other."""
    with running_cluster("stageclock") as cluster, tempfile.TemporaryDirectory() as place:
        cluster.run_sql("postgres", "create database stageclock")
        database = Database(cluster, "stageclock")
        database.prepare()
        fill(database, stages)
        found = [install(database, release) for release in later_releases(Path(place), runs)]
    quiet, held, taken = (list(each) for each in zip(*found, strict=True))
    report = Report("upgrade", "Upgrading while people are at work", {"stages": stages, "runs": runs})
    report.comparisons.append(
        Comparison(f"the longest look during an upgrade, {stages:,} stages", held, "in a quiet second", quiet)
    )
    report.figures += [
        Figure("the longest look during any", 1000 * max(held), "ms"),
        Figure("an upgrade itself", statistics.median(taken), "s"),
    ]
    return report


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    keep(run(asked.stages, asked.runs))


if __name__ == "__main__":
    main()
