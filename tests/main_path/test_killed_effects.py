"""kill -9 while a closing forms teams and gives out roles: all of it is there afterwards, or nothing."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, running_cluster
from tests.plans import HOUR, add_stage, add_work, one
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]
ROUNDS = 20
STUDENTS = 300
MADE = """
select (select count(*) from stage_transitions t where t.stage_id = s.id and t.to_status = 'completed'), s.status,
       (select count(*) from teams t where t.assignment_id = s.assignment_id and t.transition_id is not null),
       (select count(*) from team_members m where m.assignment_id = s.assignment_id),
       (select count(*) from role_assignments r join teams t on t.id = r.team_id
        where t.assignment_id = s.assignment_id),
       (select count(*) from notifications n join stage_transitions t on t.id = n.transition_id
        where t.stage_id = s.id and t.to_status = 'completed')
from stages s where s.id = %s
"""


@pytest.fixture(scope="module")
def own() -> Iterator[Database]:
    """A cluster of its own: a backend that is killed takes all the others of its cluster with it."""
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create database stageclock")
        database = Database(cluster, "stageclock")
        database.prepare()
        yield database


def formation(db: Connection) -> int:
    """A team formation that is due: two students have a team, the others none."""
    work = add_work(db, students=STUDENTS)
    add_team(db, work, students_of(db, work)[:2])
    now = one(db, "select clock_timestamp()")
    return add_stage(db, work, now - 2 * HOUR, now - HOUR, kind="team_formation", status="active")


def division(db: Connection) -> int:
    """A division that is due: seventy-five teams, three required roles that nobody holds."""
    work = add_work(db, students=STUDENTS)
    people = students_of(db, work)
    for first in range(0, STUDENTS, 4):
        add_team(db, work, people[first : first + 4], status="confirmed")
    now = one(db, "select clock_timestamp()")
    stage = add_stage(db, work, now - 2 * HOUR, now - HOUR, kind="division", status="active")
    for name in ("Writer", "Tester", "Speaker"):
        db.execute("insert into division_roles (stage_id, name) values (%s, %s)", [stage, name])
    return stage


def made(db: Connection, stage: int) -> tuple[Any, ...]:
    """Closings in the history, status, teams and places in teams, roles given, people told."""
    return tuple(db.execute(MADE.encode(), [stage]).fetchall()[0])


def survivor(database: Database) -> Connection:
    """A connection, as soon as the server has recovered."""
    deadline = time.monotonic() + 30
    while True:
        try:
            connection = database.connect()
            # The server may not have noticed yet that a backend was killed, and ends this one too when it does.
            connection.execute("select pg_sleep(0.3)")
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return connection


def tick_and_kill(database: Database, after: timedelta) -> None:
    """A tick whose backend is killed some time after it began."""
    session = database.connect("stageclock_clock")
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(session.execute, "call stageclock.tick()")
        time.sleep(after.total_seconds())
        os.kill(session.info.backend_pid, signal.SIGKILL)
        assert work.exception() is None or isinstance(work.exception(), psycopg.OperationalError)


@pytest.mark.parametrize("kind", [formation, division])
def test_killed_at_any_moment_a_closing_with_effects_is_whole_or_has_not_happened(own: Database, kind: Any) -> None:
    with own.connect() as db:
        whole, began = kind(db), time.monotonic()
        own.tick()
        lasts = timedelta(seconds=time.monotonic() - began)
        expected = made(db, whole)
    assert expected[:2] == (1, "completed") and expected[5] >= STUDENTS
    outcomes = []
    for number in range(ROUNDS // 2):
        with own.connect() as db:
            stage = kind(db)
            untouched = made(db, stage)
        tick_and_kill(own, lasts * (number + 0.5) / (ROUNDS // 2))
        with survivor(own) as db:
            outcomes.append(made(db, stage))
            assert outcomes[-1] in (untouched, expected)
            db.execute("update stage_attempts set next_try_at = clock_timestamp()")
        own.tick()
        with own.connect() as db:
            assert made(db, stage) == expected
            assert one(db, "select count(*) from clock_runs where outcome = 'running'") == 0
    assert untouched in outcomes, "no kill came in time"
