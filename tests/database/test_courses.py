"""Courses and their class lists: every change locks, checks, writes and is recorded; refused, it changes nothing."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person, gather
from tests.clusters import Database, MovableClock
from tests.plans import MONDAY, one

Connection = psycopg.Connection[Any]


@pytest.fixture
def cast(db: Connection) -> Cast:
    return gather(db)


@pytest.fixture(autouse=True)
def on_monday(clock: MovableClock) -> None:
    clock.set(MONDAY)


def audit(db: Connection) -> list[tuple[Any, ...]]:
    """(action, subject, actor, details) of every act, oldest first."""
    query = "select action, subject_type, subject_id, actor_id, details from audit_events order by id"
    return db.execute(query).fetchall()


def refused(db: Connection, sqlstate: str, call: str, *parameters: object) -> str:
    """The sentence with which a call is refused, having changed nothing."""
    tables = ("courses", "enrollments", "users", "audit_events", "roster_drafts")
    before = [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]
    with pytest.raises(psycopg.Error) as refusal:
        db.execute(f"select stageclock.{call}".encode(), parameters)
    assert refusal.value.sqlstate == sqlstate, refusal.value
    after = [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]
    assert after == before
    return str(refusal.value.diag.message_primary)


def test_a_course_is_opened_and_the_audit_knows_what_it_was(db: Connection, cast: Cast) -> None:
    dora = cast.people["dora"]
    course = one(db, "select stageclock.create_course(' DB-2 ', 'Databases', ' ', 'Europe/Berlin', %s)", dora)
    row = db.execute("select code, name, term, time_zone, archived_at from courses where id = %s", [course]).fetchone()
    assert row == ("DB-2", "Databases", None, "Europe/Berlin", None)
    facts = {"code": "DB-2", "name": "Databases", "term": None, "time_zone": "Europe/Berlin"}
    assert audit(db) == [("course_created", "course", course, dora, facts)]


@pytest.mark.parametrize("code", ["", " ", None])
def test_a_course_has_a_code(db: Connection, cast: Cast, code: str | None) -> None:
    said = refused(db, "SC013", "create_course(%s, 'Databases', null, 'UTC', %s)", code, cast.people["dora"])
    assert said == "A course has a code and a name."


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", None, "FOO+3", "CET", "UTC+8"])
def test_a_course_is_in_a_zone_that_exists(db: Connection, cast: Cast, zone: str | None) -> None:
    assert "no such time zone" in refused(db, "SC013", "create_course('X', 'Y', null, %s, %s)", zone, 1)


def test_a_code_belongs_to_one_course(db: Connection, cast: Cast) -> None:
    dora = cast.people["dora"]
    said = refused(db, "SC012", "create_course('SE-1', 'Another', null, 'UTC', %s)", dora)
    assert said == "Another course has this code: choose a different one."
    refused(db, "SC012", "edit_course(%s, 'SE-1', 'Another', null, 'UTC', %s)", cast.courses["XX-9"], dora)


def test_an_edited_course_keeps_in_the_audit_what_it_was(db: Connection, cast: Cast) -> None:
    course, dora = cast.courses["SE-1"], cast.people["dora"]
    edit = "select stageclock.edit_course(%s, 'SE-1', 'Software', '2031', 'Europe/Berlin', %s)"
    db.execute(edit, [course, dora])
    action, _, subject, actor, details = audit(db)[0]
    assert (action, subject, actor) == ("course_edited", course, dora)
    assert details["from"] == {"code": "SE-1", "name": "Course SE-1", "term": "2030", "time_zone": "Asia/Shanghai"}
    assert details["to"] == {"code": "SE-1", "name": "Software", "term": "2031", "time_zone": "Europe/Berlin"}


def test_an_archived_course_keeps_its_class_list_as_it_is(db: Connection, cast: Cast) -> None:
    course, dora = cast.courses["SE-1"], cast.people["dora"]
    db.execute("select stageclock.archive_course(%s, %s)", [course, dora])
    assert one(db, "select archived_at from courses where id = %s", course) == MONDAY
    refused(db, "SC002", "archive_course(%s, %s)", course, dora)
    for call in ("enroll_person(%s, %s, 'student', null)", "withdraw_person(%s, %s, null)"):
        said = refused(db, "SC002", call, course, cast.people["charlie"])
        assert said == "This course is archived: restore it first."
    refused(db, "SC002", "create_roster_draft(%s, 'a.csv', null, null, '[]', %s)", course, dora)
    db.execute("select stageclock.restore_course(%s, %s)", [course, dora])
    refused(db, "SC002", "restore_course(%s, %s)", course, dora)
    assert [act[0] for act in audit(db)] == ["course_archived", "course_restored"]


def test_somebody_is_put_on_the_class_list_and_taken_off_again(db: Connection, cast: Cast) -> None:
    course, erin, charlie = cast.courses["SE-1"], cast.people["erin"], cast.people["charlie"]
    db.execute("select stageclock.enroll_person(%s, %s, 'student', %s)", [course, charlie, erin])
    role = "select role from enrollments where course_id = %s and user_id = %s"
    assert one(db, role, course, charlie) == "student"
    db.execute("select stageclock.withdraw_person(%s, %s, %s)", [course, charlie, erin])
    assert one(db, role, course, charlie) is None
    told = {"user_id": charlie, "username": "charlie", "name": "Charlie Cole", "role": "student"}
    assert audit(db) == [
        ("person_enrolled", "course", course, erin, told),
        ("person_withdrawn", "course", course, erin, told),
    ]


def test_a_place_is_given_once_to_the_right_kind_of_account(db: Connection, cast: Cast) -> None:
    course = cast.courses["SE-1"]
    assert "already" in refused(db, "SC012", "enroll_person(%s, %s, 'student', null)", course, cast.people["bob"])
    assert "already" in refused(db, "SC012", "enroll_person(%s, %s, 'teacher', null)", course, cast.people["erin"])
    refused(db, "SC013", "enroll_person(%s, %s, 'teacher', null)", course, cast.people["charlie"])
    refused(db, "SC013", "enroll_person(%s, %s, 'student', null)", course, cast.people["frank"])
    db.execute("select stageclock.enroll_person(%s, %s, 'teacher', null)", [course, cast.people["dora"]])


def test_what_does_not_exist_is_refused(db: Connection, cast: Cast) -> None:
    course = cast.courses["SE-1"]
    for call in ("archive_course(0, null)", "restore_course(0, null)", "enroll_person(0, 1, 'student', null)",
                 "withdraw_person(0, 1, null)", "edit_course(0, 'A', 'B', null, 'UTC', null)",
                 "make_first_passwords(0, '{}', '{}', null)"):  # fmt: skip
        assert refused(db, "SC006", call) == "There is no such course."
    assert refused(db, "SC006", "enroll_person(%s, 0, 'student', null)", course) == "There is no such person."
    said = refused(db, "SC006", "withdraw_person(%s, %s, null)", course, cast.people["charlie"])
    assert said == "This person is not in the course."


def test_first_passwords_are_made_for_those_alone_who_never_chose_one(db: Connection, cast: Cast) -> None:
    course, erin = cast.courses["SE-1"], cast.people["erin"]
    fresh, elsewhere = (add_person(db, name, name.title()) for name in ("fresh", "elsewhere"))
    db.execute("select stageclock.enroll_person(%s, %s, 'student', null)", [course, fresh])
    db.execute("update users set must_change_password = username <> 'bob'")
    everybody = [*cast.people.values(), fresh, elsewhere]
    hashes = [f"hash {n}" for n in range(len(everybody))]
    made = one(db, "select stageclock.make_first_passwords(%s, %s, %s, %s)", course, everybody, hashes, erin)
    assert made == [fresh]
    assert one(db, "select password_hash from users where id = %s", fresh) == f"hash {everybody.index(fresh)}"
    assert one(db, "select count(*) from users where password_hash like 'hash%%'") == 1
    action, _, subject, actor, details = audit(db)[-1]
    assert (action, subject, actor) == ("first_passwords_made", course, erin)
    assert details == {"people": [{"user_id": fresh, "username": "fresh", "name": "Fresh"}]}


def test_a_teachers_account_gets_no_first_password_on_any_class_list(db: Connection, cast: Cast) -> None:
    course, frank = cast.courses["SE-1"], cast.people["frank"]
    db.execute("insert into enrollments (course_id, user_id, role) values (%s, %s, 'student')", [course, frank])
    db.execute("update users set must_change_password = true where id = %s", [frank])
    said = refused(db, "SC002", "make_first_passwords(%s, %s, %s, null)", course, [frank], ["hash"])
    assert said == "Everybody on this class list has chosen a password of their own already."


def test_the_web_changes_courses_by_these_doors_alone(database: Database, db: Connection, cast: Cast) -> None:
    with database.connect("stageclock_app") as web:
        for statement in (
            "insert into courses (code, name, time_zone) values ('A', 'B', 'UTC')",
            "update courses set name = 'x'",
            "insert into enrollments (course_id, user_id, role) select 1, 1, 'student'",
            "delete from enrollments",
            "insert into roster_drafts (course_id, created_by, file_name, rows) values (1, 1, 'a', '[]')",
            "update roster_drafts set applied_at = null",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement.encode())
