"""The second kind of cluster: pg_cron's database is the application's, as in production."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.cluster import Cluster
from tests.clusters import Database, running_cluster


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
    return database


@pytest.fixture
def dba(production: Database) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection."""
    with production.connect() as connection:
        yield connection
