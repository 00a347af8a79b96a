"""Managers, reminders and what a stage takes, through the interface for programs."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person
from tests.plans import add_stage, one
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]
RULES = {"max_files": 2, "max_file_mb": 10, "file_types": ["pdf", "docx", "pdf"]}


@pytest.fixture
def work(cast: Cast) -> str:
    """The address of the bookshop."""
    return f"/assignments/{cast.bookshop}"


@pytest.fixture
def hand_in(cast: Cast, db: Connection) -> str:
    """The address of a stage at which files are handed in."""
    return f"/stages/{add_stage(db, cast.bookshop, None, None, kind='submission')}"


def test_managers_are_listed_added_and_removed(program: Start, cast: Cast, work: str) -> None:
    alice = program("alice")
    assert [each["username"] for each in alice.items(f"{work}/managers")] == ["alice"]
    made = alice.send(f"{work}/managers", {"username": "Frank"})
    assert made.status_code == 201 and made.get_json() == {"id": cast.people["frank"]}
    assert [each["name"] for each in program("frank").items(f"{work}/managers")] == ["Alice Ahn", "Frank Fang"]
    again = alice.send(f"{work}/managers", {"username": "frank"})
    assert (again.status_code, again.get_json()["code"]) == (409, "SC012")
    assert alice.send(f"{work}/managers/{cast.people['frank']}", method="DELETE").status_code == 204
    assert program("frank").get(f"{work}/managers").status_code == 404


def test_somebody_has_to_manage_it(program: Start, cast: Cast, db: Connection, work: str) -> None:
    erin, alice = program("erin"), cast.people["alice"]
    last = erin.send(f"{work}/managers/{alice}", method="DELETE")
    assert (last.status_code, last.get_json()["code"]) == (409, "SC015")
    nobody = erin.send(f"{work}/managers/{cast.people['erin']}", method="DELETE")
    assert (nobody.status_code, nobody.get_json()["code"]) == (404, "SC006")
    student = erin.send(f"{work}/managers", {"username": "bob"})
    assert (student.status_code, student.get_json()["code"]) == (422, "SC013")
    assert one(db, "select array_agg(user_id) from assignment_teachers") == [alice]


def test_reminders_are_read_and_set_in_minutes(program: Start, db: Connection, work: str) -> None:
    alice = program("alice")
    changed = alice.send(f"{work}/reminders", {"minutes": [30, 7 * 1440, 90]}, "PUT")
    assert changed.status_code == 200
    assert alice.get(f"{work}/reminders").get_json() == {"minutes": [10080, 90, 30]} == changed.get_json()
    assert one(db, "select reminders = '{168 h,90 min,30 min}' from assignments") is True
    twice = alice.send(f"{work}/reminders", {"minutes": [30, 30]}, "PUT")
    assert (twice.status_code, twice.get_json()["code"]) == (422, "SC013")
    for wrong in ([0], [43201], ["30"], [1, 2, 3, 4, 5, 6], None):
        assert alice.send(f"{work}/reminders", {"minutes": wrong}, "PUT").status_code == 422
    assert alice.send(f"{work}/reminders", {"minutes": []}, "PUT").get_json() == {"minutes": []}


def test_what_a_stage_takes_is_set_by_staff_and_read_by_all_who_see_it(
    program: Start, db: Connection, hand_in: str
) -> None:
    changed = program("erin").send(f"{hand_in}/submission-rules", RULES, "PUT")
    assert changed.status_code == 200, changed.text
    seen = program("bob").get(f"{hand_in}/submission-rules").get_json()
    assert seen == changed.get_json()
    assert seen == {
        "submission_mode": "file",
        "max_files": 2,
        "max_file_mb": 10,
        "most_mb": 10,
        "file_types": ["pdf", "docx"],
    }
    assert one(db, "select count(*) from audit_events where action = 'submission_rules_set'") == 1


@pytest.mark.parametrize(
    "wrong", [{"max_files": 51}, {"max_file_mb": 100_000}, {"max_file_mb": 0}, {"file_types": ["nothing"]}]
)
def test_what_no_stage_can_take_is_refused_by_its_field(
    program: Start, db: Connection, hand_in: str, wrong: dict[str, Any]
) -> None:
    answer = program("alice").send(f"{hand_in}/submission-rules", {**RULES, **wrong}, "PUT")
    assert answer.status_code == 422 and list(answer.get_json()["errors"]["json"]) == list(wrong)
    assert one(db, "select max_files from stages") == 5


def test_a_stage_without_hand_ins_takes_nothing(program: Start, cast: Cast, db: Connection) -> None:
    rules = f"/stages/{add_stage(db, cast.bookshop, None, None)}/submission-rules"
    assert program("alice").get(rules).status_code == 404
    refused = program("alice").send(rules, RULES, "PUT")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "SC013")


def test_students_and_strangers_set_nothing(
    program: Start, cast: Cast, db: Connection, work: str, hand_in: str
) -> None:
    add_person(db, "gina", "Gina Gold", "teacher")
    bodies: list[tuple[str, str, object]] = [
        ("POST", f"{work}/managers", {"username": "gina"}),
        ("DELETE", f"{work}/managers/{cast.people['alice']}", None),
        ("PUT", f"{work}/reminders", {"minutes": [5]}),
        ("PUT", f"{hand_in}/submission-rules", RULES),
    ]
    before = everything(db)
    for method, path, body in bodies:
        assert program("bob").send(path, body, method).status_code == 403
        assert program("charlie").send(path, body, method).status_code == 404
        assert program("frank").send(path, body, method).status_code == 404
        assert program().send(path, body, method).status_code == 401
        assert program("alice", "read").send(path, body, method).status_code == 403
    assert everything(db) == before


def test_students_and_strangers_do_not_read_what_is_the_staffs(program: Start, work: str, hand_in: str) -> None:
    for path in (f"{work}/managers", f"{work}/reminders"):
        assert program("bob").get(path).status_code == 403
        assert program("charlie").get(path).status_code == 404
    assert program("charlie").get(f"{hand_in}/submission-rules").status_code == 404
    assert program("alice", "read").get(f"{work}/managers").status_code == 200


def everything(db: Connection) -> Any:
    """All that is set, and what is written about it."""
    query = """
        select (select array_agg(t.* order by user_id) from assignment_teachers t),
               (select array_agg(reminders) from assignments), (select array_agg(max_files) from stages),
               (select count(*) from audit_events where subject_type in ('assignment', 'stage'))
    """
    return db.execute(query).fetchall()
