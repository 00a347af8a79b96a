"""Class lists that programs send: looked at, applied as they were seen, and first passwords told once."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person, enroll
from tests.plans import one
from tests.web.conftest import Open, Start
from tests.web.programs import Program

Connection = psycopg.Connection[Any]
ROWS = [
    {"student_number": "20300001.0", "name": "Greta  Gu", "email": "greta@school.example"},
    {"student_number": "20300002", "name": "Hugo Hu", "username": "hugo"},
]


@pytest.fixture
def erin(program: Start) -> Program:
    return program("erin")


def send(program: Program, cast: Cast, rows: object = ROWS) -> str:
    """Where a class list that was sent is looked at."""
    made = program.send(f"/courses/{cast.courses['SE-1']}/rosters", {"name": "SE 2030", "rows": rows})
    assert made.status_code == 201, made.text
    return f"/rosters/{made.get_json()['id']}"


def test_a_class_list_is_looked_at_before_it_changes_anything(erin: Program, cast: Cast, db: Connection) -> None:
    known = add_person(db, "ida", "Ida Ivers")
    db.execute("update users set student_number = '2030-9' where id = %s", [known])
    before = one(db, "select count(*) from enrollments")
    path = send(erin, cast, [*ROWS, {"student_number": "2030-9", "name": "I. Ivers"}])
    shown = erin.get(path).get_json()
    counted = [f"{name}_count" for name in ("created", "enrolled", "unchanged", "refused", "staying")]
    assert [shown[name] for name in counted] == [2, 1, 0, 0, 1]
    assert shown["name"] == "SE 2030" and shown["created_by_name"] == "Erin Egede" and shown["applied_at"] is None
    rows = erin.items(f"{path}/rows")
    assert [(row["line"], row["outcome"], row["username"]) for row in rows] == [
        (1, "create", "20300001"), (2, "create", "hugo"), (3, "enroll", "ida"),
    ]  # fmt: skip
    assert rows[0]["name"] == "Greta Gu" and rows[2]["account_name"] == "Ida Ivers"
    assert [row["line"] for row in erin.items(f"{path}/rows?outcome=enroll")] == [3]
    first = erin.get(f"{path}/rows?limit=2").get_json()
    assert [row["line"] for row in erin.items(f"{path}/rows?limit=2&cursor={first['next']}")] == [3]
    assert one(db, "select count(*) from enrollments") == before


def test_an_applied_list_tells_first_passwords_once(erin: Program, visit: Open, cast: Cast, db: Connection) -> None:
    path = send(erin, cast)
    agreed = {"digest": erin.get(path).get_json()["digest"]}
    done = erin.send(f"{path}/application", agreed, Idempotency_Key="se").get_json()
    assert [each["username"] for each in done["created"]] == ["20300001", "hugo"] and done["unchanged_count"] == 0
    for each in done["created"]:
        assert visit().sign_in(each["username"], each["password"]).status_code == 303
    names = {each["name"] for each in erin.items(f"/courses/{cast.courses['SE-1']}/members?role=student")}
    assert {"Greta Gu", "Hugo Hu"} <= names
    again = erin.send(f"{path}/application", agreed, Idempotency_Key="se").get_json()
    assert [each["password"] for each in again["created"]] == [None, None]
    kept = str(db.execute("table idempotency_keys").fetchall())
    assert "hugo" in kept and not any(each["password"] in kept for each in done["created"])
    assert erin.send(f"{path}/application", agreed).get_json()["code"] == "SC014"
    assert erin.get(path).get_json()["applied_at"] is not None


def test_what_is_no_longer_what_was_seen_is_not_applied(erin: Program, cast: Cast, db: Connection) -> None:
    path = send(erin, cast)
    seen = erin.get(path).get_json()["digest"]
    db.execute("update users set student_number = '20300002' where username = 'bob'")
    answer = erin.send(f"{path}/application", {"digest": seen})
    assert answer.status_code == 409 and answer.get_json()["code"] == "SC014"
    assert one(db, "select count(*) from users where name = 'Greta Gu'") == 0


def test_all_that_is_wrong_with_a_list_is_told_row_by_row(erin: Program, cast: Cast) -> None:
    rows = [
        {"student_number": "1", "name": "Ann"},
        {"student_number": "1", "name": "=cmd"},
        {"student_number": "2", "name": "  "},
    ]
    address = f"/courses/{cast.courses['SE-1']}/rosters"
    said = erin.send(address, {"rows": rows}).get_json()["errors"]["json"]["rows"]
    assert len(said) == 3 and said[0].startswith("Row 2, name: there is a formula")
    assert said[1].startswith("Row 3, name") and said[2].startswith("Rows 1 and 2")
    chinese = erin.send(address, {"rows": rows}, Accept_Language="zh-CN").get_json()["errors"]["json"]["rows"]
    assert not set(said) & set(chinese)
    assert erin.send(address, {"rows": []}).status_code == 422
    assert erin.send(address, {"rows": [{"name": "Ann"}]}).status_code == 422


def test_first_passwords_are_made_anew_for_who_has_chosen_none(
    erin: Program, visit: Open, cast: Cast, db: Connection
) -> None:
    waiting = add_person(db, "ida", "Ida Ivers")
    db.execute("update users set must_change_password = true where id = %s", [waiting])
    enroll(db, cast.courses["SE-1"], waiting)
    given = erin.send(f"/courses/{cast.courses['SE-1']}/first-passwords").get_json()["given"]
    assert [each["user_id"] for each in given] == [waiting], "Bob has a password of his own"
    assert visit().sign_in("ida", given[0]["password"]).status_code == 303


def test_strangers_send_see_and_apply_no_class_list(program: Start, erin: Program, cast: Cast, db: Connection) -> None:
    path, course = send(erin, cast), f"/courses/{cast.courses['SE-1']}"
    agreed = {"digest": erin.get(path).get_json()["digest"]}
    for name in ("charlie", "frank", "bob"):
        stranger = program(name)
        assert stranger.send(f"{course}/rosters", {"rows": ROWS}).status_code == 404
        assert stranger.get(path).status_code == stranger.get(f"{path}/rows").status_code == 404
        assert stranger.send(f"{path}/application", agreed).status_code == 404
        assert stranger.send(f"{course}/first-passwords").status_code == 404
    for shown, status in ((program(), 401), (program("erin", scope="read"), 403)):
        assert shown.send(f"{course}/rosters", {"rows": ROWS}).status_code == status
        assert shown.send(f"{path}/application", agreed).status_code == status
        assert shown.send(f"{course}/first-passwords").status_code == status
    assert one(db, "select count(*) from users where name = 'Greta Gu'") == 0
