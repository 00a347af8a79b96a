"""A backup that PostgreSQL 15 made at the first release comes back on this server, whichever it is, and goes on."""

import tarfile
from pathlib import Path

import pytest

from tests.cli.operator import said
from tests.clusters import ROOT, Database, running_cluster
from tests.faults.watching import violations
from tests.main_path.conftest import wait_for_launcher
from tests.plans import one

BACKUP = ROOT / "tests" / "data" / "backup-of-postgresql-15.tar.xz"
MOVED = "select count(*), count(distinct (stage_id, to_status)), min(due_at) from stage_transitions"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Five stages that fell due, a file that was handed in, fifteen students."""
    with tarfile.open(BACKUP) as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "backup"


def test_everything_comes_back_with_its_files_and_what_fell_due_is_caught_up_once(backup: Path, tmp_path: Path) -> None:
    with running_cluster("stageclock") as cluster:
        cluster.run_sql("postgres", "create database stageclock")
        cluster.run_file("stageclock", ROOT / "sql" / "roles.sql")
        here = Database(cluster, "stageclock")
        storage = tmp_path / "storage"
        said(here.url("stageclock_owner"), "backup", "restore", str(backup), STORAGE_DIR=str(storage))
        assert (storage / "submissions" / "kept").read_text() == "work"
        wait_for_launcher(here)
        with here.connect() as db:
            here.tick()
            assert one(db, "select count(*) from stage_transitions") == 0
            said(here.url("stageclock_owner"), "clock", "install", "--arm")
            here.tick(2)
            count, different, first = db.execute(MOVED).fetchall()[0]
            assert (count, different, str(first)) == (9, 9, "2026-11-01 00:00:00+00:00")
            assert one(db, "select count(*) from users") == 15
            assert violations(db) == {}
            assert db.execute("select check_name from stageclock.clock_health where status <> 'ok'").fetchall() == []
