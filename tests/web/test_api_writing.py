"""Courses, class lists and course work made and changed through the interface for programs."""

from typing import Any

import psycopg

from tests.cast import Cast, add_person
from tests.plans import one
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]
COURSE = {"code": "DB-2", "name": "Databases", "time_zone": "Asia/Shanghai"}


def test_only_admins_open_and_change_courses(program: Start, cast: Cast) -> None:
    assert program("erin").send("/courses", COURSE).status_code == 403
    made = program("dora").send("/courses", COURSE)
    assert made.status_code == 201
    address = f"/courses/{made.get_json()['id']}"
    changed = program("dora").send(address, {**COURSE, "name": "Data"}, "PUT")
    assert changed.get_json()["name"] == "Data"
    assert program("erin").send(address, COURSE, "PUT").status_code == 404
    mine = f"/courses/{cast.courses['SE-1']}"
    assert program("erin").send(mine, COURSE, "PUT").status_code == 403
    taken = program("dora").send("/courses", COURSE)
    assert taken.status_code == 409 and taken.get_json()["code"] == "SC012"


def test_teachers_keep_their_class_list(program: Start, cast: Cast, db: Connection) -> None:
    person, address = add_person(db, "gus", "Gus Groß"), f"/courses/{cast.courses['SE-1']}/members"
    erin = program("erin")
    added = erin.send(address, {"who": "gus", "role": "student"})
    assert added.status_code == 201 and added.get_json() == {"id": person}
    assert [each["name"] for each in erin.items(f"{address}?q=gus")] == ["Gus Groß"]
    assert erin.send(address, {"who": "frank", "role": "teacher"}).status_code == 403
    assert erin.send(address, {"who": "nobody", "role": "student"}).status_code == 422
    assert program("frank").send(f"{address}/{person}", method="DELETE").status_code == 404
    assert program("bob").send(f"{address}/{person}", method="DELETE").status_code == 404
    assert erin.send(f"{address}/{person}", method="DELETE").status_code == 204


def test_a_teacher_makes_changes_and_deletes_course_work(program: Start, cast: Cast, db: Connection) -> None:
    erin = program("erin")
    facts = {"title": "Library", "time_zone": "Asia/Shanghai"}
    address = f"/courses/{cast.courses['SE-1']}/assignments"
    assert program("frank").send(address, facts).status_code == 404
    made = erin.send(address, facts).get_json()["id"]
    work = f"/assignments/{made}"
    seen = erin.get(work).headers["ETag"]
    assert erin.send(work, {"title": "Archive"}, "PATCH").status_code == 428
    changed = erin.send(work, {"title": "Archive"}, "PATCH", If_Match=seen)
    assert changed.get_json()["title"] == "Archive" and changed.get_json()["max_team_size"] == 5
    assert erin.send(work, {"title": "Late"}, "PATCH", If_Match=seen).status_code == 412
    assert erin.send(f"{work}/deletion", {"title": "Other", "reason": "Mistake"}).status_code == 422
    assert program("bob").send(f"{work}/deletion", {"title": "Archive"}).status_code == 404, "a draft"
    assert erin.send(f"{work}/deletion", {"title": "Archive", "reason": "Mistake"}).status_code == 204
    assert one(db, "select count(*) from assignments where id = %s", made) == 0


def test_a_message_reaches_the_class(program: Start, cast: Cast) -> None:
    address = f"/assignments/{cast.bookshop}/messages"
    assert program("alice").send(address, {"text": "Bring paper."}).get_json()["changed_count"] >= 1
    assert program("bob").items("/notifications?status=unread")[0]["params"]["text"] == "Bring paper."
    assert program("bob").send(address, {"text": "Hi"}).status_code == 403
    assert program("charlie").send(address, {"text": "Hi"}).status_code == 404
