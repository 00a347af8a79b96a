"""Servers for the tests of faults; after each test the same check of everything it left behind."""

from collections.abc import Generator, Iterator

import pytest

from tests.clusters import Database, MovableClock, running_cluster
from tests.faults.watching import violations
from tests.main_path.conftest import cron_cluster, dba, production

__all__ = ["cron_cluster", "dba", "production"]


@pytest.fixture(scope="module")
def own() -> Iterator[Database]:
    """A cluster of its own: a backend that is killed takes all the others of its cluster with it."""
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create database stageclock")
        database = Database(cluster, "stageclock")
        database.prepare()
        yield database


@pytest.fixture
def own_clock(own: Database) -> Iterator[MovableClock]:
    """Its clock, the real one again afterwards."""
    clock = MovableClock(own)
    yield clock
    clock.run()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """No double effect, no half effect, nothing lost: asked of every database that a test had, once it has passed."""
    yield
    for thing in getattr(item, "funcargs", {}).values():
        if isinstance(thing, Database):
            with thing.connect() as db:
                assert violations(db) == {}, thing.name
