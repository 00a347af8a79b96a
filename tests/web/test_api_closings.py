"""Taking back what a closing did by itself, through the interface for programs."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import teams_of
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


@pytest.fixture
def closing(cast: Cast, db: Connection, database: Database, clock: MovableClock) -> str:
    """Team formation of the bookshop has closed, and put four students into two teams; the transition's address."""
    clock.set(MONDAY)
    db.execute("update assignments set max_team_size = 2 where id = %s", [cast.bookshop])
    stage = add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY, kind="team_formation", status="active", name="Teams")
    for n in range(3):
        enroll(db, cast.courses["SE-1"], add_person(db, f"s{n}", f"Student {n}", stored="x"))
    database.tick()
    return f"/transitions/{one(db, 'select id from stage_transitions where stage_id = %s', stage)}"


def test_a_teacher_sees_what_would_go_and_takes_it_back(
    program: Start, cast: Cast, db: Connection, closing: str
) -> None:
    alice = program("alice")
    seen = alice.get(f"{closing}/undo/preview").get_json()
    assert (seen["stage_name"], seen["is_left"], len(seen["effects"]["made"])) == ("Teams", True, 2)
    assert seen["outlook"]["teams"] == 2 and seen["undoings"] == []
    assert len(teams_of(db, cast.bookshop)) == 2, "nothing is changed"
    undone = alice.send(f"{closing}/undo", {"reason": "Wrong class."})
    nothing = {"removed_members": 0, "removed_roles": 0, "kept_teams": [], "kept_members": []}
    assert undone.status_code == 200 and undone.get_json() == {"removed_teams": 2, **nothing}
    assert teams_of(db, cast.bookshop) == {}
    (told,) = alice.get(f"{closing}/undo/preview").get_json()["undoings"]
    assert (told["by_name"], told["reason"], told["undone"]) == ("Alice Ahn", "Wrong class.", undone.get_json())
    again = alice.send(f"{closing}/undo", {})
    assert (again.status_code, again.get_json()["code"]) == (409, "SC009")


def test_what_people_built_on_stays(program: Start, cast: Cast, db: Connection, closing: str) -> None:
    kept = one(db, "select min(id) from teams")
    one(db, "select stageclock.rename_team(%s, 'Stars', null, true)", kept)
    assert program("erin").get(f"{closing}/undo/preview").get_json()["outlook"]["kept_teams"] == [kept]
    undone = program("erin").send(f"{closing}/undo", {}).get_json()
    assert (undone["removed_teams"], undone["kept_teams"]) == (1, [kept])
    assert list(teams_of(db, cast.bookshop)) != []


def test_students_and_strangers_take_nothing_back(program: Start, cast: Cast, db: Connection, closing: str) -> None:
    for username, status in (("bob", 403), ("charlie", 404), ("frank", 404), (None, 401)):
        assert program(username).get(f"{closing}/undo/preview").status_code == status
        assert program(username).send(f"{closing}/undo", {}).status_code == status
    assert program("alice", "read").send(f"{closing}/undo", {}).status_code == 403
    assert program("alice").get("/transitions/999/undo/preview").status_code == 404
    assert len(teams_of(db, cast.bookshop)) == 2
