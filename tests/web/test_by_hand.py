"""Stepping in by hand: Alice sees what will happen, then opens, closes, pauses and resumes; it is all on record."""

import re
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, one, poison, status_of
from tests.web.browser import TOKEN, Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]

PLAIN = ("activation", "completion", "pause", "resumption")
ON_STAGES = (*PLAIN, "reopening", "schedule", "retry")
ON_COURSE_WORK = ("publication", "pause", "resumption")
FORETOLD = re.compile(r'name="foretold"[^>]* value="([^"]*)"')


@pytest.fixture
def teams(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A stage that opens in an hour and closes an hour later."""
    clock.set(MONDAY)
    return add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 2 * HOUR, name="Teams")


def foretold(browser: Browser, path: str) -> str:
    """What the page that asks sends along with a yes."""
    found = FORETOLD.search(browser.get(path).text)
    assert found, words_of(browser.get(path))
    return found[1]


def confirm(browser: Browser, path: str, **fields: str) -> TestResponse:
    """Look at what will happen, and say yes."""
    return browser.post(path, {"confirmed": "1", "foretold": foretold(browser, path), **fields}, seen_on="/")


def send(browser: Browser, path: str, **fields: str) -> str:
    """Confirm an act that must succeed; the page it leads to, in words."""
    answer = confirm(browser, path, **fields)
    assert answer.status_code == 303, words_of(answer)
    return browser.read(answer.location)


def history_of(db: Connection, stage: int) -> list[tuple[Any, ...]]:
    return db.execute(
        "select t.to_status, t.cause, u.username, t.reason from stage_transitions t"
        " left join users u on u.id = t.actor_id where t.stage_id = %s order by t.id",
        [stage],
    ).fetchall()


def audit(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "select e.action, u.username, e.details ->> 'reason' from audit_events e"
        " left join users u on u.id = e.actor_id order by e.id"
    ).fetchall()


def everything(db: Connection) -> list[Any]:
    """What no refused act may change."""
    tables = ("stages", "assignments", "stage_transitions", "stage_attempts", "audit_events", "notifications")
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]


def test_alice_sees_what_opening_a_stage_does_before_she_is_asked(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    before = everything(db)
    page = visit("alice").read(f"/stages/{teams}/activation")
    assert "Open Teams now?" in page
    opening, _, closing = page.partition("What will happen")[2].partition("Teams closes")
    assert "Teams opens now, by hand planned for Mon 4 Mar 2030, 17:00 UTC+8" in opening
    assert "by itself on Mon 4 Mar 2030, 18:00 UTC+8" in closing
    assert "Each of them tells Bob Bauer, Alice Ahn, Erin Egede" in closing
    assert "All times in Asia/Shanghai" in page and "Yes, open it now" in page
    assert everything(db) == before


def test_alice_opens_a_stage_now_and_says_why(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    alice = visit("alice")
    answer = confirm(alice, f"/stages/{teams}/activation", reason=" all are here ")
    assert answer.location == f"/assignments/{cast.bookshop}#stage-{teams}"
    page = alice.read(answer.location)
    assert "Teams is open now." in page
    assert "Open now Teams closes in 2 hours" in page
    assert "By hand: Alice Ahn all are here" in page
    assert history_of(db, teams) == [("active", "teacher", "alice", "all are here")]


def test_without_a_yes_nothing_is_done_and_the_reason_is_kept(visit: Open, db: Connection, teams: int) -> None:
    before = everything(db)
    answer = visit("alice").post(f"/stages/{teams}/activation", {"reason": "all are here"}, seen_on="/")
    assert answer.status_code == 200
    assert "Yes, open it now" in answer.text and "all are here</textarea>" in answer.text
    assert everything(db) == before


def test_a_yes_to_nothing_that_was_shown_is_asked_again(visit: Open, db: Connection, teams: int) -> None:
    before = everything(db)
    for foretold in ({}, {"foretold": ""}, {"foretold": "1:0"}, {"foretold": "\0"}):
        answer = visit("alice").post(f"/stages/{teams}/activation", {"confirmed": "1", **foretold}, seen_on="/")
        assert answer.status_code == 409
        assert "What would happen has changed since it was shown: look at it again." in words_of(answer)
    assert everything(db) == before


def test_of_a_large_class_five_are_named_and_the_others_counted(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    for n in range(30):
        enroll(db, cast.courses["SE-1"], add_person(db, f"s{n}", f"Student {n:02}", stored="x"))
    page = visit("alice").read(f"/stages/{teams}/completion")
    assert "tells Bob Bauer, Student 00, Student 01, Student 02, Student 03 and 28 more" in page


def test_what_is_overdue_comes_first_and_is_said(
    visit: Open, cast: Cast, db: Connection, teams: int, clock: MovableClock
) -> None:
    clock.set(MONDAY + HOUR)
    page = visit("erin").read(f"/stages/{teams}/completion").partition("What will happen")[2]
    opening, _, closing = page.partition("Teams closes")
    assert "Teams opens at once: it was due on Mon 4 Mar 2030, 17:00 UTC+8" in opening
    assert "now, by hand planned for Mon 4 Mar 2030, 18:00 UTC+8" in closing


def test_erin_closes_a_stage_now(visit: Open, db: Connection, teams: int, clock: MovableClock) -> None:
    clock.set(MONDAY + HOUR)
    page = send(visit("erin"), f"/stages/{teams}/completion", reason="")
    assert "Teams is closed now." in page
    assert "By hand: Erin Egede" in page
    assert history_of(db, teams) == [("active", "clock", None, None), ("completed", "teacher", "erin", None)]


def test_a_stage_is_closed_without_ever_opening(visit: Open, db: Connection, teams: int) -> None:
    alice, path = visit("alice"), f"/stages/{teams}/completion"
    assert "Teams closes without having opened now, by hand" in alice.read(path)
    assert "Teams is closed now." in send(alice, path)
    assert status_of(db, teams) == "completed"


def test_a_paused_stage_says_who_when_and_why_to_staff_alone(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    alice = visit("alice")
    assert "Nothing is overdue" in alice.read(f"/stages/{teams}/pause")
    page = send(alice, f"/stages/{teams}/pause", reason="The room burns.\nReally.")
    assert "Teams is paused: it is open to nobody." in page
    assert "Paused since Mon 4 Mar 2030, 16:00 UTC+8. By Alice Ahn. The room burns. Really." in page
    to_bob = visit("bob").read(f"/assignments/{cast.bookshop}")
    assert "Teams Pending Paused" in to_bob
    assert "Alice" not in to_bob.partition("Managed by")[0] and "burns" not in to_bob
    assert "Teams opens by itself on Mon 4 Mar 2030, 17:00 UTC+8" in alice.read(f"/stages/{teams}/resumption")
    page = send(alice, f"/stages/{teams}/resumption", reason="put out")
    assert "Teams is no longer paused. What came due meanwhile happens at the next tick." in page
    assert audit(db) == [
        ("stage_paused", "alice", "The room burns.\nReally."),
        ("stage_resumed", "alice", "put out"),
    ]


def test_resuming_says_what_the_next_tick_does_at_once(
    visit: Open, cast: Cast, db: Connection, database: Database, teams: int, clock: MovableClock
) -> None:
    dora, path = visit("dora"), f"/assignments/{cast.bookshop}/resumption"
    send(dora, f"/assignments/{cast.bookshop}/pause")
    clock.set(MONDAY + 90 * MINUTE)
    page = dora.read(path)
    assert "Teams opens at once: it was due on Mon 4 Mar 2030, 17:00 UTC+8" in page
    assert "Teams closes by itself on Mon 4 Mar 2030, 18:00 UTC+8" in page
    send(dora, path)
    database.tick()
    assert status_of(db, teams) == "active"


def test_a_whole_course_work_is_paused_and_resumed(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    dora, path = visit("dora"), f"/assignments/{cast.bookshop}"
    page = send(dora, f"{path}/pause", reason="strike")
    assert "Bookshop is paused: nothing opens or closes until it is resumed." in page
    assert "nothing opens or closes until it is resumed. By Dora Diaz. strike" in page
    assert "Dora" not in visit("bob").read(path)
    page = send(dora, f"{path}/resumption")
    assert "Bookshop is no longer paused." in page
    assert audit(db) == [("assignment_paused", "dora", "strike"), ("assignment_resumed", "dora", None)]


def test_alice_publishes_a_draft_and_sees_first_what_comes(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("update assignments set state = 'draft'")
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}/publication"
    assert visit("bob").get(path).status_code == 404
    assert path in alice.get(f"/assignments/{cast.bookshop}").text
    page = alice.read(path)
    assert "Publish Bookshop?" in page
    assert "Teams opens by itself on Mon 4 Mar 2030, 17:00 UTC+8" in page
    assert "Bookshop is published: its students see it now." in send(alice, path, reason="term begins")
    assert audit(db) == [("assignment_published", "alice", "term begins")]
    assert "Teams" in visit("bob").read(f"/assignments/{cast.bookshop}")
    assert one(db, "select held from stages") is False


def test_a_plan_without_stages_or_dates_may_be_published_and_the_page_says_what_that_means(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    db.execute("update assignments set state = 'draft'")
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}/publication"
    assert "No stages are planned yet, so nothing opens by itself." in alice.read(path)
    add_stage(db, cast.bookshop, None, None)
    assert "No stage has a date, so nothing opens by itself" in alice.read(path)
    send(alice, path)
    assert one(db, "select state from assignments where id = %s", cast.bookshop) == "published"
    answer = alice.get(path)
    assert answer.status_code == 409 and "Only a draft can be published." in words_of(answer)


def test_publishing_what_is_paused_says_that_nothing_comes_by_itself(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    db.execute("update assignments set state = 'draft', paused_at = %s", [MONDAY])
    page = visit("alice").read(f"/assignments/{cast.bookshop}/publication")
    assert "The clock of the course work stands still" in page and "Teams opens" not in page


def test_the_acts_are_those_of_what_the_stage_is_now(
    visit: Open, cast: Cast, db: Connection, teams: int, clock: MovableClock
) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}"

    def offered() -> set[str]:
        text = alice.get(path).text
        return {act for act in ON_STAGES if f"/stages/{teams}/{act}" in text}

    assert offered() == {"activation", "completion", "pause", "schedule"}
    clock.set(MONDAY + HOUR)
    assert offered() == {"completion", "pause", "schedule"}
    clock.set(MONDAY + 2 * HOUR)
    assert offered() == {"reopening"}
    clock.set(MONDAY)
    send(alice, f"/stages/{teams}/pause")
    assert offered() == {"resumption", "schedule"}
    send(alice, f"/stages/{teams}/resumption")
    send(alice, f"{path}/pause")
    assert offered() == {"schedule"}
    assert f"{path}/resumption" in alice.get(path).text and f"{path}/pause" not in alice.get(path).text


def test_students_see_no_acts(visit: Open, cast: Cast, teams: int) -> None:
    text = visit("bob").get(f"/assignments/{cast.bookshop}").text
    assert "/stages/" not in text and "/pause" not in text


@pytest.mark.parametrize("act", ON_STAGES)
def test_strangers_students_and_the_signed_out_change_nothing(
    visit: Open, db: Connection, teams: int, act: str
) -> None:
    path, before = f"/stages/{teams}/{act}", everything(db)
    fields = {"starts_at": "2030-03-05T10:00", "ends_at": "2030-03-06T10:00", "confirmed": "1"}
    for username, status in (("charlie", 404), ("frank", 404), ("bob", 403), (None, 302)):
        browser = visit(username)
        answer = browser.post(path, fields, seen_on="/")
        assert answer.status_code == status, username
        assert "Teams" not in answer.text
        if act != "retry":
            assert browser.get(path).status_code == status, username
    assert visit("alice").client.post(path, data=fields).status_code == 400
    assert everything(db) == before


@pytest.mark.parametrize("act", ON_COURSE_WORK)
def test_nor_do_they_publish_pause_or_resume_a_course_work(visit: Open, cast: Cast, db: Connection, act: str) -> None:
    path, before = f"/assignments/{cast.bookshop}/{act}", everything(db)
    for username, status in (("charlie", 404), ("frank", 404), ("bob", 403), (None, 302)):
        browser = visit(username)
        assert browser.post(path, {"confirmed": "1"}, seen_on="/").status_code == status, username
        assert browser.get(path).status_code == status, username
    assert visit("alice").client.post(path).status_code == 400
    assert everything(db) == before


def test_a_draft_is_nothing_to_its_students(visit: Open, db: Connection, teams: int) -> None:
    db.execute("update assignments set state = 'draft'")
    assert visit("bob").get(f"/stages/{teams}/activation").status_code == 404
    assert visit("bob").post(f"/stages/{teams}/activation", seen_on="/").status_code == 404


def test_stages_that_do_not_exist_are_not_found(visit: Open) -> None:
    alice = visit("alice")
    for act in ON_STAGES:
        assert alice.post(f"/stages/999999999/{act}", seen_on="/").status_code == 404, act
    for address in ("0", "9223372036854775808", "abc"):
        assert alice.get(f"/stages/{address}/activation").status_code == 404, address
    assert alice.get("/stages/1/destruction").status_code == 404


REFUSED = [
    ("status = 'active'", "activation", 409, "Only a stage that has not begun can be opened."),
    ("status = 'completed'", "completion", 409, "This stage is closed already."),
    ("status = 'completed'", "pause", 409, "This stage is closed already."),
    ("paused_at = now()", "pause", 409, "It is paused already."),
    ("paused_at = now()", "activation", 409, "The clock of this stage stands still"),
    ("name = name", "resumption", 409, "It is not paused."),
    ("starts_at = null, ends_at = '2030-03-04'", "activation", 422, "The end of this stage has passed"),
]


@pytest.mark.parametrize(("prepare", "act", "status", "said"), REFUSED)
def test_what_is_refused_is_said_instead_of_asking_with_what_can_be_done(
    visit: Open, db: Connection, teams: int, prepare: str, act: str, status: int, said: str
) -> None:
    db.execute(f"update stages set {prepare}".encode())
    before, alice = everything(db), visit("alice")
    answers = (
        alice.get(f"/stages/{teams}/{act}"),
        alice.post(f"/stages/{teams}/{act}", {"reason": "as <b>agreed</b>", "confirmed": "1"}, seen_on="/"),
    )
    for answer in answers:
        assert answer.status_code == status
        page = words_of(answer)
        assert said in page and "What can be done with this stage now" in page and "Yes," not in page
    assert "as &lt;b&gt;agreed&lt;/b&gt;" in answers[1].text
    assert everything(db) == before


def test_what_the_clock_did_meanwhile_is_shown_before_it_is_asked_again(
    visit: Open, db: Connection, database: Database, teams: int, clock: MovableClock
) -> None:
    alice, path = visit("alice"), f"/stages/{teams}/completion"
    shown = foretold(alice, path)
    clock.set(MONDAY + HOUR)
    database.tick()
    before = everything(db)
    sent = {"confirmed": "1", "foretold": shown, "reason": "as agreed"}
    answer = alice.post(path, sent, seen_on="/")
    assert answer.status_code == 409
    page = words_of(answer)
    assert "What would happen has changed since it was shown: look at it again." in page
    assert "Teams closes now, by hand" in page and "without having opened" not in page
    assert "as agreed</textarea>" in answer.text
    assert everything(db) == before
    again = FORETOLD.search(answer.text)
    assert again and alice.post(path, {**sent, "foretold": again[1]}, seen_on="/").status_code == 303


def test_what_erin_moved_meanwhile_is_shown_before_alice_opens(visit: Open, db: Connection, teams: int) -> None:
    alice, path = visit("alice"), f"/stages/{teams}/activation"
    shown = foretold(alice, path)
    db.execute("update stages set ends_at = %s", [MONDAY + 30 * HOUR])
    answer = alice.post(path, {"confirmed": "1", "foretold": shown}, seen_on="/")
    assert answer.status_code == 409
    assert "Teams closes by itself on Tue 5 Mar 2030, 22:00 UTC+8" in words_of(answer)
    assert history_of(db, teams) == []


def test_a_stage_added_meanwhile_is_shown_before_its_course_work_is_published(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    db.execute("update assignments set state = 'draft'")
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}/publication"
    shown = foretold(alice, path)
    add_stage(db, cast.bookshop, MONDAY + 3 * HOUR, None, name="Late comer")
    answer = alice.post(path, {"confirmed": "1", "foretold": shown}, seen_on="/")
    assert answer.status_code == 409 and "Late comer opens" in words_of(answer)
    assert one(db, "select state from assignments where id = %s", cast.bookshop) == "draft"


@pytest.mark.parametrize(("state", "said"), [("draft", "stands still"), ("archived", "stands still")])
def test_drafts_and_archived_course_work_stand_still(
    visit: Open, db: Connection, teams: int, state: str, said: str
) -> None:
    db.execute("update assignments set state = %s", [state])
    answer = visit("alice").get(f"/stages/{teams}/activation")
    assert answer.status_code == 409
    assert said in words_of(answer)
    assert ("Publish …" in words_of(answer)) is (state == "draft")


def test_a_second_pause_of_the_course_work_is_refused(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}/pause"
    shown = foretold(alice, path)
    send(alice, path)
    before = everything(db)
    answer = alice.post(path, {"reason": "again", "confirmed": "1", "foretold": shown}, seen_on="/")
    assert answer.status_code == 409
    assert "It is paused already." in words_of(answer) and "Resume all of it …" in words_of(answer)
    assert "again" in words_of(answer)
    assert everything(db) == before


def test_a_page_and_its_refusals_are_in_the_readers_language(visit: Open, teams: int) -> None:
    alice = visit("alice", language="zh-CN")
    page = alice.read(f"/stages/{teams}/activation")
    assert "现在开启“Teams”？" in page and "将会发生什么" in page and "现在，手动" in page
    answer = alice.get(f"/stages/{teams}/resumption")
    assert answer.status_code == 409
    assert "目前没有暂停。" in words_of(answer) and "It is not paused" not in answer.text


def test_a_reason_too_long_is_refused_and_kept(visit: Open, db: Connection, teams: int) -> None:
    answer = confirm(visit("alice"), f"/stages/{teams}/activation", reason="x" * 501)
    assert answer.status_code == 422
    assert "Use at most 500 characters for the reason." in words_of(answer)
    assert "x" * 501 in answer.text and "Yes, open it now" in answer.text
    assert history_of(db, teams) == []


def test_a_character_that_postgresql_does_not_keep_is_left_out(visit: Open, db: Connection, teams: int) -> None:
    send(visit("alice"), f"/stages/{teams}/activation", reason="al\0l here")
    assert history_of(db, teams)[0][3] == "all here"


def test_an_act_that_fails_in_the_database_changes_nothing_and_says_why(
    visit: Open, db: Connection, teams: int, caplog: pytest.LogCaptureFixture
) -> None:
    poison(db, teams)
    before = everything(db)
    answer = confirm(visit("alice"), f"/stages/{teams}/activation", reason="as agreed")
    assert answer.status_code == 500
    said = "The database could not do it: a rule in the database raised an error. Nothing was changed."
    assert said in words_of(answer)
    assert "as agreed</textarea>" in answer.text
    assert "poisoned" not in answer.text and "poisoned" in caplog.text
    assert everything(db) == before


def test_trying_again_what_never_failed_is_refused_on_the_page(visit: Open, teams: int) -> None:
    answer = visit("alice").post(f"/stages/{teams}/retry", seen_on="/")
    assert answer.status_code == 409
    assert "Teams: Nothing of this stage has failed: there is nothing to try again." in words_of(answer)


def test_two_acts_at_once_do_it_once(
    visit: Open, db: Connection, database: Database, teams: int, clock: MovableClock
) -> None:
    alice, erin = visit("alice"), visit("erin")
    shown = foretold(erin, f"/stages/{teams}/activation")
    send(alice, f"/stages/{teams}/activation")
    late = erin.post(f"/stages/{teams}/activation", {"confirmed": "1", "foretold": shown}, seen_on="/")
    assert late.status_code == 409
    clock.set(MONDAY + MINUTE)
    database.tick()
    assert one(db, "select count(*) from stage_transitions") == 1


def test_html_in_names_is_shown_as_text(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("update stages set name = '<b>Te%ams</b>'")
    db.execute("update users set name = '<i>Bob</i> %s' where username = 'bob'")
    text = visit("alice").get(f"/stages/{teams}/activation").text
    assert "&lt;b&gt;Te%ams&lt;/b&gt;" in text and "<b>Te" not in text
    assert "&lt;i&gt;Bob&lt;/i&gt; %s" in text and "<i>Bob" not in text


@pytest.mark.parametrize("students", [10, 500])
def test_every_page_that_asks_takes_few_statements_whatever_the_class(
    visit: Open, web: Flask, cast: Cast, db: Connection, teams: int, students: int
) -> None:
    db.execute(
        "with people as (insert into users (username, name, password_hash)"
        " select 'n' || n, 'Student ' || n, 'x' from generate_series(1, %s) n returning id)"
        " insert into enrollments (course_id, user_id, role) select %s, id, 'student' from people",
        [students, cast.courses["SE-1"]],
    )
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 3 * HOUR, name="Other")
    dora = visit("dora")
    window = {"starts_at": "2030-03-04T17:00", "ends_at": "2030-03-05T10:00"}
    work = f"/assignments/{cast.bookshop}"
    acts = ("activation", "completion", "pause")
    for path in (*(f"/stages/{teams}/{act}" for act in acts), f"{work}/pause"):
        with statements(web) as sent:
            assert dora.get(path).status_code == 200, path
        assert len(sent) <= 12, path
    token = TOKEN.search(dora.get(work).text)
    assert token
    with statements(web) as sent:
        answer = dora.client.post(f"/stages/{teams}/schedule", data={**window, "csrf_token": token[1]})
    assert answer.status_code == 200 and "at the same time: Other" in words_of(answer)
    assert len(sent) <= 12
    db.execute("update assignments set state = 'draft'")
    with statements(web) as sent:
        assert dora.get(f"{work}/publication").status_code == 200
    assert len(sent) <= 12
