"""PostgreSQL as hosts give it: one role that is no superuser, pg_cron in a database of its own, no pg_cron at all."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command

from app.cluster import Cluster
from tests.cast import gather
from tests.cli.operator import flask, refusal, said
from tests.clusters import ROOT, Database, alembic_config, running_cluster
from tests.live.ears import Person
from tests.main_path.conftest import wait_for_launcher
from tests.plans import MINUTE, add_stage, add_work, one, status_of
from tests.serving import running_web

Connection = psycopg.Connection[Any]
PATIENCE = 90.0  # seconds: pg_cron's next minute, and a busy machine
NOT_OK = "select check_name from stageclock.clock_health where status <> 'ok'"


@contextmanager
def host(cron_database: str | None) -> Iterator[Cluster]:
    """A server of a host whose role `tenant` owns the database `app`, and is nothing else."""
    with running_cluster(cron_database) as cluster:
        cluster.run_sql("postgres", "create role tenant login; create database app owner tenant")
        yield cluster


def moves_by_itself(db: Connection) -> None:
    """A stage that is due opens though nobody but pg_cron does anything."""
    stage = add_stage(db, add_work(db), one(db, "select clock_timestamp()"), None)
    deadline = time.monotonic() + PATIENCE
    while status_of(db, stage) != "active":
        assert time.monotonic() < deadline, db.execute("table stageclock.clock_health").fetchall()
        time.sleep(0.5)


def test_one_role_that_is_no_superuser_does_everything_and_pg_cron_works_for_it(tmp_path: Path) -> None:
    with host("app") as cluster:
        cluster.run_sql("app", "create extension pg_cron; grant usage on schema cron to tenant")
        single = Database(cluster, "app")
        wait_for_launcher(single)
        command.upgrade(alembic_config(single.url("tenant")), "head")
        said(single.url("tenant"), "clock", "install")
        with single.connect("tenant") as db:
            gather(db)
            moves_by_itself(db)
            assert db.execute(NOT_OK).fetchall() == [("launcher",), ("roles",)]
            cluster.run_sql("app", "grant pg_read_all_stats to tenant")
            assert db.execute(NOT_OK).fetchall() == [("roles",)]
            assert one(db, "select string_agg(distinct username, ' ') from cron.job") == "tenant"
        with running_web(single, tmp_path, DATABASE_URL=single.url("tenant")) as web:
            assert Person(web.address, "alice").open(f"{web.address}/").status == 200
        backup = tmp_path / "backup"
        said(single.url("tenant"), "backup", "make", str(backup), STORAGE_DIR=str(tmp_path / "files"))
        cluster.run_sql("postgres", "create database spare owner tenant")
        spare = Database(cluster, "spare")
        said(spare.url("tenant"), "backup", "restore", str(backup), STORAGE_DIR=str(tmp_path / "restored"))
        with spare.connect("tenant") as db:
            assert ("foreign_copy",) in db.execute(NOT_OK).fetchall()


def test_where_pg_cron_lives_in_another_database_its_dba_runs_what_install_printed() -> None:
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create extension pg_cron")
        cluster.run_sql("postgres", "create database app")
        database = Database(cluster, "app")
        database.prepare()
        told = refusal(database.url("stageclock_owner"), "clock", "install")
        printed = re.search(r"run there: (.+)$", told)
        assert printed
        cluster.run_sql("postgres", printed[1])
        with database.connect() as db:
            moves_by_itself(db)
            assert db.execute(NOT_OK).fetchall() == [("tick_job",), ("purge_job",)]
        said(
            database.url("stageclock_owner"), "clock", "install",
            CRON_DATABASE_URL=cluster.url("postgres", "postgres"),
        )  # fmt: skip
        assert cluster.run_sql("postgres", "select count(*) from cron.job").strip() == "2"


@pytest.mark.parametrize("role", ["stageclock_clock", "tenant"])
def test_without_pg_cron_any_scheduler_calls_the_tick_and_health_is_ok(role: str) -> None:
    with host(None) as cluster:
        owner = "tenant" if role == "tenant" else "stageclock_owner"
        if role != "tenant":
            cluster.run_file("app", ROOT / "sql" / "roles.sql")
        database = Database(cluster, "app")
        command.upgrade(alembic_config(database.url(owner)), "head")
        with database.connect(owner) as db:
            assert {("launcher",), ("tick_job",), ("purge_job",)} <= set(db.execute(NOT_OK).fetchall())
        said(database.url(owner), "clock", "install", "--external", "--every", "1 minute")
        with database.connect() as db:
            stage = add_stage(db, add_work(db), one(db, "select clock_timestamp()") - MINUTE, None)
            cluster.run_sql("app", "CALL stageclock.tick()", role=role)
            assert status_of(db, stage) == "active"
        assert flask(database.url(owner), "clock", "verify").exit_code == 0
