"""Databases of many stages in courses without students, and what puts one back after a round."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from app.cluster import Cluster
from tests.clusters import Database, MovableClock, running_cluster
from tests.plans import HOUR, MONDAY

Connection = psycopg.Connection[Any]
SECOND = HOUR / 3600
BLOCK = 500_000  # stages an INSERT

FILL = """
insert into stages (assignment_id, position, name, kind, status, starts_at, ends_at)
select 1 + n / 8, n %% 8, 'Stage ' || n, 'custom', (array['pending', 'active'])[1 + n %% 2]::stage_status,
       %(monday)s::timestamptz + n * interval '1 second', %(monday)s::timestamptz + interval '10 years'
from generate_series(%(first)s, %(last)s - 1) n
"""


@dataclass(frozen=True)
class Scene:
    """One database of `stages` stages: every other one is pending, the rest active; the pending ones start from MONDAY
    on, one each two seconds."""

    database: Database
    db: Connection
    clock: MovableClock
    stages: int

    def make_due(self, due: int) -> list[int]:
        """Move the clock to where so many are due; their keys, in the order in which they are."""
        assert due <= self.stages / 2, "only every other stage is pending"
        self.clock.set(MONDAY + (2 * due - 1) * SECOND)
        query = "select id from stages where status = 'pending' order by starts_at, id limit %s"
        return [row[0] for row in self.db.execute(query, [due])]

    def moved(self) -> int:
        """How many rows of history there are."""
        row = self.db.execute("select count(*) from stage_transitions").fetchone()
        return int(row[0]) if row else 0

    def reset(self, expected: int) -> None:
        """Everything pending again, no history, no dead rows; fails unless so many stages were moved."""
        moved = self.moved()
        assert moved == expected, f"{moved} of {expected} were moved"
        self.db.execute("update stages s set status = 'pending' from stage_transitions t where t.stage_id = s.id")
        self.db.execute("set session_replication_role = replica")  # history is append-only for everybody else
        self.db.execute("delete from stage_transitions")
        self.db.execute("reset session_replication_role")
        self.db.execute("vacuum (analyze, index_cleanup on) stages, stage_transitions, clock_runs")
        self.db.execute("checkpoint")


def fill(db: Connection, stages: int) -> None:
    """Eight stages a course work."""
    db.execute("insert into courses (code, name, time_zone) values ('B', 'Bench', 'UTC')")
    db.execute(
        "insert into assignments (course_id, title, time_zone, state)"
        " select 1, 'Work ' || n, 'UTC', 'published' from generate_series(0, %s / 8) n",
        [stages],
    )
    db.execute("alter table stages disable trigger hold_stage")
    for first in range(0, stages, BLOCK):
        db.execute(FILL, {"monday": MONDAY, "first": first, "last": min(first + BLOCK, stages)})
    db.execute("alter table stages enable trigger hold_stage")
    db.execute("vacuum analyze")


@contextmanager
def scenes(sizes: Iterable[int], *, on_disk: bool = False) -> Iterator[list[Scene]]:
    """A database of each size, side by side in one cluster, without autovacuum: it would come into some rounds only.

    On a disk each commit waits for it, as on a server.
    """
    with running_cluster("postgres", on_disk=on_disk) as cluster:
        cluster.run_sql("postgres", "alter system set autovacuum = off")
        cluster.run_sql("postgres", "alter system set max_wal_size = '8GB'")
        cluster.run_sql("postgres", "select pg_reload_conf()")
        cluster.run_sql("postgres", "create database bench")
        Database(cluster, "bench").prepare()
        made: list[Scene] = []
        try:
            for stages in sizes:
                made.append(copy_of(Database(cluster, f"bench_{stages}"), stages))
            if on_disk:
                wait_for_the_disk(cluster)
            yield made
        finally:
            for scene in made:
                scene.db.close()


def wait_for_the_disk(cluster: Cluster) -> None:
    """From here on: what is there is on the disk, and so is what is committed."""
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        cluster.run_sql("postgres", f"alter system set {name} = on")
    cluster.run_sql("postgres", "select pg_reload_conf()")
    cluster.run_sql("postgres", "checkpoint")


def copy_of(database: Database, stages: int) -> Scene:
    """The empty database copied, made one of its own, and filled; its clock stands before everything."""
    print(f"Filling {stages:,} stages …", flush=True)
    database.cluster.run_sql("postgres", f"create database {database.name} template bench")
    database.settle()
    scene = Scene(database, database.connect(), MovableClock(database), stages)
    scene.clock.set(MONDAY - HOUR)
    fill(scene.db, stages)
    return scene
