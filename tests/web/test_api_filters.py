"""Lists narrowed down through the interface for programs."""

from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage
from tests.teams import add_team
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


@pytest.fixture
def stages(db: Connection, cast: Cast, clock: MovableClock) -> dict[str, int]:
    """One stage is open, one opens in two hours, one is over."""
    clock.set(MONDAY)
    return {
        "open": add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="submission", status="active"),
        "coming": add_stage(db, cast.bookshop, MONDAY + 2 * HOUR, None),
        "over": add_stage(db, cast.bookshop, MONDAY - 3 * HOUR, MONDAY - HOUR, kind="submission", status="completed"),
    }


def test_course_work_is_found_by_title_and_by_who_looks_after_it(program: Start, cast: Cast) -> None:
    alice, bob = program("alice"), program("bob")
    assert [work["id"] for work in alice.items("/assignments?is_staff=true&q=BOOK")] == [cast.bookshop]
    assert [work["id"] for work in bob.items("/assignments?is_staff=false")] == [cast.bookshop]
    assert bob.items("/assignments?is_staff=true") == alice.items("/assignments?q=%25") == []
    assert program("charlie").items("/assignments?q=book") == []
    assert bob.get("/assignments?is_staff=yes").status_code == 422


def test_stages_of_all_course_work_are_found_by_what_happens_there(
    program: Start, cast: Cast, stages: dict[str, int]
) -> None:
    bob = program("bob")

    def found(asked: str) -> set[int]:
        return {stage["id"] for stage in bob.items(f"/stages?{asked}")}

    assert found("") == set(stages.values())
    assert found("is_open=true") == {stages["open"]} and found("kind=custom") == {stages["coming"]}
    assert found(f"changes_until={quote((MONDAY + HOUR).isoformat())}") == {stages["open"]}
    assert found(f"changes_until={quote((MONDAY + 2 * HOUR).isoformat())}") == {stages["open"], stages["coming"]}
    first = bob.get("/stages?limit=2").get_json()
    assert [stage["id"] for stage in first["items"]] == [stages["over"], stages["coming"]]
    assert found(f"cursor={first['next']}") == {stages["open"]}
    for username in ("charlie", "frank"):
        assert program(username).items("/stages") == []
    assert program().get("/stages").status_code == 401


def test_a_stage_is_found_as_it_is_for_ones_own_team(
    program: Start, cast: Cast, db: Connection, stages: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [cast.people["bob"]])
    later = {"team_id": team, "ends_at": (MONDAY + HOUR).isoformat(), "reason": "Illness"}
    assert program("alice").send(f"/stages/{stages['over']}/extensions", later).status_code == 201
    assert {each["id"] for each in program("bob").items("/stages?is_open=true")} == {stages["open"], stages["over"]}
    assert {each["id"] for each in program("alice").items("/stages?is_open=true")} == {stages["open"]}


def test_drafts_stay_with_their_staff(program: Start, cast: Cast, db: Connection, stages: dict[str, int]) -> None:
    db.execute("update assignments set state = 'draft'")
    assert program("bob").items("/stages") == []
    assert len(program("alice").items("/stages")) == 3


def test_history_is_found_by_the_kind_of_its_stage(
    program: Start, cast: Cast, db: Connection, stages: dict[str, int]
) -> None:
    alice = program("alice")
    for name in ("open", "coming"):
        act = {"open": "completion", "coming": "activation"}[name]
        assert alice.send(f"/stages/{stages[name]}/{act}", {"reason": "Now"}).status_code == 200
    history = f"/assignments/{cast.bookshop}/history"
    assert [each["stage_id"] for each in alice.items(f"{history}?kind=custom")] == [stages["coming"]]
    assert [each["stage_id"] for each in alice.items(f"{history}?kind=submission")] == [stages["open"]]


def test_notices_are_found_by_their_kind(program: Start, cast: Cast, db: Connection) -> None:
    notice = "insert into notifications (recipient_id, kind, params) values (%s, %s, '{}')"
    for kind in ("message", "team_invitation"):
        db.execute(notice, [cast.people["bob"], kind])
    bob = program("bob")
    assert [each["kind"] for each in bob.items("/notifications?kind=team_invitation")] == ["team_invitation"]
    assert bob.items("/notifications?kind=other") == program("charlie").items("/notifications?kind=message") == []
