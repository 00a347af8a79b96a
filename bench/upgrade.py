"""What an upgrade costs whoever is at work: `python -m bench.upgrade [--stages 1000000] [--runs 5]`.

Installs later releases one after the other, each with two columns and an index more on `stages` and with other code,
and looks at a stage without pause meanwhile: the longest that a look had to wait is how long locks were held. The limit
is the longest look in a quiet second of the same run.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from tests.clusters import Database, running_cluster
from tests.plans import HOUR, MONDAY, add_many, add_work
from tests.upgrading.releases import Release, later_releases

RESULTS = Path(__file__).parent / "results"
A_WORK = 1000  # stages of one course work
LOOK = "select effective_status from stageclock.stages_now where id = 1"


@dataclass
class Looks:
    """Milliseconds that each look took."""

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
                looks.taken.append(1000 * (time.perf_counter() - began))

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


def install(database: Database, release: Release) -> dict[str, float]:
    """Milliseconds: the longest look in a quiet second, the longest during the upgrade, and the upgrade's own time."""
    with looking(database) as quiet:
        time.sleep(1)
    began = time.perf_counter()
    with looking(database) as looks:
        done = release.upgrade(database)
    if done.returncode:
        raise SystemExit(done.stderr)
    taken = 1000 * (time.perf_counter() - began)
    return {"quiet_ms": quiet.longest, "held_ms": looks.longest, "upgrade_ms": taken}


def measure(stages: int, runs: int) -> dict[str, float]:
    """The medians of as many upgrades."""
    with running_cluster("stageclock") as cluster, tempfile.TemporaryDirectory() as place:
        cluster.run_sql("postgres", "create database stageclock")
        database = Database(cluster, "stageclock")
        database.prepare()
        fill(database, stages)
        found = [install(database, release) for release in later_releases(Path(place), runs)]
    medians = {name: statistics.median(each[name] for each in found) for name in found[0]}
    return {**medians, "longest_held_ms": max(each["held_ms"] for each in found)}


def main() -> None:
    """Measure, show and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stages", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    figures = measure(asked.stages, asked.runs)
    print(f"{asked.stages:,} stages, {asked.runs} upgrades, each of two columns, an index and all code:")
    for name, value in figures.items():
        print(f"  {name:<16}{value:>9.1f}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "upgrade.json").write_text(json.dumps({"stages": asked.stages, **figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
