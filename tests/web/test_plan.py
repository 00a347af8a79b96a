"""The plan of a course work: who may see it, its order, its hints; Alice moves a stage, and takes one out."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, add_course_work, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_many, add_stage, one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements
from tests.web.planning import fields_in, names_in

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)


@pytest.fixture
def plan(cast: Cast, clock: MovableClock) -> str:
    """The address of the bookshop's plan; 2030-03-04 16:00 in Shanghai is now."""
    clock.set(MONDAY)
    return f"/assignments/{cast.bookshop}/plan"


def test_the_plan_shows_every_stage_with_its_window_length_and_status(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    add_stage(db, cast.bookshop, MONDAY - DAY, MONDAY + HOUR, name="Teams", kind="team_formation")
    add_stage(db, cast.bookshop, None, None, name="Talk")
    page = visit("alice").read(plan)
    assert "All times in Asia/Shanghai" in page
    assert (
        "1. Teams Active Team formation 1 day 1 hour Start Sun 3 Mar 2030, 16:00 UTC+8"
        " End Mon 4 Mar 2030, 17:00 UTC+8" in page
    )
    assert "2. Talk Pending Custom Start no date: a teacher opens it End no date: a teacher ends it" in page
    assert "to look at" not in page


def test_only_staff_plan(visit: Open, cast: Cast, db: Connection, plan: str) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, None)
    posts = (f"/assignments/{cast.bookshop}/stages", f"/assignments/{cast.bookshop}/preset", f"/stages/{stage}",
             f"/stages/{stage}/position", f"/stages/{stage}/removal")  # fmt: skip
    before = one(db, "select to_jsonb(s) from stages s")
    for stranger, status in (("bob", 403), ("charlie", 404), ("frank", 404)):
        browser = visit(stranger)
        assert browser.get(plan).status_code == status
        assert browser.get(f"/stages/{stage}").status_code == status
        for path in posts:
            assert browser.post(path, {"name": "Mine", "position": "0"}, seen_on="/").status_code == status, path
    assert one(db, "select to_jsonb(s) from stages s") == before
    assert one(db, "select count(*) from audit_events") == 0
    for staff in ("alice", "erin", "dora"):
        assert visit(staff).get(plan).status_code == 200
    assert visit().get(plan).location.startswith("/sign-in")
    assert "Plan" not in visit("bob").read(f"/assignments/{cast.bookshop}").split("Nothing")[0]


def test_a_draft_is_planned_by_staff_and_hidden_from_its_students(visit: Open, cast: Cast, db: Connection) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Draft", state="draft")
    assert visit("erin").get(f"/assignments/{draft}/plan").status_code == 200
    assert visit("bob").get(f"/assignments/{draft}/plan").status_code == 404


def test_what_does_not_exist_is_nowhere(visit: Open, plan: str) -> None:
    alice = visit("alice")
    assert alice.get("/assignments/99/plan").status_code == 404
    for path in ("/stages/99", "/stages/99/position", "/stages/99/removal", "/assignments/99/stages"):
        assert alice.post(path, {"position": "1"}, seen_on="/").status_code == 404


def test_an_address_of_a_stage_leads_to_its_place_in_the_plan(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    stage = add_stage(db, cast.bookshop, None, None)
    assert visit("alice").get(f"/stages/{stage}").location == f"{plan}#stage-{stage}"


def test_the_arrows_move_a_stage_up_and_down(visit: Open, cast: Cast, db: Connection, plan: str) -> None:
    keys = [add_stage(db, cast.bookshop, None, None, name=name) for name in "ABC"]
    alice = visit("alice")
    answer = alice.post(f"/stages/{keys[2]}/position", {"position": "1"}, seen_on="/")
    assert answer.location == f"{plan}#stage-{keys[2]}"
    assert "C is moved." in alice.read(answer.location)
    assert names_in(db, cast.bookshop) == ["A", "C", "B"]
    alice.post(f"/stages/{keys[0]}/position", {"position": "99999999999999999999"}, seen_on="/")
    assert names_in(db, cast.bookshop) == ["C", "B", "A"]
    alice.post(f"/stages/{keys[0]}/position", {"position": "-3"}, seen_on="/")
    assert names_in(db, cast.bookshop) == ["A", "C", "B"]
    assert alice.post(f"/stages/{keys[0]}/position", {"position": "up"}, seen_on="/").status_code == 400


def test_a_stage_without_history_is_removed_after_a_question(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Talk")
    alice = visit("alice")
    assert "Talk has not begun, so nothing but the plan is lost." in alice.read(plan)
    answer = alice.post(f"/stages/{stage}/removal", seen_on="/")
    assert "Talk is removed. The audit keeps what it was." in alice.read(answer.location)
    assert names_in(db, cast.bookshop) == []
    assert one(db, "select details ->> 'name' from audit_events where action = 'stage_removed'") == "Talk"


def test_a_stage_that_began_since_the_page_was_shown_is_not_removed(
    visit: Open, cast: Cast, db: Connection, plan: str, clock: MovableClock
) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Talk")
    clock.set(MONDAY + HOUR)
    alice = visit("alice")
    assert f"/stages/{stage}/removal" not in alice.get(plan).text
    answer = alice.post(f"/stages/{stage}/removal", seen_on="/")
    assert answer.status_code == 409
    assert "This stage has a history, which is kept: close it instead of removing it." in words_of(answer)
    assert names_in(db, cast.bookshop) == ["Talk"]


def test_a_stage_that_somebody_has_changed_since_the_page_was_shown_is_not_removed(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Talk")
    alice = visit("alice")
    shown = re.search(r'/removal">.*?name="version" value="(\d+)"', alice.get(plan).text, re.DOTALL)
    assert shown
    db.execute("update stages set name = 'Better talk' where id = %s", [stage])
    answer = alice.post(f"/stages/{stage}/removal", {"version": shown[1]}, seen_on="/")
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile" in words_of(answer)
    assert names_in(db, cast.bookshop) == ["Better talk"]


def test_an_archived_plan_is_shown_without_forms_and_refuses_them(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Talk")
    db.execute("update assignments set state = 'archived'")
    alice = visit("alice")
    assert "/position" not in alice.get(plan).text and "Add a stage" not in alice.read(plan)
    for path, fields in (
        (f"/assignments/{cast.bookshop}/stages", {"name": "New", "kind": "custom", "submission_mode": "file"}),
        (f"/assignments/{cast.bookshop}/preset", {"first_day": "2030-03-11"}),
        (f"/stages/{stage}/position", {"position": "0"}),
        (f"/stages/{stage}/removal", {}),
        (f"/stages/{stage}", {"version": "1", "name": "Other"}),
    ):
        answer = alice.post(path, fields, seen_on="/")
        assert answer.status_code == 409, path
        assert "This course work is archived: restore it to change it." in words_of(answer), path
    assert names_in(db, cast.bookshop) == ["Talk"]


def test_warnings_stand_on_and_between_the_stages_and_stop_nobody(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    db.execute("update assignments set state = 'draft', ends_at = %s", [MONDAY + 9 * DAY])
    add_stage(db, cast.bookshop, MONDAY - DAY, MONDAY + DAY, name="Roles", kind="division")
    add_stage(db, cast.bookshop, MONDAY + 3 * DAY, MONDAY + 5 * DAY, name="Draft")
    add_stage(db, cast.bookshop, MONDAY + 4 * DAY, MONDAY + 10 * DAY, name="Report")
    page = visit("alice").read(plan)
    assert "5 things to look at" in page
    assert "Its start lies in the past: it opens as soon as the course work is published." in page
    assert "Roles are shared out in teams, but no stage forms them." in page
    assert "Nothing is open for 2 days after Roles ends. 2. Draft" in page
    assert "Overlaps with Draft for 1 day. 3. Report" in page
    assert "It lies beyond the end of the course work." in page


@pytest.mark.parametrize(("students", "stages"), [(10, 5), (500, 5), (10, 40)])
def test_the_plan_takes_few_statements_whatever_the_class_and_the_plan(
    visit: Open, web: Flask, cast: Cast, db: Connection, plan: str, students: int, stages: int
) -> None:
    for n in range(students):
        enroll(db, cast.courses["SE-1"], add_person(db, f"s{n}", f"Student {n}", stored="none"))
    add_many(db, cast.bookshop, stages, MONDAY + HOUR, MONDAY + 2 * HOUR)
    key = one(db, "select max(id) from stages")
    moved = {"version": "1", "name": "x", "ends_at": "2031-01-01T00:00"}
    for person in ("alice", "dora"):
        browser = visit(person)
        with statements(web) as shown:
            assert browser.get(plan).status_code == 200
        with statements(web) as shown_and_asked:
            assert "What will happen" in browser.post(f"/stages/{key}", moved, seen_on=plan).text
        assert len(shown) <= 12, shown
        assert len(shown_and_asked) - len(shown) <= 12, shown_and_asked


def test_the_names_of_a_plan_are_text(visit: Open, cast: Cast, db: Connection, plan: str) -> None:
    add_stage(db, cast.bookshop, None, None, name='<script>alert("x")</script>')
    text = visit("alice").get(plan).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_draft_from_yesterday_can_be_given_new_times_though_its_own_have_passed(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    db.execute("update assignments set state = 'draft'")
    stage = add_stage(db, cast.bookshop, MONDAY - 2 * DAY, MONDAY - DAY, name="Talk")
    alice = visit("alice")
    sent = fields_in(alice.get(plan).text, f"/stages/{stage}")
    typed = {**sent, "starts_at": "2030-03-05T08:00", "ends_at": "2030-03-06T08:00"}
    assert alice.post(f"/stages/{stage}", typed, seen_on="/").status_code == 303
    assert one(db, "select starts_at from stages") == datetime(2030, 3, 5, 0, tzinfo=UTC)
