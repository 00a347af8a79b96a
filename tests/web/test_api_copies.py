"""Copying course work and plans through the interface for programs."""

from typing import Any

import psycopg
import pytest

from app.config import Settings
from tests.cast import Cast, add_course_work, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.conftest import Start
from tests.web.test_api_material import keep

Connection = psycopg.Connection[Any]


@pytest.fixture
def work(cast: Cast, db: Connection, clock: MovableClock) -> str:
    """The address of the bookshop, which has one stage, in Shanghai."""
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 2 * HOUR, name="Draft")
    return f"/assignments/{cast.bookshop}"


def test_a_whole_copy_is_where_its_preview_said(
    program: Start, cast: Cast, db: Connection, settings: Settings, work: str
) -> None:
    keep(db, settings, cast.bookshop)
    erin, course = program("erin"), cast.courses["SE-1"]
    erin.send(f"{work}/links", {"url": "https://example.org/"})
    seen = erin.get(f"{work}/copy/preview?course_id={course}&weeks=26").get_json()
    assert one(db, "select count(*) from assignments") == 1, "nothing is changed"
    sent = {"course_id": course, "weeks": 26, "title": "Bookshop 2", "digest": seen["digest"]}
    made = erin.send(f"{work}/copy", sent)
    assert made.status_code == 201
    copy = f"/assignments/{made.get_json()['id']}"
    assert (erin.get(copy).get_json()["title"], erin.get(copy).get_json()["state"]) == ("Bookshop 2", "draft")
    (stage,) = erin.items(f"{copy}/stages")
    assert stage["starts_at"] == seen["stages"][0]["start"]["after"] == "2030-09-02T09:00:00+00:00"
    (file,) = erin.items(f"{copy}/attachments")
    assert erin.get(f"/attachments/{file['id']}").data == b"Read me." and len(erin.items(f"{copy}/links")) == 1
    assert program("bob").get(copy).status_code == 404
    erin.send(f"/stages/{stage['id'] - 1}/activation", {})
    stale = erin.send(f"{work}/copy", sent)
    assert (stale.status_code, stale.get_json()["code"]) == (409, "SC011")


def test_a_plan_alone_goes_by_the_clocks_of_its_new_course(
    program: Start, cast: Cast, db: Connection, work: str
) -> None:
    course = cast.courses["XX-9"]
    enroll(db, course, cast.people["erin"], "teacher")
    db.execute("update courses set time_zone = 'Europe/Berlin' where id = %s", [course])
    erin = program("erin")
    erin.send(f"{work}/links", {"url": "https://example.org/"})
    seen = erin.get(f"{work}/copy/preview?what=plan&course_id={course}&weeks=1").get_json()
    made = erin.send(f"{work}/copy", {"what": "plan", "course_id": course, "weeks": 1, "title": "Plan"})
    copy = f"/assignments/{made.get_json()['id']}"
    (stage,) = erin.items(f"{copy}/stages")
    assert stage["starts_at"] == seen["stages"][0]["start"]["after"] == "2030-03-11T16:00:00+00:00"
    assert seen["stages"][0]["start"]["wall"] == "2030-03-11T17:00:00" and erin.items(f"{copy}/links") == []


def test_a_plan_is_appended_to_a_draft(program: Start, cast: Cast, db: Connection, work: str) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Next", state="draft")
    erin, asked = program("erin"), {"into_assignment_id": draft, "weeks": 2}
    seen = erin.get(f"{work}/plan-copy/preview?into_assignment_id={draft}&weeks=2").get_json()
    assert erin.send(f"{work}/plan-copy", {**asked, "digest": seen["digest"]}).status_code == 204
    (stage,) = erin.items(f"/assignments/{draft}/stages")
    assert stage["starts_at"] == seen["stages"][0]["start"]["after"] == "2030-03-18T09:00:00+00:00"
    stale = erin.send(f"{work}/plan-copy", {**asked, "digest": seen["digest"]})
    assert (stale.status_code, stale.get_json()["code"]) == (409, "SC011")
    published = erin.send(f"/assignments/{draft}/plan-copy", {"into_assignment_id": cast.bookshop, "weeks": 2})
    assert (published.status_code, published.get_json()["code"]) == (409, "SC002")


def test_what_cannot_lie_there_is_said_before_and_refused(
    program: Start, cast: Cast, db: Connection, work: str
) -> None:
    erin, course = program("erin"), cast.courses["SE-1"]
    seen = erin.get(f"{work}/copy/preview?course_id={course}&weeks=-1").get_json()
    assert seen["has_problem"] and seen["stages"][0]["start"]["problem"] == "past"
    refused = erin.send(f"{work}/copy", {"course_id": course, "weeks": -1, "title": "Past"})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "SC003")
    assert erin.send(f"{work}/copy", {"course_id": course, "weeks": 5201, "title": "Far"}).status_code == 422
    assert one(db, "select count(*) from assignments") == 1


def test_only_who_may_read_one_and_write_the_other_copies(
    program: Start, cast: Cast, db: Connection, work: str
) -> None:
    draft = add_course_work(db, cast.courses["XX-9"], "Theirs", state="draft")
    whole = {"course_id": cast.courses["SE-1"], "weeks": 1, "title": "Copy"}
    append = {"into_assignment_id": draft, "weeks": 1}
    for path, body in (("copy", whole), ("plan-copy", append)):
        preview = f"{work}/{path}/preview?" + "&".join(f"{name}={body[name]}" for name in body if name != "title")
        for username, status in (("bob", 403), ("charlie", 404), ("frank", 404)):
            assert program(username).send(f"{work}/{path}", body).status_code == status
            assert program(username).get(preview).status_code == status
        assert program().send(f"{work}/{path}", body).status_code == 401
        assert program("erin", "read").send(f"{work}/{path}", body).status_code == 403
    elsewhere = {**whole, "course_id": cast.courses["XX-9"]}
    assert program("erin").send(f"{work}/copy", elsewhere).status_code == 404, "a course of others"
    assert program("alice").send(f"{work}/copy", whole).status_code == 404, "who manages it does not teach the course"
    assert program("erin").send(f"{work}/plan-copy", append).status_code == 404, "a draft of others"
    assert one(db, "select count(*) from assignments") == 2 and one(db, "select count(*) from stages") == 1
