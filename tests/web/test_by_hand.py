"""Stepping in by hand: Alice opens, closes, pauses and resumes; what she did and why is on record."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, one, poison, status_of
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

ON_STAGES = ("activation", "completion", "reopening", "schedule", "pause", "resumption", "retry")
ON_COURSE_WORK = ("pause", "resumption")


@pytest.fixture
def teams(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A stage that opens in an hour and closes an hour later."""
    clock.set(MONDAY)
    return add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 2 * HOUR, name="Teams")


def send(browser: Browser, path: str, **fields: str) -> str:
    """Send a form that must succeed; the page it leads to, in words."""
    answer = browser.post(path, fields, seen_on="/")
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


def test_alice_opens_a_stage_now_and_says_why(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    alice = visit("alice")
    answer = alice.post(f"/stages/{teams}/activation", {"reason": " all are here "}, seen_on="/")
    assert answer.location == f"/assignments/{cast.bookshop}#stage-{teams}"
    page = alice.read(answer.location)
    assert "Teams is open now." in page
    assert "Open now Teams closes in 2 hours" in page
    assert "1 hour early By hand: Alice Ahn all are here" in page
    assert history_of(db, teams) == [("active", "teacher", "alice", "all are here")]


def test_erin_closes_a_stage_now(visit: Open, db: Connection, teams: int, clock: MovableClock) -> None:
    clock.set(MONDAY + HOUR)
    page = send(visit("erin"), f"/stages/{teams}/completion", reason="")
    assert "Teams is closed now." in page
    assert "By hand: Erin Egede" in page
    assert history_of(db, teams) == [("active", "clock", None, None), ("completed", "teacher", "erin", None)]


def test_a_stage_is_closed_without_ever_opening(visit: Open, db: Connection, teams: int) -> None:
    assert "Teams is closed now." in send(visit("alice"), f"/stages/{teams}/completion")
    assert status_of(db, teams) == "completed"


def test_a_paused_stage_says_who_when_and_why_to_staff_alone(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    alice = visit("alice")
    page = send(alice, f"/stages/{teams}/pause", reason="The room burns.\nReally.")
    assert "Teams is paused: it is open to nobody." in page
    assert "Paused since Mon 4 Mar 2030, 16:00 UTC+8. By Alice Ahn. The room burns. Really." in page
    assert "Stage paused Teams Mon 4 Mar 2030, 16:00:00 UTC+8 Alice Ahn The room burns. Really." in page
    to_bob = visit("bob").read(f"/assignments/{cast.bookshop}")
    assert "Teams Pending Paused" in to_bob
    assert "Alice" not in to_bob.partition("Managed by")[0] and "burns" not in to_bob
    page = send(alice, f"/stages/{teams}/resumption", reason="put out")
    assert "Teams is no longer paused. What came due meanwhile happens at the next tick." in page
    assert audit(db) == [
        ("stage_paused", "alice", "The room burns.\nReally."),
        ("stage_resumed", "alice", "put out"),
    ]


def test_a_whole_course_work_is_paused_and_resumed(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    dora, path = visit("dora"), f"/assignments/{cast.bookshop}"
    page = send(dora, f"{path}/pause", reason="strike")
    assert "Bookshop is paused: nothing opens or closes until it is resumed." in page
    assert "nothing opens or closes until it is resumed. By Dora Diaz. strike" in page
    assert "Course work paused all Mon 4 Mar 2030, 16:00:00 UTC+8 Dora Diaz strike" in page
    assert "Dora" not in visit("bob").read(path)
    page = send(dora, f"{path}/resumption")
    assert "Bookshop is no longer paused." in page
    assert audit(db) == [("assignment_paused", "dora", "strike"), ("assignment_resumed", "dora", None)]


def test_the_buttons_are_those_of_what_the_stage_is_now(
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


def test_students_see_no_buttons(visit: Open, cast: Cast, teams: int) -> None:
    text = visit("bob").get(f"/assignments/{cast.bookshop}").text
    assert "formaction" not in text and "/stages/" not in text


@pytest.mark.parametrize("act", ON_STAGES)
def test_strangers_students_and_the_signed_out_change_nothing(
    visit: Open, db: Connection, teams: int, act: str
) -> None:
    path, before = f"/stages/{teams}/{act}", everything(db)
    fields = {"starts_at": "2030-03-05T10:00", "ends_at": "2030-03-06T10:00"}
    for username, status in (("charlie", 404), ("frank", 404), ("bob", 403), (None, 302)):
        answer = visit(username).post(path, fields, seen_on="/")
        assert answer.status_code == status, username
        assert "Teams" not in answer.text
    assert visit("alice").client.post(path, data=fields).status_code == 400
    assert everything(db) == before


@pytest.mark.parametrize("act", ON_COURSE_WORK)
def test_nor_do_they_pause_or_resume_a_course_work(visit: Open, cast: Cast, db: Connection, act: str) -> None:
    path, before = f"/assignments/{cast.bookshop}/{act}", everything(db)
    for username, status in (("charlie", 404), ("frank", 404), ("bob", 403), (None, 302)):
        assert visit(username).post(path, seen_on="/").status_code == status, username
    assert visit("alice").client.post(path).status_code == 400
    assert everything(db) == before


@pytest.mark.parametrize("act", ["reopening", "schedule"])
def test_nor_do_they_see_the_forms(visit: Open, teams: int, act: str) -> None:
    for username, status in (("charlie", 404), ("frank", 404), ("bob", 403), (None, 302)):
        assert visit(username).get(f"/stages/{teams}/{act}").status_code == status, username


def test_a_draft_is_nothing_to_its_students(visit: Open, db: Connection, teams: int) -> None:
    db.execute("update assignments set state = 'draft'")
    assert visit("bob").post(f"/stages/{teams}/activation", seen_on="/").status_code == 404


def test_stages_that_do_not_exist_are_not_found(visit: Open) -> None:
    alice = visit("alice")
    for act in ON_STAGES:
        assert alice.post(f"/stages/999999999/{act}", seen_on="/").status_code == 404, act
    for address in ("0", "9223372036854775808", "abc"):
        assert alice.post(f"/stages/{address}/activation", seen_on="/").status_code == 404, address


@pytest.mark.parametrize(
    ("prepare", "act", "status", "said"),
    [
        ("status = 'active'", "activation", 409, "Only a stage that has not begun can be opened."),
        ("status = 'completed'", "completion", 409, "This stage is closed already."),
        ("status = 'completed'", "pause", 409, "This stage is closed already."),
        ("paused_at = now()", "pause", 409, "It is paused already."),
        ("paused_at = now()", "activation", 409, "The clock of this stage stands still"),
        ("name = name", "resumption", 409, "It is not paused."),
        ("name = name", "retry", 409, "Nothing of this stage has failed: there is nothing to try again."),
        ("starts_at = null, ends_at = '2030-03-04'", "activation", 422, "The end of this stage has passed"),
    ],
)
def test_a_refusal_is_said_on_the_page_and_keeps_what_was_typed(
    visit: Open, db: Connection, teams: int, prepare: str, act: str, status: int, said: str
) -> None:
    db.execute(f"update stages set {prepare}".encode())
    before = everything(db)
    answer = visit("alice").post(f"/stages/{teams}/{act}", {"reason": "as <b>agreed</b>"}, seen_on="/")
    assert answer.status_code == status
    assert f"Teams: {said}" in words_of(answer)
    assert "as &lt;b&gt;agreed&lt;/b&gt;" in answer.text
    assert everything(db) == before


def test_a_refused_act_leaves_its_form_open_with_the_reason(visit: Open, db: Connection, teams: int) -> None:
    db.execute("update stages set status = 'active'")
    answer = visit("alice").post(f"/stages/{teams}/activation", {"reason": "as agreed"}, seen_on="/")
    assert "<details open>" in answer.text
    assert "as agreed</textarea>" in answer.text


@pytest.mark.parametrize(("state", "said"), [("draft", "stands still"), ("archived", "stands still")])
def test_drafts_and_archived_course_work_stand_still(
    visit: Open, db: Connection, teams: int, state: str, said: str
) -> None:
    db.execute("update assignments set state = %s", [state])
    answer = visit("alice").post(f"/stages/{teams}/activation", seen_on="/")
    assert answer.status_code == 409
    assert said in words_of(answer)
    assert history_of(db, teams) == []


def test_a_second_pause_of_the_course_work_is_refused(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}/pause"
    send(alice, path)
    before = everything(db)
    answer = alice.post(path, {"reason": "again"}, seen_on="/")
    assert answer.status_code == 409
    assert "It is paused already." in words_of(answer)
    assert "again</textarea>" in answer.text
    assert everything(db) == before


def test_a_refusal_is_said_in_the_readers_language(visit: Open, teams: int) -> None:
    answer = visit("alice", language="zh-CN").post(f"/stages/{teams}/resumption", seen_on="/")
    assert answer.status_code == 409
    assert "It is not paused" not in answer.text
    assert "Teams: 它没有暂停。" in words_of(answer)


def test_a_reason_too_long_is_refused_and_kept(visit: Open, db: Connection, teams: int) -> None:
    answer = visit("alice").post(f"/stages/{teams}/activation", {"reason": "x" * 501}, seen_on="/")
    assert answer.status_code == 422
    assert "Teams: Use at most 500 characters for the reason." in words_of(answer)
    assert "x" * 501 in answer.text
    assert history_of(db, teams) == []


def test_a_character_that_postgresql_does_not_keep_is_left_out(visit: Open, db: Connection, teams: int) -> None:
    send(visit("alice"), f"/stages/{teams}/activation", reason="al\0l here")
    assert history_of(db, teams)[0][3] == "all here"


def test_an_act_that_fails_in_the_database_changes_nothing_and_says_why(
    visit: Open, db: Connection, teams: int, caplog: pytest.LogCaptureFixture
) -> None:
    poison(db, teams)
    before = everything(db)
    answer = visit("alice").post(f"/stages/{teams}/activation", {"reason": "as agreed"}, seen_on="/")
    assert answer.status_code == 500
    said = "Teams: The database could not do it: a rule in the database raised an error. Nothing was changed."
    assert said in words_of(answer)
    assert "as agreed</textarea>" in answer.text
    assert "poisoned" not in answer.text and "poisoned" in caplog.text
    assert everything(db) == before


def test_two_acts_at_once_do_it_once(
    visit: Open, db: Connection, database: Database, teams: int, clock: MovableClock
) -> None:
    alice, erin = visit("alice"), visit("erin")
    send(alice, f"/stages/{teams}/activation")
    assert erin.post(f"/stages/{teams}/activation", seen_on="/").status_code == 409
    clock.set(MONDAY + MINUTE)
    database.tick()
    assert one(db, "select count(*) from stage_transitions") == 1
