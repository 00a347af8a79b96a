"""The disk fills up in the middle of the work: nothing half, and everything once there is room again."""

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.cluster import Cluster, find_bin_dir
from tests.clusters import FAST, PORT, Database, MovableClock
from tests.faults.scene import add_scene, is_done
from tests.faults.watching import health, until
from tests.main_path.test_killed_effects import survivor
from tests.plans import HOUR, MINUTE, one

SIZE, SCENES, LEFT = "256m", 60, 300_000


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, in memory. Mounting one takes root."""
    place = Path(tempfile.mkdtemp(prefix="sc-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "tmpfs", str(place)]
    told = subprocess.run(mount, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"A full disk can be tried by root only, who may mount one: {told.stderr}"
    yield place
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


@pytest.fixture
def cramped(small_disk: Path) -> Iterator[Database]:
    """Stageclock on it."""
    cluster = Cluster(small_disk / "data", small_disk / "s", PORT, find_bin_dir())
    cluster.initialise({**FAST, "max_wal_size": "32MB", "min_wal_size": "32MB", "restart_after_crash": "on"})
    cluster.start()
    cluster.run_sql("postgres", "create database stageclock")
    database = Database(cluster, "stageclock")
    database.prepare()
    yield database
    cluster.stop("immediate")


def test_a_full_disk_leaves_nothing_half_and_everything_is_caught_up(cramped: Database, small_disk: Path) -> None:
    with cramped.connect() as db:
        now = one(db, "select clock_timestamp()")
        scenes = [add_scene(db, now - HOUR) for _ in range(SCENES)]
        db.execute("checkpoint")
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        file.write(b"\0" * (shutil.disk_usage(small_disk).free - LEFT))
    failures = [failure for _ in range(3) if (failure := tick(cramped)) is not None]
    with contextlib.suppress(psycopg.OperationalError), cramped.connect() as db:
        assert health(db)["overdue"][0] == "red"
        done = [is_done(db, scene) for scene in scenes]
        assert not all(done), f"there was room enough: {shutil.disk_usage(small_disk)}, {failures}"
    ballast.unlink()
    cramped.cluster.start()
    survivor(cramped).close()
    MovableClock(cramped).shift(2 * MINUTE)
    until(lambda: tick(cramped) is None)
    cramped.tick()
    with cramped.connect() as db:
        assert [scene.work for scene in scenes if not is_done(db, scene)] == []
        assert health(db)["overdue"][0] == "ok"


def tick(database: Database) -> str | None:
    """What a tick fails with, None where it does not."""
    try:
        database.tick()
    except psycopg.OperationalError as error:
        return str(error)
    return None
