"""The second kind of cluster: pg_cron's database is the application's, as in production."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.cluster import Cluster
from tests.clusters import Database, running_cluster
from tests.plans import one


@pytest.fixture(scope="module")
def cron_cluster() -> Iterator[Cluster]:
    """A cluster whose `cron.database_name` is `stageclock`."""
    with running_cluster("stageclock") as running:
        running.run_sql("postgres", "create database stageclock")
        yield running


@pytest.fixture(scope="module")
def production(cron_cluster: Cluster) -> Database:
    """Stageclock as `alembic upgrade head` installs it beside pg_cron."""
    database = Database(cron_cluster, "stageclock")
    database.prepare()
    wait_for_launcher(database)
    return database


def wait_for_launcher(database: Database) -> None:
    """pg_cron's launcher found no database when the server started, and comes back a second later."""
    deadline = time.monotonic() + 15
    query = "select count(*) from pg_stat_activity where backend_type = 'pg_cron launcher'"
    with database.connect() as db:
        while one(db, query) == 0:
            assert time.monotonic() < deadline, "pg_cron's launcher does not come up"
            time.sleep(0.1)


@pytest.fixture
def dba(production: Database) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection."""
    with production.connect() as connection:
        yield connection
