"""Moving later stages: shown row by row, done when confirmed, at the same wall time whatever the clocks do."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def plan(cast: Cast, db: Connection, clock: MovableClock) -> list[int]:
    """Teams, Roles and Report, each a day long and a day after the other, the first in a day's time."""
    clock.set(MONDAY)
    names = ("Teams", "Roles", "Report")
    return [add_stage(db, cast.bookshop, MONDAY + n * DAY, MONDAY + n * DAY + HOUR, name=name)
            for n, name in enumerate(names, start=1)]  # fmt: skip


def address(cast: Cast) -> str:
    return f"/assignments/{cast.bookshop}/shift"


def shown(browser: Browser, path: str, **asked: object) -> dict[str, str]:
    """What the button of the page would send; nothing where there is none."""
    answer = browser.get(path, query_string=asked)
    assert answer.status_code == 200, words_of(answer)
    return dict(HIDDEN.findall(answer.text.partition('action="' + path)[2]))


def windows(db: Connection) -> list[Any]:
    """(start, end) of every stage in the order of the plan."""
    return db.execute("select starts_at, ends_at from stages order by position").fetchall()


def everything(db: Connection) -> list[Any]:
    """What a refused act must leave alone."""
    tables = ("stages", "assignments", "stage_transitions", "audit_events", "stage_attempts")
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]


def test_the_page_shows_every_stage_before_and_after_and_changes_nothing(
    visit: Open, cast: Cast, db: Connection, plan: list[int]
) -> None:
    before = everything(db)
    page = visit("alice").get(address(cast), query_string={"from_stage": plan[1], "days": 7})
    text = words_of(page)
    assert "Teams Tue" not in text
    assert "Roles Wed 6 Mar 2030, 16:00 UTC+8 → Wed 13 Mar 2030, 16:00 UTC+8" in text
    assert "Report Thu 7 Mar 2030, 16:00 UTC+8 → Thu 14 Mar 2030, 16:00 UTC+8" in text
    assert "All times in Asia/Shanghai" in text and "Move 2 stages" in text
    assert everything(db) == before


def test_alice_moves_later_stages_and_each_is_on_record(
    visit: Open, cast: Cast, db: Connection, plan: list[int]
) -> None:
    alice, path, before = visit("alice"), address(cast), windows(db)
    sent = {**shown(alice, path, from_stage=plan[1], days=3), "reason": " the hall is taken "}
    answer = alice.post(path, sent, seen_on="/")
    assert answer.status_code == 303
    assert "The stages are 3 days later now." in alice.read(answer.location)
    assert windows(db) == [before[0], *((start + 3 * DAY, end + 3 * DAY) for start, end in before[1:])]
    events = db.execute("select action, subject_type, subject_id, details from audit_events order by id").fetchall()
    assert [event[:3] for event in events] == [
        ("stage_rescheduled", "stage", plan[1]), ("stage_rescheduled", "stage", plan[2]),
        ("stages_shifted", "assignment", cast.bookshop),
    ]  # fmt: skip
    assert events[2][3] == {"from_stage": "Roles", "days": 3, "stages": 2, "reason": "the hall is taken"}
    assert events[0][3]["reason"] == "the hall is taken"
    assert datetime.fromisoformat(events[0][3]["to"]["starts_at"]) == before[1][0] + 3 * DAY


def test_the_plan_leads_here_and_to_copying_until_it_is_archived(
    visit: Open, cast: Cast, db: Connection, plan: list[int]
) -> None:
    alice, page = visit("alice"), f"/assignments/{cast.bookshop}/plan"
    assert f'href="{address(cast)}"' in alice.get(page).text
    db.execute("update assignments set state = 'archived'")
    text = alice.get(page).text
    assert f'href="{address(cast)}"' not in text and f'href="/assignments/{cast.bookshop}/copy"' in text


def test_without_being_confirmed_nothing_is_done(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    alice, path, before = visit("alice"), address(cast), everything(db)
    answer = alice.post(path, {"from_stage": str(plan[0]), "days": "3", "reason": "why not"}, seen_on="/")
    assert answer.status_code == 200
    assert "Move 3 stages" in words_of(answer) and "why not</textarea>" in answer.text
    assert everything(db) == before


@pytest.mark.parametrize(
    ("zone", "first", "days"),
    [
        ("Asia/Shanghai", "2030-03-05", 30),
        ("Europe/Berlin", "2030-03-25", 7),
        ("Europe/Berlin", "2030-10-21", 7),
        ("America/New_York", "2030-03-07", 4),
        ("America/New_York", "2030-10-31", 5),
    ],
)
def test_a_stage_that_closes_at_23_closes_at_23_after_the_clocks_have_changed(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, zone: str, first: str, days: int
) -> None:
    clock.set(MONDAY)
    here = ZoneInfo(zone)
    opens = datetime.fromisoformat(f"{first}T08:00:00.123456").replace(tzinfo=here)
    closes = opens.replace(hour=23, microsecond=0)
    db.execute("update assignments set time_zone = %s", [zone])
    stage = add_stage(db, cast.bookshop, opens, closes, name="Report")
    alice, path = visit("alice"), address(cast)
    for by in (days, -days):
        sent = shown(alice, path, from_stage=stage, days=by)
        assert alice.post(path, sent, seen_on="/").status_code == 303
        local = [at.astimezone(here) for at in windows(db)[0] if at]
        moved = timedelta(days=by if by > 0 else 0)
        assert [at.replace(tzinfo=None) for at in local] == [
            opens.replace(tzinfo=None) + moved, closes.replace(tzinfo=None) + moved,
        ]  # fmt: skip
    assert windows(db)[0] == (opens.astimezone(UTC), closes.astimezone(UTC))


@pytest.mark.parametrize(
    ("zone", "ends_at", "days", "said"),
    [
        (
            "Europe/Berlin",
            "2030-03-24T01:30Z",
            7,
            "→ Sun 31 Mar 2030, 02:30 does not exist: clocks are put forward then",
        ),
        ("Europe/Berlin", "2030-10-26T00:30Z", 1, "→ Sun 27 Oct 2030, 02:30 happens twice: clocks are put back then"),
        ("America/New_York", "2030-03-09T07:30Z", 1, "Sun 10 Mar 2030, 02:30 does not exist"),
        ("America/New_York", "2030-11-02T05:30Z", 1, "Sun 3 Nov 2030, 01:30 happens twice"),
    ],
)
def test_a_wall_time_that_the_clocks_skip_or_repeat_is_marked_and_refused(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, zone: str, ends_at: str, days: int, said: str
) -> None:
    clock.set(MONDAY)
    db.execute("update assignments set time_zone = %s", [zone])
    add_stage(db, cast.bookshop, None, datetime.fromisoformat("2030-06-04T10:00Z"), name="Fine")
    stage = add_stage(db, cast.bookshop, None, datetime.fromisoformat(ends_at), name="Trapped")
    alice, path, before = visit("alice"), address(cast), everything(db)
    page = alice.get(path, query_string={"days": days})
    assert page.status_code == 200
    assert said in words_of(page)
    assert re.search(r'class="sc-marked">\s*<th scope="row">\s*Trapped', page.text)
    assert page.text.count("sc-marked") == 1
    assert "A date cannot be moved so: see the marked ones" in words_of(page) and "Move 2 stages" not in words_of(page)
    sent = {"from_stage": str(stage), "days": str(days), "confirmed": "1", "reason": "all the same"}
    answer = alice.post(path, {**sent, "shown": digest(db, cast)}, seen_on="/")
    assert answer.status_code == 422
    assert "sc-marked" in answer.text and f'value="{days}"' in answer.text
    assert everything(db) == before


def digest(db: Connection, cast: Cast) -> str:
    """What a page that showed the plan as it is now would send."""
    return str(one(db, "select stageclock.plan_digest(%s)", cast.bookshop))


def test_a_negative_shift_into_the_past_is_marked_and_refused(
    visit: Open, cast: Cast, db: Connection, plan: list[int]
) -> None:
    alice, path, before = visit("alice"), address(cast), everything(db)
    page = alice.get(path, query_string={"from_stage": plan[0], "days": -2})
    assert "Teams Tue 5 Mar 2030, 16:00 UTC+8 → Sun 3 Mar 2030, 16:00 UTC+8 lies in the past" in words_of(page)
    assert page.text.count("sc-marked") == 2
    sent = {"from_stage": str(plan[0]), "days": "-2", "confirmed": "1", "shown": digest(db, cast)}
    answer = alice.post(path, sent, seen_on="/")
    assert answer.status_code == 422
    assert "A date cannot be moved so" in words_of(answer)
    assert everything(db) == before
    earlier = shown(alice, path, from_stage=plan[2], days="−2")
    answer = alice.post(path, earlier, seen_on="/")
    assert "The stages are 2 days earlier now." in alice.read(answer.location)
    assert windows(db)[2][0] == MONDAY + DAY


def test_what_has_begun_moves_its_end_and_what_has_ended_stays(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    work = cast.bookshop
    add_stage(db, work, MONDAY - 2 * DAY, MONDAY - DAY, name="Teams")
    add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, name="Roles")
    add_stage(db, work, None, None, name="Talks")
    add_stage(db, work, MONDAY + DAY, None, name="Report")
    alice, path, before = visit("alice"), address(cast), windows(db)
    text = words_of(alice.get(path, query_string={"from_stage": one(db, "select min(id) from stages"), "days": 1}))
    assert "Teams has ended: stays where it is Sat 2 Mar 2030, 16:00 UTC+8 Sun 3 Mar 2030, 16:00 UTC+8" in text
    assert "Roles has begun: only its end moves Mon 4 Mar 2030, 15:00 UTC+8 Mon 4 Mar 2030, 17:00 UTC+8 → Tue" in text
    assert "Talks has no dates: stays without" in text
    assert "Move 2 stages" in text
    assert alice.post(path, shown(alice, path, days=1), seen_on="/").status_code == 303
    assert windows(db) == [
        before[0], (MONDAY - HOUR, MONDAY + HOUR + DAY), (None, None), (MONDAY + 2 * DAY, None),
    ]  # fmt: skip
    # What was due is done first, as by the clock, and stays in the history.
    assert db.execute("select to_status, cause from stage_transitions order by id").fetchall() == [
        ("active", "clock"), ("completed", "clock"), ("active", "clock"),
    ]  # fmt: skip


def test_the_page_proposes_a_week_from_the_first_stage_that_has_not_ended(
    visit: Open, cast: Cast, plan: list[int], clock: MovableClock
) -> None:
    clock.set(MONDAY + DAY + HOUR)
    sent = shown(visit("alice"), address(cast))
    assert (sent["from_stage"], sent["days"]) == (str(plan[1]), "7")


def test_of_two_teachers_who_move_at_once_the_second_is_told_and_keeps_what_was_typed(
    visit: Open, cast: Cast, db: Connection, plan: list[int]
) -> None:
    alice, erin, path = visit("alice"), visit("erin"), address(cast)
    of_alice, of_erin = (shown(one_of, path, from_stage=plan[0], days=7) for one_of in (alice, erin))
    assert alice.post(path, of_alice, seen_on="/").status_code == 303
    after = everything(db)
    answer = erin.post(path, {**of_erin, "reason": "a week of holidays"}, seen_on="/")
    assert answer.status_code == 409
    assert "The plan has changed since it was shown: look at what it is now." in words_of(answer)
    assert "a week of holidays</textarea>" in answer.text
    assert "Tue 12 Mar 2030, 16:00 UTC+8 → Tue 19 Mar 2030, 16:00 UTC+8" in words_of(answer)
    assert everything(db) == after
    again = dict(HIDDEN.findall(answer.text.partition('action="' + path)[2]))
    assert erin.post(path, again, seen_on="/").status_code == 303


def test_a_stage_that_begins_meanwhile_is_a_change_too(
    visit: Open, cast: Cast, plan: list[int], clock: MovableClock
) -> None:
    alice, path = visit("alice"), address(cast)
    sent = shown(alice, path, from_stage=plan[0], days=7)
    clock.set(MONDAY + DAY)
    answer = alice.post(path, sent, seen_on="/")
    assert answer.status_code == 409
    assert "Teams has begun: only its end moves" in words_of(answer)


def test_what_was_typed_in_a_reason_that_is_too_long_is_kept(
    visit: Open, cast: Cast, db: Connection, plan: list[int]
) -> None:
    alice, path, before = visit("alice"), address(cast), everything(db)
    answer = alice.post(path, {**shown(alice, path), "reason": "x" * 501}, seen_on="/")
    assert answer.status_code == 422
    assert "Use at most 500 characters for the reason." in words_of(answer) and "x" * 501 in answer.text
    assert everything(db) == before


@pytest.mark.parametrize(
    "days", ["0", "367", "-367", "soon", "1.5", "", "1e2", "٣", "99999999999999999999", "1_0", "--3"]
)
def test_days_that_are_none_are_refused_beside_their_field_and_kept(
    visit: Open, cast: Cast, db: Connection, plan: list[int], days: str
) -> None:
    alice, path, before = visit("alice"), address(cast), everything(db)
    said = "Type a whole number of days from 1 to 366; with a minus sign it means earlier."
    asked = alice.get(path, query_string={"from_stage": plan[1], "days": days})
    sent = alice.post(path, {"from_stage": str(plan[1]), "days": days, "confirmed": "1"}, seen_on="/")
    for answer in (asked, sent):
        assert answer.status_code == 422
        assert said in words_of(answer)
        assert f'value="{days}"' in answer.text and f'<option selected value="{plan[1]}">' in answer.text
    assert everything(db) == before


@pytest.mark.parametrize("stage", ["0", "-1", "abc", "999999999", "99999999999999999999", ""])
def test_a_stage_of_something_else_is_refused(
    visit: Open, cast: Cast, db: Connection, plan: list[int], stage: str
) -> None:
    alice, path, before = visit("alice"), address(cast), everything(db)
    for answer in (
        alice.get(path, query_string={"from_stage": stage, "days": 7}),
        alice.post(path, {"from_stage": stage, "days": "7", "confirmed": "1"}, seen_on="/"),
    ):
        assert answer.status_code == 422
        assert "Choose one of the stages of this course work." in words_of(answer)
    assert everything(db) == before


def test_where_nothing_can_be_moved_no_button_is_offered(visit: Open, cast: Cast, db: Connection) -> None:
    alice, path = visit("alice"), address(cast)
    assert "No stages are planned yet." in alice.read(path)
    stage = add_stage(db, cast.bookshop, None, None)
    assert "None of these stages has a date that can still be moved." in alice.read(path)
    sent = {"from_stage": str(stage), "days": "7", "confirmed": "1", "shown": digest(db, cast)}
    assert alice.post(path, sent, seen_on="/").status_code == 409


def test_an_archived_plan_is_not_moved(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    alice, path = visit("alice"), address(cast)
    db.execute("update assignments set state = 'archived'")
    before = everything(db)
    answer = alice.post(path, shown(alice, path), seen_on="/")
    assert answer.status_code == 409
    assert "This course work is archived" in words_of(answer)
    assert everything(db) == before


def test_names_are_text_never_markup(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    db.execute("update stages set name = '<script>alert(1)</script>' where id = %s", [plan[0]])
    text = visit("alice").get(address(cast)).text
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text


def test_strangers_students_and_the_signed_out_move_nothing(
    visit: Open, cast: Cast, db: Connection, plan: list[int]
) -> None:
    path, before = address(cast), everything(db)
    fields = {"from_stage": str(plan[0]), "days": "7", "confirmed": "1"}
    for username, status in (("charlie", 404), ("frank", 404), ("bob", 403), (None, 302)):
        browser = visit(username)
        assert browser.get(path).status_code == status, username
        answer = browser.post(path, fields, seen_on="/")
        assert answer.status_code == status and "Teams" not in answer.text, username
    assert visit("alice").client.post(path, data=fields).status_code == 400
    assert visit("alice").get("/assignments/999999999/shift").status_code == 404
    assert everything(db) == before


def test_it_is_said_in_the_readers_language(visit: Open, cast: Cast, plan: list[int]) -> None:
    text = visit("alice", language="zh-CN").read(address(cast))
    assert "Move later stages" not in text and "What moves" not in text


@pytest.mark.parametrize("students", [10, 500])
@pytest.mark.parametrize("stages", [5, 40])
def test_the_page_asks_the_same_number_of_times_whatever_the_size(
    visit: Open, web: Flask, cast: Cast, db: Connection, clock: MovableClock, students: int, stages: int
) -> None:
    clock.set(MONDAY)
    for n in range(stages):
        add_stage(db, cast.bookshop, MONDAY + DAY * (n + 1), MONDAY + DAY * (n + 1) + HOUR)
    people = db.execute(
        "insert into users (username, name, password_hash) select 's' || n, 'Student ' || n, 'none'"
        " from generate_series(1, %s) n returning id", [students],
    ).fetchall()  # fmt: skip
    for person in people:
        enroll(db, cast.courses["SE-1"], person[0])
    path = address(cast)
    for username in ("alice", "dora"):
        browser = visit(username)
        with statements(web) as sent:
            answer = browser.get(path)
        assert answer.text.count('<th scope="row">') == stages
        assert len(sent) <= 12, f"{username}: {len(sent)}"
    fields = shown(visit("alice"), path)
    browser = visit("alice")
    token = re.search(r'csrf_token" value="([^"]+)"', browser.get(path).text)
    assert token
    with statements(web) as sent:
        answer = browser.client.post(path, data={**fields, "csrf_token": token[1]})
    assert answer.status_code == 303
    assert len(sent) <= 12, len(sent)
