"""Pages whose statements no other test counts: as many in a large class as in a small one, and at most twelve."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
GROW = """
with people as (
    insert into users (username, name, password_hash)
    select 'n' || n, 'Student ' || n, 'none' from generate_series(1, 490) n
    returning id
)
insert into enrollments (course_id, user_id, role) select %s, id, 'student' from people
"""


@pytest.mark.parametrize(
    "path",
    ["/assignments/{work}", "/stages/{open}/schedule", "/stages/{closed}/reopening", "/stages/{paused}/resumption",
     "/courses/{course}/members/{bob}/removal", "/clock"],
)  # fmt: skip
def test_a_large_class_costs_no_more_statements(
    visit: Open, web: Flask, cast: Cast, db: Connection, clock: MovableClock, path: str
) -> None:
    clock.set(MONDAY)
    keys = {
        "open": add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, status="active"),
        "closed": add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY, status="completed"),
        "paused": add_stage(db, cast.bookshop, MONDAY + HOUR, None),
    }
    db.execute("select stageclock.pause_stage(%s, null)", [keys["paused"]])
    address = path.format(**keys, work=cast.bookshop, course=cast.courses["SE-1"], bob=cast.people["bob"])
    dora = visit("dora")
    counts = []
    for grow in (False, True):
        if grow:
            db.execute(GROW, [cast.courses["SE-1"]])
        with statements(web) as asked:
            assert dora.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, counts
