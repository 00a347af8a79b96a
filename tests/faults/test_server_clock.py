"""The server's clock set back three minutes, or forward two hours and back: no stage twice, and health says it."""

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from tests.clusters import Database, running_cluster
from tests.faults.scene import add_scene, due_scene, is_done, is_untouched
from tests.faults.servers import restart
from tests.faults.watching import ONE_MINUTE, health, moves_by_itself, until
from tests.main_path.conftest import wait_for_launcher
from tests.plans import HOUR, one


class WallClock:
    """What the server takes for the machine's clock: the real one and an offset, which may change while it runs."""

    def __init__(self, place: Path) -> None:
        libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        assert libraries, "libfaketime is missing, which changes a server's clock: bin/setup --dev installs it."
        self.offset = place / "offset"
        self.environment = {
            "LD_PRELOAD": str(libraries[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.offset),
            "FAKETIME_NO_CACHE": "1",
            # What measures lengths of time goes on: only the wall clock jumps.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set("+0")

    def set(self, offset: str) -> None:
        """Jump: "+2h", "-180", "+0"."""
        self.offset.write_text(f"{offset}\n")


@pytest.fixture
def wall_clock() -> Iterator[WallClock]:
    """In force for every server that starts while the test runs."""
    place = Path("/dev/shm") / f"sc-clock-{os.getpid()}"
    place.mkdir(mode=0o755)
    clock = WallClock(place)
    with mock.patch.dict(os.environ, clock.environment):
        yield clock
    clock.offset.unlink()
    place.rmdir()


@pytest.fixture
def jumpy(wall_clock: WallClock) -> Iterator[Database]:
    """Stageclock beside pg_cron on a server whose clock the test moves."""
    with running_cluster("stageclock") as cluster:
        cluster.run_sql("postgres", "create database stageclock")
        database = Database(cluster, "stageclock")
        database.prepare()
        wait_for_launcher(database)
        moves_by_itself(database)
        yield database


def test_set_back_three_minutes_the_clock_says_so_and_goes_on_after_the_restart_it_asks_for(
    jumpy: Database, wall_clock: WallClock
) -> None:
    wall_clock.set("-180")
    with jumpy.connect() as db:
        waiting = due_scene(db)
        status, detail = health(db)["heartbeat"]
        assert (status, "the server's clock was set back" in detail, "restart PostgreSQL" in detail) == (
            "red", True, True,
        )  # fmt: skip
        db.execute("select pg_sleep(62)")
        assert is_untouched(db, waiting), "pg_cron waits until its clock has caught up"
    restart(jumpy)
    moves_by_itself(jumpy)
    with jumpy.connect() as db:
        assert is_done(db, waiting)
        assert health(db)["heartbeat"][0] == "ok"


def test_set_forward_two_hours_and_back_each_stage_moves_once(jumpy: Database, wall_clock: WallClock) -> None:
    with jumpy.connect() as db:
        within = add_scene(db, one(db, "select clock_timestamp()") + HOUR)
        assert is_untouched(db, within)
        wall_clock.set("+2h")
        until(lambda: is_done(db, within), ONE_MINUTE)
        assert one(db, "select max(happened_at - due_at) < '4 hours' from stage_transitions") is True
        wall_clock.set("+0")
        status, detail = health(db)["heartbeat"]
        assert (status, "the server's clock was set back" in detail) == ("red", True)
    restart(jumpy)
    moves_by_itself(jumpy)
    with jumpy.connect() as db:
        assert is_done(db, within)
        assert health(db)["heartbeat"][0] == "ok"
