"""Eight web processes beside the clock: they answer, and have no part in any transition."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clusters import Database
from tests.database.test_concurrency import tick_together
from tests.plans import add_many, add_work, one
from tests.serving import answer, running_web


@pytest.fixture
def web(production: Database, tmp_path: Path) -> Iterator[str]:
    """Gunicorn with eight workers; its address."""
    with running_web(production, tmp_path, workers=8) as running:
        yield running.address


def test_two_thousand_stages_move_once_each_beside_eight_web_processes(web: str, production: Database) -> None:
    assert answer(f"{web}/healthz") == 200
    assert answer(f"{web}/readyz") == 200
    with production.connect() as db:
        now = one(db, "select clock_timestamp()")
        for _ in range(20):
            add_many(db, add_work(db), 100, now - timedelta(hours=2), now - timedelta(hours=1))
        tick_together(production, 8)
        assert [answer(f"{web}/healthz") for _ in range(16)] == [200] * 16
        counts = "select count(*), count(distinct (stage_id, to_status)), count(distinct run_id) from stage_transitions"
        transitions, different, runs = db.execute(counts.encode()).fetchall()[0]
        assert (transitions, different) == (4000, 4000)
        assert runs > 1, "one tick did all the work"
        sessions = "select count(*) from pg_stat_activity where usename = 'stageclock_app'"
        assert one(db, sessions) >= 1, "the web had no part in this test"
