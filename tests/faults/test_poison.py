"""A stage that raises, sleeps for a minute, or ends its own backend: isolated, quarantined, retried once mended."""

import contextlib
import time
from typing import Any

import psycopg
import pytest

from tests.cli.operator import said
from tests.clusters import Database, MovableClock
from tests.faults.scene import STUDENTS, due_scene, figures, is_done
from tests.faults.watching import health
from tests.plans import HOUR, MINUTE, cure, one, poison, status_of

Connection = psycopg.Connection[Any]
CLOSING = "if new.status = 'completed' then {}; end if"
POISONS = {
    "an exception": CLOSING.format("raise exception 'poisoned'"),
    "a sleep": CLOSING.format("perform pg_sleep(60)"),
    "the end of its backend": CLOSING.format("perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(10)"),
}


@pytest.fixture
def short_timeout(own: Database) -> Any:
    """The clock's statement_timeout made one second, so that five attempts do not take five minutes."""
    with own.connect() as db:
        db.execute("alter role stageclock_clock set statement_timeout = '1s'")
        yield
        db.execute("alter role stageclock_clock set statement_timeout = '55s'")


@pytest.mark.parametrize("what", list(POISONS))
def test_a_poisoned_closing_is_isolated_quarantined_and_retried(
    own: Database, own_clock: MovableClock, short_timeout: None, what: str
) -> None:
    with own.connect() as db:
        bad, good = due_scene(db), due_scene(db)
        poison(db, bad.formation, POISONS[what])
        for n in range(7):
            own_clock.shift(n * HOUR)
            with contextlib.suppress(psycopg.OperationalError):
                own.tick()
        assert is_done(db, good)
        attempt = "select attempts, quarantined_at is not null from stage_attempts where stage_id = %s"
        assert db.execute(attempt, [bad.formation]).fetchall() == [(5, True)]
        status, detail = health(db)["quarantine"]
        assert (status, f"stages {bad.formation}" in detail, "`flask clock retry`" in detail) == ("red", True, True)
        cure(db, bad.formation)
        said(own.url("stageclock_owner"), "clock", "retry", str(bad.formation))
        own.tick()
        assert status_of(db, bad.formation) == "completed"
        # The division did not wait for a team formation that was given up: later teams have no roles of its closing.
        assert figures(db, bad)[:3] == (8, 8, STUDENTS)
        assert health(db)["quarantine"][0] == "ok"


def test_a_closing_that_sleeps_is_cut_off_after_55_seconds_and_the_next_tick_moves_the_rest(
    own: Database, own_clock: MovableClock
) -> None:
    """The role's real statement_timeout, which covers the whole CALL."""
    with own.connect() as db:
        bad, good = due_scene(db), due_scene(db)
        poison(db, bad.formation, POISONS["a sleep"])
        began = time.monotonic()
        with pytest.raises(psycopg.errors.QueryCanceled):
            own.tick()
        assert 50 < time.monotonic() - began < 60
        own.tick()
        assert is_done(db, good)
        cure(db, bad.formation)
        own_clock.shift(2 * MINUTE)
        own.tick()
        assert is_done(db, bad)
        assert one(db, "select outcome::text from clock_runs order by id desc offset 2 limit 1") == "crashed"
