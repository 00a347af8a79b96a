"""Stepping in by hand through the interface for programs: the same commands, policy and refusals as on the pages."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one, status_of
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]
LATER = (MONDAY + 2 * HOUR).isoformat()


@pytest.fixture
def stage(db: Connection, cast: Cast, clock: MovableClock) -> int:
    """A stage of the bookshop that opens in an hour."""
    clock.set(MONDAY)
    return add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 3 * HOUR, name="Draft")


def test_a_teacher_opens_closes_and_reopens_a_stage(program: Start, db: Connection, stage: int) -> None:
    alice = program("alice")
    answer = alice.send(f"/stages/{stage}/activation", {"reason": "All are here."})
    assert answer.status_code == 200 and answer.get_json()["status"] == "active"
    assert alice.send(f"/stages/{stage}/completion", {}).get_json()["status"] == "completed"
    again = alice.send(f"/stages/{stage}/reopening", {"ends_at": LATER})
    assert again.get_json()["is_open"] is True
    reasons = db.execute("select cause, reason from stage_transitions order by id").fetchall()
    assert reasons[0] == ("teacher", "All are here.") and len(reasons) == 3


def test_what_is_not_possible_is_told_with_its_code(program: Start, stage: int) -> None:
    alice = program("alice")
    alice.send(f"/stages/{stage}/activation", {})
    answer = alice.send(f"/stages/{stage}/activation", {})
    assert answer.status_code == 409 and answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "SC002"
    assert answer.get_json()["detail"] == "Only a stage that has not begun can be opened."


@pytest.mark.parametrize("act", ["activation", "completion", "pause", "resumption", "retry"])
def test_students_and_strangers_do_nothing(program: Start, db: Connection, stage: int, act: str) -> None:
    body: dict[str, str] | None = None if act == "retry" else {}
    assert program("bob").send(f"/stages/{stage}/{act}", body).status_code == 403
    assert program("charlie").send(f"/stages/{stage}/{act}", body).status_code == 404
    assert program().send(f"/stages/{stage}/{act}", body).status_code == 401
    assert (
        status_of(db, stage) == "pending"
        and one(db, "select count(*) from audit_events where subject_type='stage'") == 0
    )


def test_a_preview_tells_what_would_happen_and_binds_the_act(program: Start, db: Connection, stage: int) -> None:
    alice = program("alice")
    seen = alice.get(f"/stages/{stage}/preview?act=activation").get_json()
    assert [row["to_status"] for row in seen["rows"]] == ["active", "completed"]
    assert status_of(db, stage) == "pending"
    db.execute("update stages set name = 'Other' where id = %s", [stage])
    refused = alice.send(f"/stages/{stage}/activation", {"digest": seen["digest"]})
    assert refused.status_code == 409 and refused.get_json()["code"] == "SC011"


def test_an_edit_needs_the_latest_version(program: Start, db: Connection, stage: int) -> None:
    alice = program("alice")
    seen = alice.get(f"/stages/{stage}").headers["ETag"]
    assert alice.send(f"/stages/{stage}", {"name": "First"}, "PATCH").status_code == 428
    changed = alice.send(f"/stages/{stage}", {"name": "First", "ends_at": LATER}, "PATCH", If_Match=seen)
    assert changed.status_code == 200 and changed.headers["ETag"] != seen
    assert one(db, "select name from stages where id = %s", stage) == "First"
    assert one(db, "select ends_at from stages where id = %s", stage) == MONDAY + 2 * HOUR
    assert alice.send(f"/stages/{stage}", {"name": "Late"}, "PATCH", If_Match=seen).status_code == 412
    assert program("charlie").send(f"/stages/{stage}", {}, "PATCH", If_Match=seen).status_code == 404


def test_a_stage_is_added_and_removed(program: Start, cast: Cast, clock: MovableClock) -> None:
    clock.set(MONDAY)
    alice = program("alice")
    made = alice.send(f"/assignments/{cast.bookshop}/stages", {"name": "Roles", "kind": "division", "position": 0})
    assert made.status_code == 201
    address = f"/stages/{made.get_json()['id']}"
    assert alice.send(address, method="DELETE").status_code == 428
    version = alice.get(address).headers["ETag"]
    assert program("bob").send(address, method="DELETE", If_Match=version).status_code == 403
    assert alice.send(address, method="DELETE", If_Match=version).status_code == 204
    assert alice.get(address).status_code == 404


def test_an_activation_under_the_same_key_happens_once(program: Start, db: Connection, stage: int) -> None:
    alice = program("alice")
    answers = [alice.send(f"/stages/{stage}/activation", {}, Idempotency_Key="open") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert one(db, "select count(*) from stage_transitions") == 1


def test_a_whole_course_work_is_paused_and_resumed(program: Start, cast: Cast, stage: int) -> None:
    alice, address = program("alice"), f"/assignments/{cast.bookshop}"
    assert alice.send(f"{address}/pause", {"reason": "Strike"}).get_json()["paused_at"] == MONDAY.isoformat()
    assert alice.get(f"/stages/{stage}").get_json()["is_held"] is True
    assert alice.send(f"{address}/resumption", {}).get_json()["paused_at"] is None
    assert program("bob").send(f"{address}/pause", {}).status_code == 403
    assert program("frank").send(f"{address}/pause", {}).status_code == 404


def test_the_status_is_the_effective_one(program: Start, db: Connection, clock: MovableClock, stage: int) -> None:
    clock.set(MONDAY + HOUR + timedelta(seconds=1))
    seen = program("bob").get(f"/stages/{stage}").get_json()
    assert (seen["status"], seen["is_open"], status_of(db, stage)) == ("active", True, "pending")
