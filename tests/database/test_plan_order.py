"""The order of a plan: stages are moved, or taken out where nothing has happened to them; the others close ranks."""

from datetime import datetime
from typing import Any

import psycopg
import pytest

from tests.clusters import MovableClock
from tests.database.test_by_hand import refused
from tests.database.test_plan import audit, plan_of
from tests.plans import HOUR, MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]
NOON = MONDAY + 4 * HOUR


@pytest.fixture
def alice(db: Connection, clock: MovableClock) -> int:
    """A teacher, at noon."""
    clock.set(NOON)
    return int(one(db, "insert into users (username, name, password_hash) values ('alice', 'Alice', 'x') returning id"))


@pytest.mark.parametrize(
    ("name", "position", "order"),
    [("A", 2, "BCAD"), ("D", 0, "DABC"), ("B", 99, "ACDB"), ("C", -5, "CABD"), ("B", 1, "ABCD")],
)
def test_a_stage_moves_and_the_others_close_ranks(
    db: Connection, alice: int, name: str, position: int, order: str
) -> None:
    work = add_work(db)
    keys = {letter: add_stage(db, work, None, None, name=letter) for letter in "ABCD"}
    other = add_stage(db, add_work(db), None, None, name="elsewhere")
    db.execute("select stageclock.place_stage(%s, %s, %s)", [keys[name], position, alice])
    assert plan_of(db, work) == list(enumerate(order))
    moved = [] if order == "ABCD" else [(alice, "stage_moved", "stage", keys[name])]
    assert [row[:4] for row in audit(db)] == moved
    assert one(db, "select position from stages where id = %s", other) == 0


def test_the_audit_counts_places_from_one_as_people_do(db: Connection, alice: int) -> None:
    work = add_work(db)
    key, *_others = (add_stage(db, work, None, None) for _ in range(3))
    db.execute("select stageclock.place_stage(%s, 2, %s)", [key, alice])
    assert audit(db)[0][4] == {"from": {"position": 1}, "to": {"position": 3}}


def test_moving_is_no_edit_of_the_stages_that_others_have_open(db: Connection, alice: int) -> None:
    work = add_work(db)
    key = add_stage(db, work, None, None)
    add_stage(db, work, None, None)
    db.execute("select stageclock.place_stage(%s, 1, %s)", [key, alice])
    assert one(db, "select array_agg(version) from stages") == [1, 1]


def test_a_stage_is_removed_and_the_audit_of_the_course_work_keeps_what_it_was(db: Connection, alice: int) -> None:
    work = add_work(db)
    keys = [add_stage(db, work, NOON + HOUR, None, name=name) for name in "ABC"]
    db.execute("insert into stage_attempts values (%s, 'active', 3, now())", [keys[1]])
    db.execute("select stageclock.remove_stage(%s, %s)", [keys[1], alice])
    assert plan_of(db, work) == [(0, "A"), (1, "C")]
    [(actor, action, subject, subject_id, details)] = audit(db)
    assert (actor, action, subject, subject_id) == (alice, "stage_removed", "assignment", work)
    assert (details["stage_id"], details["name"], details["kind"]) == (keys[1], "B", "custom")


@pytest.mark.parametrize("start", [MONDAY, NOON])
def test_a_stage_that_has_begun_keeps_its_place_in_the_plan(db: Connection, alice: int, start: datetime) -> None:
    key = add_stage(db, add_work(db), start, None)
    assert "close it instead" in refused(db, "SC002", "remove_stage(%s, %s)", key, alice)
