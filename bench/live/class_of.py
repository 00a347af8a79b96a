"""A class whose people have the page open."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from app import passwords
from bench.sessions import cookies_of
from tests.clusters import Database, running_cluster
from tests.plans import HOUR, add_stage, add_work, one

SIGNERS = 8  # who can sign in


@contextmanager
def class_of(students: int) -> Iterator[tuple[Database, psycopg.Connection[Any], int, list[str]]]:
    """A class with one course work of four stages, and a session for each student."""
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create database bench")
        database = Database(cluster, "bench")
        database.prepare()
        with database.connect() as db:
            work = add_work(db, students=students)
            now = one(db, "select clock_timestamp()")
            for number in range(4):
                add_stage(db, work, now - HOUR, now + (number + 1) * 24 * HOUR, status="active", name=f"Stage {number}")
            db.execute("update users set password_hash = %s where id <= %s", [passwords.make_hash("sesame"), SIGNERS])
            keys = [row[0] for row in db.execute("select id from users order by id")]
            yield database, db, work, cookies_of(database, keys)
