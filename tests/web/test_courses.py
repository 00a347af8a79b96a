"""Courses: the list, one of them, and opening, changing and archiving; each tried by who may and by who may not."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from app.queries import courses
from tests.cast import Cast, add_course, add_course_work, enroll
from tests.clusters import MovableClock
from tests.plans import MONDAY, one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]

FACTS = {"code": "DB-2", "name": "Databases", "term": "2031", "time_zone": "Europe/Berlin"}
# Who is turned away from what is the admins' and the course's teachers', and how.
STRANGERS = (("charlie", 404), ("frank", 404), ("bob", 404), ("alice", 404), (None, 302))


def everything(db: Connection) -> list[Any]:
    """What no refused act may change."""
    tables = ("courses", "enrollments", "users", "audit_events")
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]


def send(browser: Browser, path: str, **fields: str) -> str:
    """Send a form that must succeed; the page it leads to, in words."""
    answer = browser.post(path, fields, seen_on="/")
    assert answer.status_code == 303, words_of(answer)
    return browser.read(answer.location)


def test_admins_see_all_courses_and_teachers_theirs(visit: Open) -> None:
    to_dora, to_erin = visit("dora").read("/courses"), visit("erin").read("/courses")
    assert "Course SE-1 SE-1 2030 1 Asia/Shanghai" in to_dora and "XX-9" in to_dora
    assert "Course SE-1" in to_erin and "XX-9" not in to_erin


def test_who_teaches_nothing_is_told_what_to_do_and_students_find_no_such_page(visit: Open) -> None:
    assert "You teach no course. Ask the administrator to add you to yours." in visit("alice").read("/courses")
    assert visit("bob").get("/courses").status_code == 404
    assert visit().get("/courses").status_code == 302


def test_the_menu_leads_there_whose_account_can_teach(visit: Open) -> None:
    for username, is_led in (("dora", True), ("erin", True), ("alice", True), ("bob", False)):
        assert ('href="/courses"' in visit(username).get("/").text) is is_led, username


def test_courses_are_found_by_code_name_and_term_whatever_the_case(visit: Open, db: Connection) -> None:
    db.execute("update courses set name = '100% Software' where code = 'SE-1'")
    dora = visit("dora")
    for search, found in (("se-1", True), ("SOFT", True), ("203", True), ("%", True), ("_", False), ("xx", False)):
        page = dora.get("/courses", query_string={"q": search})
        assert ("100% Software" in words_of(page)) is found, search
    assert "No course matches “zzz”" in dora.read("/courses?q=zzz")
    assert dora.get("/courses", query_string={"q": "a\0b"}).status_code == 200


def test_long_lists_are_paged_with_the_archived_last(
    visit: Open, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses, "PAGE_SIZE", 2)
    add_course(db, "YY-1")
    db.execute("update courses set archived_at = '2026-01-01' where code = 'YY-1'")
    dora = visit("dora")
    first, second = dora.read("/courses"), dora.read("/courses?page=2")
    assert "SE-1" in first and "XX-9" in first and "Older" in first
    assert "Course YY-1 Archived" in second and "Newer" in second and "Older" not in second
    assert "There is nothing on this page" in dora.read("/courses?page=3")
    assert dora.get("/courses?page=0").status_code == 404


def test_dora_opens_a_course(visit: Open, db: Connection, cast: Cast) -> None:
    dora = visit("dora")
    assert "Europe/Berlin" in dora.get("/courses/new").text
    page = send(dora, "/courses", **FACTS)
    assert "The course is open. Now say who teaches it." in page
    assert "Databases DB-2 2031 Europe/Berlin" in page
    assert one(db, "select actor_id from audit_events where action = 'course_created'") == cast.people["dora"]


def test_a_zone_may_be_typed_as_people_type(visit: Open, db: Connection) -> None:
    send(visit("dora"), "/courses", **FACTS | {"time_zone": " america/new york "})
    assert one(db, "select time_zone from courses where code = 'DB-2'") == "America/New_York"


@pytest.mark.parametrize(
    ("field", "typed", "status", "said"),
    [
        ("code", " ", 422, "Give the course a code."),
        ("code", "x" * 41, 422, "Use at most 40 characters."),
        ("code", "SE-1", 409, "Another course has this code: choose a different one."),
        ("name", "", 422, "Give the course a name."),
        ("name", "x" * 201, 422, "Use at most 200 characters."),
        ("term", "x" * 101, 422, "Use at most 100 characters."),
        ("time_zone", "Mars/Olympus", 422, "There is no such time zone: choose one from the list"),
        ("time_zone", "", 422, "There is no such time zone: choose one from the list"),
        ("time_zone", "Etc/GMT+3", 422, "There is no such time zone: choose one from the list"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_everything_typed_is_kept(
    visit: Open, db: Connection, cast: Cast, field: str, typed: str, status: int, said: str
) -> None:
    dora, before = visit("dora"), everything(db)
    for path in ("/courses", f"/courses/{cast.courses['XX-9']}"):
        answer = dora.post(path, FACTS | {"name": "<b>Data</b>"} | {field: typed}, seen_on="/")
        assert answer.status_code == status
        assert said in words_of(answer)
        assert f'id="{field}-error"' in answer.text
        assert field == "name" or "&lt;b&gt;Data&lt;/b&gt;" in answer.text
    assert everything(db) == before


def test_a_refusal_is_said_in_the_readers_language(visit: Open) -> None:
    answer = visit("dora", language="zh-CN").post("/courses", FACTS | {"code": "SE-1"}, seen_on="/")
    assert answer.status_code == 409
    assert "Another course" not in answer.text


def test_dora_changes_a_course(visit: Open, cast: Cast) -> None:
    dora, path = visit("dora"), f"/courses/{cast.courses['SE-1']}"
    assert 'value="Asia/Shanghai"' in dora.get(f"{path}/edit").text
    page = send(dora, path, **FACTS)
    assert "The course is changed." in page and "Databases DB-2 2031 Europe/Berlin" in page


def test_dora_archives_and_restores_a_course(visit: Open, cast: Cast, clock: MovableClock) -> None:
    dora, path = visit("dora"), f"/courses/{cast.courses['SE-1']}"
    clock.set(MONDAY)
    page = send(dora, f"{path}/archiving")
    assert "Course SE-1 is archived: its class list stays as it is" in page
    assert "Archived since Mon 4 Mar 2030, 16:00 UTC+8" in page
    assert "Import a class list" not in page and "Add the student" not in page
    again = dora.post(f"{path}/archiving", seen_on="/")
    assert again.status_code == 409 and "This course is archived already." in words_of(again)
    assert "Course SE-1 is in use again." in send(dora, f"{path}/restoration")
    again = dora.post(f"{path}/restoration", seen_on="/")
    assert again.status_code == 409 and "This course is not archived." in words_of(again)


def test_the_page_of_a_course_shows_who_teaches_and_studies_and_its_course_work(
    visit: Open, db: Connection, cast: Cast
) -> None:
    add_course_work(db, cast.courses["SE-1"], "Shop <b>", state="draft")
    add_course_work(db, cast.courses["XX-9"], "Elsewhere")
    for username in ("erin", "dora"):
        page = visit(username).read(f"/courses/{cast.courses['SE-1']}")
        assert "Course SE-1 SE-1 2030 Asia/Shanghai" in page
        assert "Class list: 1 student" in page and "Bob Bauer" in page
        assert "Teachers Erin Egede erin" in page
        assert "Course work Shop <b> Draft Bookshop" in page and "Elsewhere" not in page


def test_html_in_names_is_shown_as_text(visit: Open, db: Connection, cast: Cast) -> None:
    db.execute("update users set name = '<script>alert(1)</script>' where username = 'bob'")
    db.execute("update courses set name = '<img src=x>' where code = 'SE-1'")
    text = visit("erin").get(f"/courses/{cast.courses['SE-1']}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "<script>alert" not in text
    assert "&lt;img src=x&gt;" in text and "<img src=x" not in text


def test_the_class_list_is_searched_and_paged(visit: Open, db: Connection, cast: Cast) -> None:
    db.execute(
        "with p as (insert into users (username, name, student_number, password_hash)"
        " select 's' || n, 'Student ' || n, (3000 + n)::text, 'x' from generate_series(1, 120) n returning id)"
        " insert into enrollments (course_id, user_id, role) select %s, id, 'student' from p",
        [cast.courses["SE-1"]],
    )
    erin, path = visit("erin"), f"/courses/{cast.courses['SE-1']}"
    first, second = erin.read(path), erin.read(f"{path}?page=2")
    assert "Class list: 121 students" in first and "Student 100" in first and "Student 101" not in first
    assert "Student 101" in second and "Bob Bauer" in second
    for search in ("student 77", "3077", "S77"):
        found = words_of(erin.get(path, query_string={"q": search}))
        assert "Student 77" in found and "Student 78" not in found, search
    assert "Nobody on this class list matches “zzz”" in erin.read(f"{path}?q=zzz")
    assert "There is nothing on this page" in erin.read(f"{path}?page=9")


def test_strangers_and_students_see_no_course(visit: Open, db: Connection, cast: Cast) -> None:
    path, before = f"/courses/{cast.courses['SE-1']}", everything(db)
    for username, status in STRANGERS:
        browser = visit(username)
        assert browser.get(path).status_code == browser.get(f"{path}/edit").status_code == status, username
        for act in ("", "/archiving", "/restoration"):
            assert browser.post(f"{path}{act}", FACTS, seen_on="/").status_code == status, (username, act)
    assert everything(db) == before


def test_the_courses_teachers_see_it_and_change_nothing_of_it(visit: Open, db: Connection, cast: Cast) -> None:
    path, erin, before = f"/courses/{cast.courses['SE-1']}", visit("erin"), everything(db)
    page = erin.get(path).text
    assert f"{path}/edit" not in page and f"{path}/archiving" not in page and f"{path}/teachers" not in page
    assert erin.get(f"{path}/edit").status_code == erin.get("/courses/new").status_code == 403
    for act in ("", "/archiving", "/restoration"):
        assert erin.post(f"{path}{act}", FACTS, seen_on="/").status_code == 403, act
    assert erin.post("/courses", FACTS, seen_on="/").status_code == 403
    assert visit("bob").post("/courses", FACTS, seen_on="/").status_code == 404
    assert visit("dora").client.post(path, data=FACTS).status_code == 400
    assert everything(db) == before


def test_courses_that_do_not_exist_are_not_found(visit: Open) -> None:
    dora = visit("dora")
    for path in ("/courses/999999999", "/courses/0", "/courses/9223372036854775808", "/courses/abc"):
        assert dora.get(path).status_code == 404, path
        assert dora.post(f"{path}/archiving", seen_on="/").status_code == 404, path
    assert dora.post("/courses/999999999", FACTS, seen_on="/").status_code == 404


@pytest.mark.parametrize("path", ["/courses", "/courses/{}", "/courses/{}?q=student", "/courses/{}/edit"])
def test_pages_ask_no_more_of_the_database_for_a_larger_class(
    visit: Open, web: Flask, db: Connection, cast: Cast, path: str
) -> None:
    counted, address = [], path.format(cast.courses["SE-1"])
    for students in (10, 490):
        db.execute(
            "with p as (insert into users (username, name, password_hash)"
            " select format('s%%s-%%s', %s::int, n), 'Student', 'x' from generate_series(1, %s) n returning id)"
            " insert into enrollments (course_id, user_id, role) select %s, id, 'student' from p",
            [students, students, cast.courses["SE-1"]],
        )
        enroll(db, add_course(db, f"Z-{students}"), cast.people["erin"], "teacher")
        dora = visit("dora")
        with statements(web) as sent:
            dora.read(address)
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 12
