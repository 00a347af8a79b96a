"""A server without pg_cron: the upgrade succeeds, the tick works, and everything says what is missing."""

from collections.abc import Iterator

import pytest

from tests.cli.operator import flask
from tests.clusters import ROOT, Database, running_cluster
from tests.plans import MINUTE, add_stage, add_work, one, status_of


@pytest.fixture(scope="module")
def bare() -> Iterator[Database]:
    """Stageclock on a server that does not preload pg_cron."""
    with running_cluster(None) as cluster:
        cluster.run_sql("postgres", "create database bare")
        database = Database(cluster, "bare")
        database.prepare()
        yield database


def test_health_is_red_and_names_the_remedy(bare: Database) -> None:
    told = flask(bare.url("stageclock_owner"), "clock", "verify")
    assert told.exit_code == 1
    assert "pg_cron is not preloaded: add it to shared_preload_libraries" in told.stdout


def test_install_says_in_one_sentence_what_to_do(bare: Database) -> None:
    told = flask(bare.url("stageclock_owner"), "clock", "install")
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
    assert told.stderr.startswith("Error: pg_cron is not preloaded: put shared_preload_libraries = 'pg_cron'")


def test_the_tick_works_whoever_calls_it(bare: Database) -> None:
    with bare.connect() as db:
        stage = add_stage(db, add_work(db), one(db, "select clock_timestamp()") - MINUTE, None)
        assert flask(bare.url("stageclock_owner"), "clock", "tick").stdout == "Opened 1, closed 0, failed 0.\n"
        assert status_of(db, stage) == "active"


def test_a_superuser_without_the_roles_is_told_to_make_them() -> None:
    with running_cluster(None) as cluster:
        for arguments in (["clock", "status"], ["clock", "install"]):
            told = flask(cluster.url("postgres", "postgres"), *arguments)
            assert (told.exit_code, "psql -f sql/roles.sql" in told.stderr) == (1, True)
        cluster.run_file("postgres", ROOT / "sql" / "roles.sql")
        assert "alembic upgrade head" in flask(cluster.url("postgres", "postgres"), "clock", "status").stderr
