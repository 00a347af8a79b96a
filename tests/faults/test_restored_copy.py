"""A dump restored into a second cluster beside its source: nothing fires there, and nothing there calls the source."""

from collections.abc import Iterator

import pytest

from app.local.account import run
from tests.cli.operator import said
from tests.clusters import ROOT, Database, running_cluster
from tests.faults.scene import due_scene, is_done, is_untouched
from tests.faults.watching import health, moves_by_itself
from tests.main_path.conftest import wait_for_launcher
from tests.plans import one


@pytest.fixture
def copy(production: Database) -> Iterator[Database]:
    """The production database, dumped while its jobs are active, restored as the manual says: roles first."""
    with running_cluster("stageclock") as cluster:
        cluster.run_sql("postgres", "create database stageclock")
        cluster.run_file("stageclock", ROOT / "sql" / "roles.sql")
        source, dump = production.cluster, cluster.data_dir.parent / "dump"
        place = ["-h", str(source.socket_dir), "-p", str(source.port), "-U", "postgres"]
        run([str(source.bin_dir / "pg_dump"), "-Fc", "-f", str(dump), *place, "stageclock"])
        place = ["-h", str(cluster.socket_dir), "-p", str(cluster.port), "-U", "postgres"]
        run([str(cluster.bin_dir / "pg_restore"), "--exit-on-error", "-d", "stageclock", *place, str(dump)])
        restored = Database(cluster, "stageclock")
        wait_for_launcher(restored)
        yield restored


def test_a_restored_copy_fires_nothing_there_nor_at_its_source_until_it_is_armed(
    production: Database, copy_source_asleep: None, copy: Database
) -> None:
    with production.connect() as source, copy.connect() as db:
        theirs, ours = due_scene(source), due_scene(db)
        beats = one(source, "select heartbeat_at from clock_control")
        db.execute("select pg_sleep(65)")
        assert is_untouched(db, ours) and is_untouched(source, theirs)
        assert one(source, "select heartbeat_at from clock_control") == beats, "the copy called its source"
        copy.tick()
        assert is_untouched(db, ours)
        status, detail = health(db)["foreign_copy"]
        assert (status, "`flask clock install --arm`" in detail) == ("red", True)
        said(copy.url("postgres"), "clock", "install", "--arm")
        assert {name: health(db)[name][0] for name in ("foreign_copy", "tick_job", "job_host")} == {
            "foreign_copy": "ok", "tick_job": "ok", "job_host": "ok",
        }  # fmt: skip
        moves_by_itself(copy)
        assert is_done(db, ours)
        assert one(source, "select heartbeat_at from clock_control") == beats


@pytest.fixture
def copy_source_asleep(production: Database, copy: Database) -> Iterator[None]:
    """The source's own job switched off after the dump, so that any call there would be the copy's."""
    with production.connect() as db:
        db.execute("select cron.alter_job(jobid, active => false) from cron.job where jobname = 'stageclock-tick'")
        db.execute("select pg_sleep(3)")
    yield
