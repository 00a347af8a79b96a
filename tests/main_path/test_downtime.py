"""A server that was down over a start and an end: both happen, in order, with their due times."""

import time
from datetime import timedelta

from tests.clusters import Database
from tests.plans import add_stage, add_work, one


def test_a_stop_over_start_and_end_is_caught_up_in_order(production: Database) -> None:
    with production.connect() as db:
        work = add_work(db)
        now = one(db, "select clock_timestamp()")
        start, end = now + timedelta(seconds=0.2), now + timedelta(seconds=0.4)
        stages = [add_stage(db, work, start, end, kind=kind) for kind in ("custom", "team_formation", "division")]
    production.cluster.kill()
    time.sleep(0.5)
    production.cluster.start()
    with production.connect() as db:
        assert one(db, "select clock_timestamp()") > end
        production.tick()
        rows = db.execute("select stage_id, to_status, due_at from stage_transitions order by id").fetchall()
        for stage in stages:
            assert [row[1:] for row in rows if row[0] == stage] == [("active", start), ("completed", end)]
        assert len(rows) == 6
