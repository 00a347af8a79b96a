"""What closings did, read and taken back through the interface for programs."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team, teams_of
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


@pytest.fixture
def closing(cast: Cast, db: Connection, database: Database, clock: MovableClock) -> int:
    """Team formation has closed: Bob had a team, four students were grouped into two; the transition's key."""
    clock.set(MONDAY)
    db.execute("update assignments set max_team_size = 2 where id = %s", [cast.bookshop])
    stage = add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active")
    for n in range(4):
        enroll(db, cast.courses["SE-1"], add_person(db, f"s{n}", f"Student {n}", stored="x"))
    add_team(db, cast.bookshop, [cast.people["bob"]], status="confirmed", locked=True)
    clock.set(MONDAY + HOUR)
    database.tick()
    return int(one(db, "select id from stage_transitions where stage_id = %s", stage))


def test_staff_read_what_a_closing_did_and_take_it_back(
    program: Start, cast: Cast, db: Connection, closing: int
) -> None:
    alice, address = program("alice"), f"/transitions/{closing}/effects"
    done = alice.items(f"/assignments/{cast.bookshop}/history?kind=team_formation")[0]
    assert (done["id"], done["has_effects_left"]) == (closing, True)
    seen = alice.get(address).get_json()
    assert len(seen["effects"]["made"]) == 2 and seen["is_left"] and seen["undoings"] == []
    assert (seen["outlook"]["team_count"], seen["outlook"]["kept_team_ids"]) == (2, [])
    undone = alice.send(f"/transitions/{closing}/undo", {"reason": "Wrong class."})
    assert undone.status_code == 200 and undone.get_json()["removed_team_count"] == 2
    assert list(teams_of(db, cast.bookshop).values()) == [{cast.people["bob"]}]
    seen = alice.get(address).get_json()
    assert not seen["is_left"] and seen["undoings"][0]["actor_name"] == "Alice Ahn"
    again = alice.send(f"/transitions/{closing}/undo", {})
    assert (again.status_code, again.get_json()["code"]) == (409, "SC009")


def test_students_and_strangers_take_nothing_back(program: Start, cast: Cast, db: Connection, closing: int) -> None:
    for username, status in (("bob", 403), ("charlie", 404), ("frank", 404), (None, 401)):
        assert program(username).get(f"/transitions/{closing}/effects").status_code == status, username
        assert program(username).send(f"/transitions/{closing}/undo", {}).status_code == status, username
    assert program("alice", scope="read").send(f"/transitions/{closing}/undo", {}).status_code == 403
    assert len(teams_of(db, cast.bookshop)) == 3
    assert program("alice").get("/transitions/99/effects").status_code == 404


def test_what_people_built_on_stays(program: Start, db: Connection, closing: int) -> None:
    kept = one(db, "select min(id) from teams where transition_id = %s", closing)
    one(db, "select stageclock.rename_team(%s, 'Stars', null, true)", kept)
    seen = program("erin").get(f"/transitions/{closing}/effects").get_json()["outlook"]
    assert (seen["team_count"], seen["kept_team_ids"]) == (1, [kept])
    undone = program("erin").send(f"/transitions/{closing}/undo", {}).get_json()
    assert (undone["removed_team_count"], undone["kept_team_ids"]) == (1, [kept])
    assert one(db, "select count(*) from teams where id = %s", kept) == 1
