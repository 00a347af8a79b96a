"""Whole plans through the interface for programs: begun, put into another order, looked at, and moved."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_course_work
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one, poison
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]
WEEK = timedelta(weeks=1)


@pytest.fixture
def work(cast: Cast, clock: MovableClock) -> str:
    """The address of the bookshop on a Monday."""
    clock.set(MONDAY)
    return f"/assignments/{cast.bookshop}"


@pytest.fixture
def stages(cast: Cast, db: Connection, work: str) -> list[int]:
    """An open stage of the bookshop, a pending one, and one without dates."""
    first = add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, status="active", name="First")
    second = add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 3 * HOUR, name="Second")
    return [first, second, add_stage(db, cast.bookshop, None, None, name="Third")]


def starts(db: Connection, stage: int) -> Any:
    return one(db, "select starts_at from stages where id = %s", stage)


def test_a_preset_begins_a_plan_in_the_language_that_is_asked_for(program: Start, work: str) -> None:
    alice = program("alice")
    made = alice.send(f"{work}/preset", {"first_day": "2030-03-11"}, Accept_Language="zh-CN")
    assert made.status_code == 201
    plan = alice.items(f"{work}/stages")
    assert [stage["id"] for stage in plan] == made.get_json()["ids"] and len(plan) == 7
    assert plan[0]["name"] == "组队" and plan[0]["starts_at"] == "2030-03-10T16:00:00+00:00"
    again = alice.send(f"{work}/preset", {"first_day": "2030-03-11"})
    assert (again.status_code, again.get_json()["code"]) == (409, "SC002")


@pytest.mark.parametrize("day", ["20300311", "2030-W11-1", "2030-02-30", "9000-01-01", 5, None])
def test_a_preset_begins_on_a_day(program: Start, db: Connection, work: str, day: object) -> None:
    answer = program("alice").send(f"{work}/preset", {"first_day": day})
    assert answer.status_code == 422 and list(answer.get_json()["errors"]["json"]) == ["first_day"]
    assert one(db, "select count(*) from stages") == 0


def test_a_stage_is_put_in_another_place(program: Start, work: str, stages: list[int]) -> None:
    alice = program("alice")
    placed = alice.send(f"/stages/{stages[2]}/position", {"position": 0}, "PUT")
    assert placed.status_code == 200 and placed.get_json()["position"] == 0 and placed.headers["ETag"]
    assert [stage["id"] for stage in alice.items(f"{work}/stages")] == [stages[2], stages[0], stages[1]]
    assert alice.send(f"/stages/{stages[2]}/position", {"position": 99}, "PUT").get_json()["position"] == 2


def test_what_is_worth_another_look_is_told(program: Start, cast: Cast, db: Connection, stages: list[int]) -> None:
    overlap = add_stage(db, cast.bookshop, MONDAY + 2 * HOUR, MONDAY + 4 * HOUR, name="Fourth", kind="division")
    told = program("alice").items(f"/assignments/{cast.bookshop}/plan-warnings")
    assert {
        "stage_id": overlap,
        "concern": "overlap",
        "other_stage_name": "Second",
        "seconds": 3600,
        "count": 0,
    } in told
    assert {warn["concern"] for warn in told} == {"overlap", "division_without_teams"}
    empty = add_course_work(db, cast.courses["SE-1"], "Empty")
    (nothing,) = program("erin").items(f"/assignments/{empty}/plan-warnings")
    assert (nothing["concern"], nothing["stage_id"]) == ("no_stages", None)


def test_later_stages_are_moved_as_the_preview_says(
    program: Start, db: Connection, work: str, stages: list[int]
) -> None:
    alice = program("alice")
    seen = alice.get(f"{work}/shift/preview?from_stage_id={stages[0]}&days=7").get_json()
    assert [stage["is_moved"] for stage in seen["stages"]] == [True, True, False] and not seen["has_problem"]
    first, second = seen["stages"][0], seen["stages"][1]
    assert first["start"]["wall"] is None and first["end"]["wall"] == "2030-03-11T17:00:00"
    assert second["start"]["after"] == (MONDAY + HOUR + WEEK).isoformat()
    assert starts(db, stages[1]) == MONDAY + HOUR, "nothing is changed"
    sent = {"from_stage_id": stages[0], "days": 7, "digest": seen["digest"], "reason": "A holiday."}
    assert alice.send(f"{work}/shift", sent).status_code == 204
    assert starts(db, stages[1]) == MONDAY + HOUR + WEEK and starts(db, stages[0]) == MONDAY - HOUR
    told = one(db, "select details ->> 'reason' from audit_events where action = 'stages_shifted'")
    assert told == "A holiday."
    stale = alice.send(f"{work}/shift", sent)
    assert (stale.status_code, stale.get_json()["code"]) == (409, "SC011")
    assert alice.send(f"{work}/shift", {"from_stage_id": stages[1], "days": -7}).status_code == 204, "shown to nobody"


def test_what_cannot_be_moved_is_said_before_and_refused(program: Start, work: str, stages: list[int]) -> None:
    alice = program("alice")
    seen = alice.get(f"{work}/shift/preview?from_stage_id={stages[1]}&days=-7").get_json()
    assert seen["has_problem"] and seen["stages"][0]["end"]["problem"] == "past"
    refused = alice.send(f"{work}/shift", {"from_stage_id": stages[1], "days": -7})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "SC003")
    assert alice.get(f"{work}/shift/preview?from_stage_id=999&days=1").status_code == 404
    assert alice.send(f"{work}/shift", {"from_stage_id": 999, "days": 1}).get_json()["code"] == "SC006"
    assert alice.send(f"{work}/shift", {"from_stage_id": stages[1], "days": 0}).get_json()["code"] == "SC013"


def test_students_and_strangers_plan_nothing(program: Start, db: Connection, work: str, stages: list[int]) -> None:
    sent: list[tuple[str, str, object]] = [
        ("POST", f"{work}/preset", {"first_day": "2030-03-11"}),
        ("PUT", f"/stages/{stages[2]}/position", {"position": 0}),
        ("POST", f"{work}/shift", {"from_stage_id": stages[0], "days": 7}),
    ]
    before = db.execute("select * from stages order by id").fetchall()
    for method, path, body in sent:
        assert program("bob").send(path, body, method).status_code == 403
        assert program("charlie").send(path, body, method).status_code == 404
        assert program("frank").send(path, body, method).status_code == 404
        assert program().send(path, body, method).status_code == 401
        assert program("alice", "read").send(path, body, method).status_code == 403
    assert db.execute("select * from stages order by id").fetchall() == before


@pytest.mark.parametrize("path", ["shift/preview?from_stage_id=1&days=1", "plan-warnings", "problems", "contents"])
def test_students_and_strangers_look_at_no_plan_as_staff_do(program: Start, work: str, path: str) -> None:
    assert program("bob").get(f"{work}/{path}").status_code == 403
    assert program("charlie").get(f"{work}/{path}").status_code == 404
    assert program().get(f"{work}/{path}").status_code == 401


def test_staff_read_what_failed_and_what_would_go(
    program: Start, cast: Cast, db: Connection, database: Database, work: str
) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY - HOUR, None, name="Poisoned")
    poison(db, stage)
    database.tick()
    (failed,) = program("erin").items(f"{work}/problems")
    assert (failed["stage_id"], failed["stage_name"], failed["to_status"]) == (stage, "Poisoned", "active")
    assert {"part": "stages", "count": 1} in program("erin").items(f"{work}/contents")


def test_why_it_is_paused_is_told_to_staff_only(program: Start, work: str) -> None:
    program("alice").send(f"{work}/pause", {"reason": "Strike"})
    seen = program("erin").get(work).get_json()
    assert (seen["pause_reason"], seen["paused_by_name"]) == ("Strike", "Alice Ahn")
    seen = program("bob").get(work).get_json()
    assert (seen["pause_reason"], seen["paused_by_name"]) == (None, None) and seen["paused_at"]
