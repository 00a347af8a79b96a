"""Fixtures that every test may use: a cluster, a database of one's own in it, and its clock."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_postgresql import factories
from pytest_postgresql.executors import NoopExecutor

from app.cluster import Cluster, find_bin_dir
from tests.clusters import Database, MovableClock, running_cluster
from tests.coverage import profiler


class ClusterExecutor(NoopExecutor):
    """Tells pytest-postgresql where our cluster is: it cannot start one itself when it runs as root."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(
            host=str(cluster.socket_dir), port=cluster.port, user="postgres", options="", dbname="stageclock"
        )
        self.cluster = cluster

    @property
    def template_dbname(self) -> str:
        """What the template with Stageclock is itself made from."""
        return "template1"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One cluster a test process, with pg_cron in `postgres`: a database its launcher sits in cannot be cloned."""
    with running_cluster("postgres") as running:
        yield running


@pytest.fixture(scope="session")
def executor(cluster: Cluster) -> ClusterExecutor:
    """The cluster as pytest-postgresql sees it."""
    return ClusterExecutor(cluster)


def install(**place: Any) -> None:
    """Fill the template: roles, then `alembic upgrade head`."""
    socket_dir = Path(place["host"])
    cluster = Cluster(socket_dir.parent / "data", socket_dir, int(place["port"]), find_bin_dir())
    Database(cluster, place["dbname"]).prepare()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Keep what `make coverage` counts before fixtures tidy up: code that is loaded anew has not run."""
    yield
    for thing in getattr(item, "funcargs", {}).values():
        if isinstance(thing, Database):
            profiler.keep(thing)


postgresql_with_stageclock = factories.postgresql_noproc(depends_on="executor", dbname="sc", load=[install])
postgresql = factories.postgresql("postgresql_with_stageclock")


@pytest.fixture
def database(cluster: Cluster, postgresql: psycopg.Connection[Any]) -> Database:
    """A fresh database with Stageclock, nobody's copy."""
    fresh = Database(cluster, postgresql.info.dbname)
    fresh.settle()
    return fresh


@pytest.fixture
def db(database: Database) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection to the fresh database; every statement commits."""
    with database.connect() as connection:
        yield connection


@pytest.fixture
def clock(database: Database) -> MovableClock:
    """The fresh database's clock."""
    return MovableClock(database)
