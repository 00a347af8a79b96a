"""Real PostgreSQL clusters for tests, and databases in them that hold Stageclock."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql

from app.cluster import Cluster, cron_options, find_bin_dir
from tests.coverage import profiler

ROOT = Path(__file__).resolve().parents[1]
PORT = 54330
# Nothing here must survive a power cut; what was committed survives kill -9, because the kernel has it.
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}
MEMORY = Path("/dev/shm")


@contextmanager
def running_cluster(cron_database: str | None, *, on_disk: bool = False) -> Iterator[Cluster]:
    """A cluster of its own, with pg_cron's launcher in `cron_database`, or without pg_cron; gone afterwards.

    In memory where there is enough, unless it shall lie on a disk.
    """
    # Not under pytest's directories: only their owner can pass through those, and PostgreSQL runs as another user.
    home = Path(tempfile.mkdtemp(prefix="sc-test-", dir=None if on_disk else fastest_place()))
    home.chmod(0o755)
    bin_dir = find_bin_dir()
    cluster = Cluster(home / "data", home / "s", PORT, bin_dir)
    try:
        cron = cron_options(bin_dir, cron_database, cluster.socket_dir) if cron_database else {}
        cluster.initialise({**FAST, **cron, **profiler.options(cron.get("shared_preload_libraries"))})
        cluster.start()
        yield cluster
    finally:
        cluster.stop("immediate")
        shutil.rmtree(home)


def fastest_place() -> str | None:
    """Memory, where the system offers enough of it: each test clones a database. None: the usual temporary place."""
    enough = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 << 30
    return str(MEMORY) if enough else None


def alembic_config(url: str) -> Config:
    """Alembic as an operator with this address runs it."""
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


@dataclass(frozen=True)
class Database:
    """One database with Stageclock in it."""

    cluster: Cluster
    name: str

    def url(self, role: str = "stageclock_app") -> str:
        """The address for a role."""
        return self.cluster.url(self.name, role)

    def connect(self, role: str = "postgres", **options: Any) -> psycopg.Connection[Any]:
        """A connection that commits each statement, unless told otherwise."""
        return psycopg.connect(self.url(role), **{"autocommit": True, **options})

    def tick(self, times: int = 1) -> None:
        """What pg_cron does every minute: a new session of the clock's role, and the very command."""
        for _ in range(times):
            with self.connect("stageclock_clock") as connection:
                connection.execute("CALL stageclock.tick()")

    def prepare(self) -> None:
        """Make roles and schema in an empty database, as an operator does."""
        self.cluster.run_file(self.name, ROOT / "sql" / "roles.sql")
        command.upgrade(alembic_config(self.url("stageclock_owner")), "head")

    def settle(self) -> None:
        """Make a clone an installation of its own: with an owner, as old as it is, and no copy, whose ticks refuse."""
        with self.connect() as connection:
            connection.execute(sql.SQL("alter database {} owner to stageclock_owner").format(sql.Identifier(self.name)))
            connection.execute(
                "update clock_control set heartbeat_at = clock_timestamp(), home_database ="
                " (select oid from pg_database where datname = current_database())"
            )


class MovableClock:
    """`stageclock.current_time()` under a test's control, for every session of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def set(self, instant: datetime) -> None:
        """Stand still at an instant."""
        self._replace(sql.SQL("return {}::timestamptz").format(sql.Literal(instant.isoformat())))

    def shift(self, by: timedelta) -> None:
        """Run, ahead of the real clock or behind it."""
        self._replace(sql.SQL("return pg_catalog.clock_timestamp() + {}").format(sql.Literal(by)))

    def run(self) -> None:
        """Run as the real clock."""
        self._replace(sql.SQL("return pg_catalog.clock_timestamp()"))

    def now(self) -> datetime:
        """What the clock says."""
        with self.database.connect() as connection:
            row = connection.execute("select stageclock.current_time()").fetchone()
        assert row is not None
        return datetime.fromisoformat(str(row[0]))

    def _replace(self, body: sql.Composable) -> None:
        head = sql.SQL(
            "create or replace function stageclock.current_time() returns timestamptz language sql volatile "
        )
        with self.database.connect("stageclock_owner") as connection:
            connection.execute(head + body)
