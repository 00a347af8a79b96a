"""The disk fills up in the middle of the work: nothing half, and everything once there is room again."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cluster import Cluster, find_bin_dir
from tests.clusters import PORT, Database
from tests.faults.scene import add_scene, is_done
from tests.faults.servers import options_of
from tests.faults.watching import ONE_MINUTE, health, until, wrong
from tests.main_path.conftest import wait_for_launcher
from tests.plans import HOUR, one

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
    """Stageclock on it, called by pg_cron."""
    cluster = Cluster(small_disk / "data", small_disk / "s", PORT, find_bin_dir())
    small = {"max_wal_size": "32MB", "min_wal_size": "32MB", "restart_after_crash": "on"}
    cluster.initialise({**options_of(cluster), **small})
    cluster.start()
    cluster.run_sql("postgres", "create database stageclock")
    database = Database(cluster, "stageclock")
    database.prepare()
    wait_for_launcher(database)
    yield database
    cluster.stop("immediate")


def test_a_full_disk_is_named_leaves_nothing_half_and_everything_is_caught_up(
    cramped: Database, small_disk: Path
) -> None:
    with cramped.connect() as db:
        until(lambda: one(db, "select heartbeat_at is not null from clock_control"), ONE_MINUTE, what="a first tick")
        # Due in the middle of a minute, when pg_cron is not at work.
        now = one(db, "select clock_timestamp()")
        scenes = [add_scene(db, now - HOUR) for _ in range(SCENES)]
        db.execute("checkpoint")
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        file.write(b"\0" * (shutil.disk_usage(small_disk).free - LEFT))
    until(lambda: names_the_cause(cramped), 2 * ONE_MINUTE, what="the cause in health")
    with cramped.connect() as db:
        assert health(db)["overdue"][0] == "red"
        assert not all(is_done(db, scene) for scene in scenes), "there was room enough"
        assert one(db, "select count(*) from stage_attempts where quarantined_at is not null") == 0
    ballast.unlink()
    cramped.cluster.start()
    with cramped.connect() as db:
        until(lambda: all(is_done(db, scene) for scene in scenes), 2 * ONE_MINUTE, what="the catching up by pg_cron")
        assert wrong(db) == {}


def names_the_cause(database: Database) -> bool:
    """Whether health is not well, and says that there is no room."""
    with database.connect() as db:
        return any("No space left on device" in detail for detail in wrong(db).values())
