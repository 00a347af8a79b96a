"""What is in an upgrade's way: it goes, or is waited for and then named, and never left half done."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.errors import OperatorError
from app.installer import indexes
from tests.clusters import ROOT, Database
from tests.faults.watching import until
from tests.plans import add_work, one
from tests.upgrading.releases import Release, later_releases

Connection = psycopg.Connection[Any]

WANTED = {"ix_stages_by_name": "create index concurrently ix_stages_by_name on stages (name)"}
HEAD = "select version_num from alembic_version"
AT_WORK = (
    "select count(*) from pg_stat_activity where backend_type = 'autovacuum worker' and query like '%public.users%'"
)
SLOWLY = (
    "alter table users set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1,"
    " autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)"
)
AS_EVER = (
    "alter table users reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,"
    " autovacuum_vacuum_cost_delay, autovacuum_vacuum_cost_limit)"
)


@pytest.fixture
def release(tmp_path: Path, production: Database) -> Iterator[Release]:
    """The next one; afterwards the database is again as this one has it."""
    (later,) = later_releases(tmp_path, 1)
    yield later
    with production.connect() as db:
        if one(db, HEAD) == later.head:
            later.alembic(production, "downgrade", "-1")
            assert Release(ROOT, "").upgrade(production).returncode == 0


def look_every(db: Connection, naptime: str) -> None:
    """How often autovacuum looks for work."""
    db.execute(f"alter system set autovacuum_naptime = '{naptime}'".encode())
    db.execute("select pg_reload_conf()")


@contextmanager
def autovacuum_at_work(database: Database) -> Iterator[None]:
    """On `users`, for minutes, unless somebody sends it away."""
    with database.connect() as db:
        look_every(db, "1s")
        add_work(db, students=1000)
        db.execute(SLOWLY.encode())
        db.execute("update users set name = name || ' x'")
        until(lambda: one(db, AT_WORK) > 0)
        look_every(db, "1min")
        try:
            yield
        finally:
            db.execute(AS_EVER.encode())


def test_autovacuum_is_sent_away(production: Database, release: Release) -> None:
    with autovacuum_at_work(production):
        done = release.upgrade(production)
    assert done.returncode == 0, done.stderr


def test_one_step_back_and_again_forward(production: Database, release: Release) -> None:
    assert release.upgrade(production).returncode == 0
    old = Release(ROOT, "").upgrade(production)
    assert old.returncode != 0
    assert f"Can't locate revision identified by '{release.head}'" in old.stderr
    assert "Traceback" not in old.stderr
    back = release.alembic(production, "downgrade", "-1")
    assert back.returncode == 0, back.stderr
    assert Release(ROOT, "").upgrade(production).returncode == 0


def test_a_script_for_review_keeps_requests_out_as_the_upgrade_itself_does(
    production: Database, release: Release
) -> None:
    with production.connect() as db:
        script = release.alembic(production, "upgrade", f"{one(db, HEAD)}:head", "--sql").stdout
        with production.connect(autocommit=False) as somebody:
            somebody.execute("select from users")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                db.execute(script.encode())
            db.rollback()
            somebody.rollback()
        assert script.index("'public.users'") < script.index("drop schema if exists stageclock")
        assert one(db, HEAD) != release.head


def test_of_two_upgrades_one_builds_indexes_and_the_other_finds_them_built(production: Database) -> None:
    with production.connect() as db, production.connect(autocommit=False) as holder:
        holder.execute("lock table stages in row exclusive mode")
        built: list[list[str]] = []

        def build() -> None:
            with production.connect("stageclock_owner") as connection:
                built.append(indexes.build(connection, WANTED))

        threads = [threading.Thread(target=build) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        holder.rollback()
        for thread in threads:
            thread.join()
        assert sorted(built) == [[], ["ix_stages_by_name"]]
        db.execute("drop index ix_stages_by_name")


def test_nobody_waits_without_end_to_build_indexes(production: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "WAIT", "set lock_timeout = '300ms'")
    monkeypatch.setattr(indexes, "PATIENCE", 0.3)
    with production.connect("stageclock_owner") as connection, production.connect(autocommit=False) as idle:
        idle.execute("update stages set name = name where false")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            indexes.build(connection, WANTED)
        with production.connect("stageclock_owner") as second, pytest.raises(OperatorError, match="Another upgrade"):
            indexes.build(second, WANTED)
        idle.rollback()
        assert indexes.build(connection, WANTED) == ["ix_stages_by_name"]
        connection.execute("drop index ix_stages_by_name")


def test_ctrl_c_is_answered_in_a_sentence_and_undoes_what_was_begun(production: Database, release: Release) -> None:
    with production.connect(autocommit=False) as holder, production.connect() as db:
        before = one(holder, HEAD)
        holder.execute("select from users")
        upgrading = subprocess.Popen(
            [sys.executable, "-m", "alembic", "upgrade", "head"],
            cwd=release.home, env=release.environment(production), stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until(lambda: one(db, "select count(*) from pg_stat_activity where query like '%public.access_tokens%'") > 1)
        upgrading.send_signal(signal.SIGINT)
        _, told = upgrading.communicate(timeout=30)
        assert upgrading.returncode == 1
        assert "Error: Stopped: " in told and "Traceback" not in told
        assert one(db, HEAD) == before
        assert one(db, "select count(*) from stageclock.stages_now") >= 0
