"""pg_cron worked hard: the tick fired every second, with stages falling due each second, closings with effects too.

No test of the quick suite (its name says so): pg_cron knows seconds from 1.5 on, and tests/matrix runs this there.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.cli.operator import said
from tests.clusters import Database
from tests.plans import add_stage, add_work, one

Connection = psycopg.Connection[Any]

SECOND = timedelta(seconds=1)
STUDENTS = 5
WANTED = 60  # firings
PATIENCE = 180.0  # seconds in which all must have happened; pg_cron starts the next firing when the last has ended
# Not from our view, which shows the last of them only.
FIRED = (
    "select count(*) from cron.job_run_details"
    " where command = 'CALL stageclock.tick()' and status = 'succeeded' and start_time >= %s"
)


@pytest.fixture
def every_second(production: Database) -> Iterator[None]:
    """The tick's job at one second, as an operator sets it; afterwards each minute again."""
    owner = production.url("stageclock_owner")
    assert "1 seconds" in said(owner, "clock", "schedule", "1 seconds")
    yield
    said(owner, "clock", "schedule", "* * * * *")


def add_next(db: Connection) -> None:
    """A course work whose two stages, one a team formation, open a second from now and close in the seconds after."""
    opens = one(db, "select clock_timestamp()") + SECOND
    work = add_work(db, students=STUDENTS)
    add_stage(db, work, opens, opens + 2 * SECOND)
    add_stage(db, work, opens, opens + SECOND, kind="team_formation")


def watch(db: Connection, until: Callable[[], bool], meanwhile: Callable[[], None]) -> set[tuple[str, str]]:
    """Do something each second until it is over; every cause that health named before."""
    named: set[tuple[str, str]] = set()
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, f"not all has happened; health named {named}"
        meanwhile()
        named |= set(db.execute("select check_name, detail from stageclock.clock_health where status <> 'ok'"))
        time.sleep(1)
    return named


@pytest.mark.usefixtures("every_second")
def test_sixty_firings_move_each_stage_once_and_health_stays_ok(
    dba: Connection, record_property: Callable[[str, object], None]
) -> None:
    began = one(dba, "select clock_timestamp()")
    left = "select count(*) from stages where status <> 'completed'"
    named = watch(dba, until=lambda: one(dba, FIRED, began) >= WANTED, meanwhile=lambda: add_next(dba))
    named |= watch(dba, until=lambda: one(dba, left) == 0, meanwhile=lambda: None)
    fired, moves = one(dba, FIRED, began), one(dba, "select count(*) from stage_transitions")
    record_property("firings", fired)
    latest = one(dba, "select max(happened_at - due_at) from stage_transitions")
    print(f"{fired} firings made {moves} transitions, the latest {latest} after it was due")
    assert named == set()
    assert one(dba, "select count(*) from cron.job_run_details where status = 'failed'") == 0
    assert_each_moved_once(dba)


def assert_each_moved_once(db: Connection) -> None:
    """Two transitions a stage, in order, and nothing done twice by their effects."""
    works = one(db, "select count(*) from assignments")
    ways = "select array_agg(to_status::text order by id) as way from stage_transitions group by stage_id"
    counted = db.execute(f"select way, count(*) from ({ways}) w group by 1".encode()).fetchall()
    assert counted == [(["active", "completed"], 2 * works)]
    assert one(db, "select count(*) from team_members") == works * STUDENTS
    assert one(db, "select count(*) from stage_attempts") == 0
    assert one(db, "select count(*) from clock_runs where outcome not in ('ok', 'running')") == 0
