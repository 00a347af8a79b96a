"""Accounts through the interface for programs: Dora keeps them, Erin gives her students passwords, nobody else does."""

import re
from typing import Any

import psycopg

from tests.cast import Cast, add_person
from tests.plans import one
from tests.web.conftest import Open, Start

Connection = psycopg.Connection[Any]
SHOWN = re.compile(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}")
GRETA = {"username": "greta", "name": " Greta  Gu ", "role": "student", "student_number": "2030-1"}


def test_admins_list_people_by_filter_and_page(program: Start, cast: Cast, db: Connection) -> None:
    db.execute("update users set is_active = false where username = 'charlie'")
    dora = program("dora")
    assert [each["username"] for each in dora.items("/people?role=student")] == ["bob", "charlie"]
    assert [each["username"] for each in dora.items("/people?q=bau")] == ["bob"]
    assert [each["username"] for each in dora.items("/people?status=switched_off")] == ["charlie"]
    assert "charlie" not in {each["username"] for each in dora.items("/people?status=active")}
    first = dora.get("/people?limit=4").get_json()
    rest = dora.get(f"/people?limit=4&cursor={first['next']}").get_json()
    ids = [each["id"] for each in first["items"] + rest["items"]]
    assert ids == sorted(cast.people.values()) and rest["next"] is None


def test_a_new_account_is_told_its_password_once(program: Start, visit: Open, db: Connection) -> None:
    dora = program("dora")
    made = dora.send("/people", GRETA, Idempotency_Key="greta")
    assert made.status_code == 201 and SHOWN.fullmatch(made.get_json()["password"])
    shown = dora.get(f"/people/{made.get_json()['id']}").get_json()
    assert shown["name"] == "Greta Gu" and shown["must_change_password"] and shown["courses"] == []
    assert visit().sign_in("greta", made.get_json()["password"]).status_code == 303
    again = dora.send("/people", GRETA, Idempotency_Key="greta")
    assert again.get_json() == {**made.get_json(), "password": None}
    assert made.get_json()["password"] not in str(db.execute("table idempotency_keys").fetchall())
    taken = dora.send("/people", GRETA)
    assert taken.status_code == 409 and taken.get_json()["code"] == "SC012"


def test_values_that_no_account_has_are_named(program: Start) -> None:
    wrong = {**GRETA, "username": "greta gu", "email": "nobody", "role": "king"}
    answer = program("dora").send("/people", wrong)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["json"].keys() == {"username", "email", "role"}
    blank = program("dora").send("/people", {**GRETA, "name": " "})
    assert blank.status_code == 422 and blank.get_json()["code"] == "SC013"


def test_half_a_character_is_refused(program: Start, cast: Cast) -> None:
    dora = program("dora")
    headers = {"Authorization": f"Bearer {dora.token}", "Content-Type": "application/json"}
    body = r'{"text": "a\ud800b"}'
    answer = dora.client.post(f"/api/v1/assignments/{cast.bookshop}/messages", data=body, headers=headers)
    assert answer.status_code == 422 and answer.get_json()["errors"]["json"].keys() == {"text"}


def test_two_admins_who_edit_one_account_do_not_overwrite_each_other(
    program: Start, cast: Cast, db: Connection
) -> None:
    dora, path = program("dora"), f"/people/{cast.people['bob']}"
    seen = dora.get(path).headers["ETag"]
    assert dora.send(path, {"name": "Robert"}, "PATCH").status_code == 428
    changed = dora.send(path, {"name": "Robert", "email": "r@school.example"}, "PATCH", If_Match=seen)
    assert changed.get_json()["name"] == "Robert" and changed.get_json()["email"] == "r@school.example"
    assert changed.headers["ETag"] != seen
    assert dora.send(path, {"name": "Bobby"}, "PATCH", If_Match=seen).status_code == 412
    assert one(db, "select name from users where id = %s", cast.people["bob"]) == "Robert"
    kept = dora.send(path, {"email": None}, "PATCH", If_Match=changed.headers["ETag"]).get_json()
    assert kept["email"] is None and kept["name"] == "Robert" and kept["role"] == "student"
    last = dora.get(f"/people/{cast.people['dora']}")
    give_up = dora.send(f"/people/{cast.people['dora']}", {"role": "student"}, "PATCH", If_Match=last.headers["ETag"])
    assert give_up.status_code == 409 and give_up.get_json()["code"] == "SC015"


def test_who_is_switched_off_is_shut_out_until_switched_on(program: Start, cast: Cast) -> None:
    dora, bob, path = program("dora"), program("bob"), f"/people/{cast.people['bob']}"
    assert dora.send(f"{path}/deactivation").status_code == 204
    assert bob.get("/account").status_code == 401 and not dora.get(path).get_json()["is_active"]
    assert dora.send(f"{path}/deactivation").get_json()["code"] == "SC002"
    assert dora.send(f"{path}/reactivation").status_code == 204
    assert bob.get("/account").status_code == 200


def test_a_reset_password_is_told_and_has_to_be_changed(
    program: Start, visit: Open, cast: Cast, db: Connection
) -> None:
    path = f"/people/{cast.people['bob']}/password-reset"
    for username in ("dora", "erin"):
        told = program(username).send(path).get_json()
        assert told["username"] == "bob" and SHOWN.fullmatch(told["password"])
        assert visit().sign_in("bob", told["password"]).status_code == 303
    assert one(db, "select must_change_password from users where username = 'bob'") is True
    assert program("erin").send(f"/people/{cast.people['charlie']}/password-reset").status_code == 404


def test_strangers_see_no_accounts_and_change_none(program: Start, cast: Cast, db: Connection) -> None:
    before = db.execute("select * from users order by id").fetchall()
    path = f"/people/{cast.people['bob']}"
    for name in ("charlie", "frank", "alice"):
        stranger = program(name)
        assert stranger.get("/people").status_code == stranger.send("/people", GRETA).status_code == 403
        assert stranger.get(path).status_code == 404
        assert stranger.send(path, {"name": "X"}, "PATCH", If_Match='"1"').status_code == 404
        for act in ("deactivation", "reactivation", "password-reset"):
            assert stranger.send(f"{path}/{act}").status_code == 404, act
    for shown, status in ((program(), 401), (program("dora", scope="read"), 403)):
        assert shown.send("/people", GRETA).status_code == status
        assert shown.send(path, {"name": "X"}, "PATCH", If_Match='"1"').status_code == status
        assert shown.send(f"{path}/deactivation").status_code == status
        assert shown.send(f"{path}/password-reset").status_code == status
    assert db.execute("select * from users order by id").fetchall() == before


def test_locks_of_sign_in_are_shown(program: Start, db: Connection) -> None:
    person = add_person(db, "gus", "Gus Groß")
    for _failure in range(5):
        db.execute("select stageclock.begin_sign_in('gus', 'here')")
        db.execute("select stageclock.fail_sign_in('gus', 'here')")
    locks = program("dora").get(f"/people/{person}").get_json()["locks"]
    assert [lock["address"] for lock in locks] == ["here"] and locks[0]["failure_count"] >= 5
