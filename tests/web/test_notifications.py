"""Notices: what they say, who reads them, marking, deleting; and a teacher's message to everybody."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from app import notice_words
from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.conftest import Open
from tests.web.counting import statements
from tests.web.notices import kinds_sent

Connection = psycopg.Connection[Any]


@pytest.fixture
def told(database: Database, cast: Cast, db: Connection, clock: MovableClock) -> Cast:
    """A stage of the bookshop has opened, and everybody of it was told."""
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="<b>Teams</b>")
    database.tick()
    return cast


def test_bob_reads_what_happened_and_charlie_nothing(visit: Open, told: Cast) -> None:
    assert told
    page = visit("bob").read("/notifications")
    assert "<b>Teams</b> is open now." in page and "1 unread" in page and "Bookshop" in page
    assert "Teams" not in visit("charlie").read("/notifications")


def test_html_in_names_is_text(visit: Open, told: Cast) -> None:
    assert told
    assert "&lt;b&gt;Teams&lt;/b&gt;" in visit("bob").get("/notifications").text


def test_marking_and_deleting_touch_ones_own_only(visit: Open, told: Cast, db: Connection) -> None:
    query = "select id from notifications where recipient_id = %s"
    mine, erins = (str(one(db, query, told.people[name])) for name in ("bob", "erin"))
    bob = visit("bob")
    for key in (mine, erins):
        bob.post("/notifications/reading", {"notice": key}, seen_on="/notifications")
    assert db.execute("select recipient_id from notifications where read_at is not null").fetchall() == [
        (told.people["bob"],)
    ]
    assert "No notice is unread." in bob.read("/notifications?unread=1")
    bob.post("/notifications/unreading", {"notice": mine}, seen_on="/notifications")
    assert "1 unread" in bob.read("/notifications")
    for key in (mine, erins):
        bob.post("/notifications/deletion", {"notice": key}, seen_on="/notifications")
    assert one(db, "select count(*) from notifications where recipient_id = %s", told.people["bob"]) == 0
    assert one(db, "select count(*) from notifications where recipient_id = %s", told.people["erin"]) == 1


def test_all_are_marked_and_all_read_ones_deleted_at_once(visit: Open, told: Cast, db: Connection) -> None:
    bob = visit("bob")
    db.execute("select stageclock.broadcast(%s, 'Bring laptops.', %s)", [told.bookshop, told.people["alice"]])
    bob.post("/notifications/reading", {"all": "1"}, seen_on="/notifications")
    bob.post("/notifications/deletion", {"all": "1"}, seen_on="/notifications")
    assert one(db, "select count(*) from notifications where recipient_id = %s", told.people["bob"]) == 0


@pytest.mark.parametrize("named", ["", "0", "x", "99999999999999999999", "-1"])
def test_a_notice_that_cannot_be_changes_nothing(visit: Open, told: Cast, db: Connection, named: str) -> None:
    assert told
    answer = visit("bob").post("/notifications/deletion", {"notice": named}, seen_on="/notifications")
    assert answer.status_code == 303
    assert one(db, "select count(*) from notifications where recipient_id = %s", told.people["bob"]) == 1


def test_notices_are_filtered_by_course_work(visit: Open, told: Cast, db: Connection) -> None:
    bob = visit("bob")
    assert "is open now" in bob.read(f"/notifications?assignment={told.bookshop}")
    assert "is open now" not in bob.read(f"/notifications?assignment={told.bookshop + 1}")
    assert "is open now" in bob.read("/notifications?assignment=nothing")


def test_alice_tells_everybody_and_students_may_not(visit: Open, cast: Cast, db: Connection) -> None:
    path = f"/assignments/{cast.bookshop}/message"
    answer = visit("alice").post(path, {"text": "Bring <laptops>."}, seen_on=path)
    assert answer.status_code == 303
    page = visit("bob").read("/notifications")
    assert "Message from Alice Ahn" in page and "Bring <laptops>." in page
    assert visit("bob").get(path).status_code == 403
    assert visit("frank").get(path).status_code == 404
    assert visit("frank").post(path, {"text": "Hello"}, seen_on="/").status_code == 404
    assert one(db, "select count(*) from audit_events where action = 'message_sent'") == 1


@pytest.mark.parametrize(("text", "said"), [("", "Write what everybody is to be told."), ("x" * 2001, "Use at most")])
def test_a_message_that_is_none_is_refused_and_kept(
    visit: Open, cast: Cast, db: Connection, text: str, said: str
) -> None:
    path = f"/assignments/{cast.bookshop}/message"
    answer = visit("alice").post(path, {"text": text}, seen_on=path)
    assert answer.status_code == 422 and said in answer.text and text in answer.text
    assert one(db, "select count(*) from notifications") == 0


def test_the_list_is_in_the_readers_language_with_the_zone_of_the_course_work(visit: Open, told: Cast) -> None:
    assert told
    page = visit("bob", language="zh").read("/notifications")
    assert "“<b>Teams</b>”已开始。" in page and "UTC+8" in page


def test_a_notice_leads_to_what_it_is_about(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    clock.set(MONDAY)
    stage = add_stage(
        db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="submission", status="active", name="Report"
    )
    db.execute("update stages set submission_mode = 'link' where id = %s", [stage])
    bob, alice = cast.people["bob"], cast.people["alice"]
    team = add_team(db, cast.bookshop, [bob])
    ticket = one(db, "select stageclock.begin_submission(%s, %s, %s)", stage, team, bob)
    url = "https://example.org"
    attempt = one(db, "select stageclock.complete_submission(%s, %s, '', '[]', %s)", ticket, url, bob)
    db.execute("select stageclock.review_submission(%s, 'approved', '', %s)", [attempt, alice])
    db.execute("select stageclock.confirm_team(%s, %s)", [team, alice])
    db.execute("select stageclock.broadcast(%s, 'Hello.', %s)", [cast.bookshop, alice])
    page = visit("bob").get("/notifications").text
    assert "Report: attempt 1 of your team Group 0 was approved by Alice Ahn." in page
    for path in (f"/stages/{stage}/submission", f"/assignments/{cast.bookshop}/team", f"/assignments/{cast.bookshop}"):
        assert f'<a href="{path}">Bookshop</a>' in page
        assert visit("bob").get(path).status_code == 200


def test_every_kind_that_the_database_sends_has_words() -> None:
    assert kinds_sent() <= set(notice_words.SENTENCES)


def test_the_page_asks_little_however_many_there_are(visit: Open, web: Flask, told: Cast, db: Connection) -> None:
    for n in range(500):
        enroll(db, told.courses["SE-1"], add_person(db, f"s{n}", f"Student {n}", stored="none"))
    for n in range(40):
        db.execute("select stageclock.broadcast(%s, %s, %s)", [told.bookshop, f"Note {n}", told.people["alice"]])
    bob = visit("bob")
    with statements(web) as asked:
        page = bob.read("/notifications")
    assert len(asked) <= 12
    assert "Older" in page and "41 unread" in page
