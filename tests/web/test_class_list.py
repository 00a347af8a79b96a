"""Single places in a course: Dora adds a teacher, Erin keeps her class list, strangers change nothing."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, add_person, enroll
from tests.plans import one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements
from tests.web.test_courses import STRANGERS, everything, send

Connection = psycopg.Connection[Any]


@pytest.fixture
def path(cast: Cast, db: Connection) -> str:
    """The course that Erin teaches; Bob and Charlie have student numbers."""
    db.execute("update users set student_number = '1001' where username = 'bob'")
    db.execute("update users set student_number = '1002' where username = 'charlie'")
    return f"/courses/{cast.courses['SE-1']}"


def place(db: Connection, cast: Cast, username: str) -> str | None:
    query = "select role from enrollments where course_id = %s and user_id = %s"
    found: str | None = one(db, query, cast.courses["SE-1"], cast.people[username])
    return found


def test_dora_has_somebody_else_teach_the_course(visit: Open, db: Connection, cast: Cast, path: str) -> None:
    page = send(visit("dora"), f"{path}/teachers", username=" FRANK ")
    assert "Frank Fang teaches this course now." in page
    assert "Teachers Erin Egede erin Take off … Erin Egede Frank Fang frank" in page
    assert visit("frank").get(path).status_code == 200
    assert one(db, "select details ->> 'role' from audit_events") == "teacher"


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "Type a username."),
        ("nobody", 422, "Nobody has this username: check its spelling"),
        ("a\0b", 422, "Nobody has this username"),
        ("charlie", 422, "The account of a student cannot teach: choose one of a teacher."),
        ("erin", 409, "This person is in the course already."),
    ],
)
def test_who_cannot_teach_it_is_refused_beside_the_field(
    visit: Open, db: Connection, path: str, typed: str, status: int, said: str
) -> None:
    before = everything(db)
    answer = visit("dora").post(f"{path}/teachers", {"username": typed}, seen_on="/")
    assert answer.status_code == status
    assert said in words_of(answer) and 'id="username-error"' in answer.text
    assert everything(db) == before


@pytest.mark.parametrize("typed", ["1002", "charlie", " CHARLIE "])
def test_erin_adds_a_student_by_number_or_username(
    visit: Open, db: Connection, cast: Cast, path: str, typed: str
) -> None:
    assert "Charlie Cole is on the class list now." in send(visit("erin"), f"{path}/members", who=typed)
    assert place(db, cast, "charlie") == "student"
    assert "Bookshop" in visit("charlie").read("/")


def test_an_account_that_is_switched_off_stays_so(visit: Open, db: Connection, path: str) -> None:
    db.execute("update users set is_active = false where username = 'charlie'")
    page = send(visit("erin"), f"{path}/members", who="1002")
    assert "Charlie Cole is on the class list now. The account stays switched off." in page
    assert "1002 charlie Switched off" in page


def test_one_persons_number_and_anothers_username_are_told_apart(visit: Open, db: Connection, path: str) -> None:
    add_person(db, "1002", "Other")
    answer = visit("erin").post(f"{path}/members", {"who": "1002"}, seen_on="/")
    assert answer.status_code == 422
    assert "one person's student number and another's username" in words_of(answer)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "Type a student number or a username."),
        ("9999", 422, "Nobody has this student number or username: import them with a class list"),
        ("x" * 201, 422, "Use at most 200 characters."),
        ("1001", 409, "This person is in the course already."),
        ("frank", 422, "Only the account of a student can be put on a class list."),
    ],
)
def test_who_cannot_be_on_it_is_refused_and_what_was_typed_is_kept(
    visit: Open, db: Connection, path: str, typed: str, status: int, said: str
) -> None:
    before = everything(db)
    answer = visit("erin").post(f"{path}/members", {"who": typed}, seen_on="/")
    assert answer.status_code == status
    assert said in words_of(answer) and 'id="who-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert everything(db) == before


def test_taking_somebody_off_asks_first_and_names_them(visit: Open, db: Connection, cast: Cast, path: str) -> None:
    erin, removal = visit("erin"), f"{path}/members/{cast.people['bob']}/removal"
    page = erin.read(removal)
    assert "Take Bob Bauer off the class list?" in page and "1001" in page
    assert place(db, cast, "bob") == "student"
    assert "Bob Bauer is no longer in this course." in send(erin, removal)
    assert place(db, cast, "bob") is None
    assert "Bookshop" not in visit("bob").read("/")
    assert erin.get(removal).status_code == erin.post(removal, seen_on="/").status_code == 404
    assert one(db, "select details ->> 'username' from audit_events where action = 'person_withdrawn'") == "bob"


def test_who_teaches_is_the_admins_to_change(visit: Open, db: Connection, cast: Cast, path: str) -> None:
    removal, before = f"{path}/members/{cast.people['erin']}/removal", everything(db)
    erin = visit("erin")
    assert erin.post(f"{path}/teachers", {"username": "frank"}, seen_on="/").status_code == 403
    assert erin.get(removal).status_code == erin.post(removal, seen_on="/").status_code == 403
    assert everything(db) == before
    dora = visit("dora")
    assert "Have Erin Egede no longer teach this course?" in dora.read(removal)
    assert "Erin Egede is no longer in this course." in send(dora, removal)
    assert erin.get(path).status_code == 404


def test_strangers_and_students_change_no_class_list(visit: Open, db: Connection, cast: Cast, path: str) -> None:
    removal, before = f"{path}/members/{cast.people['bob']}/removal", everything(db)
    for username, status in STRANGERS:
        browser = visit(username)
        assert browser.get(removal).status_code == status, username
        for address, fields in (("/teachers", {"username": "frank"}), ("/members", {"who": "charlie"})):
            assert browser.post(f"{path}{address}", fields, seen_on="/").status_code == status, (username, address)
        assert browser.post(removal, seen_on="/").status_code == status, username
    assert visit("erin").client.post(f"{path}/members", data={"who": "charlie"}).status_code == 400
    assert everything(db) == before


def test_an_archived_course_keeps_its_class_list(visit: Open, db: Connection, cast: Cast, path: str) -> None:
    db.execute("update courses set archived_at = '2026-01-01'")
    before, said = everything(db), "This course is archived: restore it first."
    removal = f"/members/{cast.people['bob']}/removal"
    for address, fields in (("/members", {"who": "charlie"}), (removal, {}), ("/teachers", {"username": "frank"})):
        answer = visit("dora").post(f"{path}{address}", fields, seen_on="/")
        assert answer.status_code == 409, address
        assert said in words_of(answer), address
    assert everything(db) == before


def test_a_teacher_elsewhere_removes_nobody_of_another_course(visit: Open, db: Connection, cast: Cast) -> None:
    """The address names a course that Frank keeps, and somebody who is not in it."""
    frank, here = visit("frank"), f"/courses/{cast.courses['XX-9']}"
    assert frank.post(f"{here}/members/{cast.people['bob']}/removal", seen_on="/").status_code == 404
    assert place(db, cast, "bob") == "student"


def test_the_page_that_asks_costs_the_same_in_a_large_class(
    visit: Open, web: Flask, db: Connection, cast: Cast, path: str
) -> None:
    counted = []
    for count in (10, 490):
        for n in range(count):
            enroll(db, cast.courses["SE-1"], add_person(db, f"p{count}-{n}", "P", stored="x"))
        erin = visit("erin")
        with statements(web) as sent:
            erin.read(f"{path}/members/{cast.people['bob']}/removal")
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 12
