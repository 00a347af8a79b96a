"""The forms for a stage's times: what is stored comes back exactly; what is typed is shown, then done, or kept."""

import html
import re
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

# 2030-03-04 16:00 in Shanghai is MONDAY.
TICKLISH = timedelta(seconds=7, microseconds=123456)


@pytest.fixture
def report(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A stage that opens and closes at odd instants."""
    clock.set(MONDAY)
    return add_stage(db, cast.bookshop, MONDAY + HOUR + TICKLISH, MONDAY + 3 * HOUR + TICKLISH, name="Report")


def window(db: Connection, stage: int) -> tuple[datetime | None, datetime | None]:
    row = db.execute("select starts_at, ends_at from stages where id = %s", [stage]).fetchone()
    assert row
    return row[0], row[1]


def fields_of(browser: Browser, path: str) -> dict[str, str]:
    """What a browser would send if nothing were changed."""
    return {**inputs_in(browser.get(path)), "reason": ""}


def inputs_in(page: TestResponse) -> dict[str, str]:
    """The fields of a page that carry what was typed, shown or hidden."""
    named = r'<input[^>]* name="((?:starts|ends)_at(?:_shown)?|foretold|reason)"[^>]* value="([^"]*)"'
    return {name: html.unescape(value) for name, value in re.findall(named, page.text) if name != "foretold" or value}


def confirm(browser: Browser, path: str, fields: dict[str, str]) -> TestResponse:
    """Send the form, see what will happen, and say yes."""
    asked = browser.post(path, fields, seen_on="/")
    assert asked.status_code == 200, words_of(asked)
    return browser.post(path, {**inputs_in(asked), "confirmed": "1"}, seen_on="/")


def test_the_form_gives_back_exactly_what_is_stored(visit: Open, cast: Cast, db: Connection, report: int) -> None:
    alice, path, before = visit("alice"), f"/stages/{report}/schedule", window(db, report)
    sent = fields_of(alice, path)
    assert sent["starts_at"] == "2030-03-04T17:00:07"
    assert "Times are those of Asia/Shanghai." in alice.read(path)
    for _ in range(3):
        answer = confirm(alice, path, fields_of(alice, path))
        assert answer.location == f"/assignments/{cast.bookshop}#stage-{report}"
        assert window(db, report) == before


def test_alice_moves_a_window_and_the_plan_says_from_where_to_where(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = {**fields_of(alice, path), "ends_at": "2030-03-05T09:30", "reason": "the hall is taken"}
    asked = words_of(alice.post(path, sent, seen_on="/"))
    assert "Change the times of Report?" in asked and "Reason the hall is taken" in asked
    assert "End Mon 4 Mar 2030, 19:00 UTC+8 → Tue 5 Mar 2030, 09:30 UTC+8" in asked and "Start Mon" not in asked
    assert "Report opens by itself on Mon 4 Mar 2030, 17:00 UTC+8" in asked
    assert "closes by itself on Tue 5 Mar 2030, 09:30 UTC+8 Each of them tells Bob Bauer, Alice Ahn" in asked
    assert window(db, report)[1] == MONDAY + 3 * HOUR + TICKLISH, "nothing is done before it is confirmed"
    page = alice.read(confirm(alice, path, sent).location)
    assert window(db, report) == (MONDAY + HOUR + TICKLISH, MONDAY + 17 * HOUR + 30 * MINUTE)
    assert "The times of Report are changed." in page
    details = one(db, "select details from audit_events")
    assert datetime.fromisoformat(details["to"]["starts_at"]) == MONDAY + HOUR + TICKLISH
    assert details["reason"] == "the hall is taken"


def test_back_to_change_gives_back_all_that_was_typed(visit: Open, db: Connection, report: int) -> None:
    alice, path, before = visit("alice"), f"/stages/{report}/schedule", window(db, report)
    typed = {"ends_at": "2030-03-05T09:30", "starts_at": "2030-03-05T08:00", "reason": 'a "reason"\nof two lines'}
    asked = alice.post(path, {**fields_of(alice, path), **typed}, seen_on="/")
    back = alice.post(path, {**inputs_in(asked), "change": "1"}, seen_on="/")
    assert back.status_code == 200
    for name in ("starts_at", "ends_at", "starts_at_shown", "ends_at_shown"):
        assert inputs_in(back)[name] == inputs_in(asked)[name]
    assert inputs_in(back)["starts_at"] == "2030-03-05T08:00"
    assert "a &#34;reason&#34;\nof two lines</textarea>" in back.text
    assert window(db, report) == before


def test_stages_that_would_be_open_at_the_same_time_are_named(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    add_stage(db, cast.bookshop, MONDAY + 4 * HOUR, MONDAY + 9 * HOUR, name="After it")
    add_stage(db, cast.bookshop, None, MONDAY + 9 * HOUR, name="Whenever a teacher likes")
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 9 * HOUR, name="Over", status="completed")
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = fields_of(alice, path)
    assert "at the same time" not in words_of(alice.post(path, sent, seen_on="/"))
    asked = words_of(alice.post(path, {**sent, "ends_at": "2030-03-04T21:00"}, seen_on="/"))
    said = "Other stages are open at the same time: After it Mon 4 Mar 2030, 20:00 UTC+8 – Tue 5 Mar 2030, 01:00 UTC+8"
    assert said in asked and "Whenever" not in asked and "Over " not in asked
    asked = words_of(alice.post(path, {**sent, "ends_at": "", "starts_at": ""}, seen_on="/"))
    assert "at the same time" not in asked and "a teacher opens and closes it" in asked


def test_saving_the_times_it_has_says_that_nothing_is_changed(visit: Open, db: Connection, report: int) -> None:
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    asked = words_of(alice.post(path, fields_of(alice, path), seen_on="/"))
    assert "These are the times it has already: nothing is changed." in asked


def test_dates_are_taken_away_by_emptying_them(visit: Open, db: Connection, report: int) -> None:
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = {**fields_of(alice, path), "starts_at": "", "ends_at": ""}
    assert "Start Mon 4 Mar 2030, 17:00 UTC+8 → no date" in words_of(alice.post(path, sent, seen_on="/"))
    confirm(alice, path, sent)
    assert window(db, report) == (None, None)


def test_of_a_stage_that_has_begun_only_the_end_is_asked(
    visit: Open, db: Connection, report: int, clock: MovableClock
) -> None:
    clock.set(MONDAY + 2 * HOUR)
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = fields_of(alice, path)
    assert set(sent) == {"ends_at", "ends_at_shown", "reason"}
    confirm(alice, path, {**sent, "ends_at": "2030-03-05T09:30"})
    assert window(db, report) == (MONDAY + HOUR + TICKLISH, MONDAY + 17 * HOUR + 30 * MINUTE)


def test_what_erin_moved_meanwhile_is_not_moved_back(visit: Open, db: Connection, report: int) -> None:
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = fields_of(alice, path)
    db.execute("update stages set ends_at = %s", [MONDAY + 90 * HOUR])
    sent["starts_at"] = "2030-03-04T18:00"
    asked = words_of(alice.post(path, sent, seen_on="/"))
    assert "Somebody has changed these times since you opened the form." in asked
    assert "Report closes by itself on Fri 8 Mar 2030, 10:00 UTC+8" in asked
    confirm(alice, path, sent)
    assert window(db, report) == (MONDAY + 2 * HOUR, MONDAY + 90 * HOUR)


def test_what_erin_moved_before_the_yes_is_shown_before_it_is_asked_again(
    visit: Open, db: Connection, report: int
) -> None:
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = {**fields_of(alice, path), "starts_at": "2030-03-04T18:00", "reason": "late bus"}
    asked = alice.post(path, sent, seen_on="/")
    db.execute("update stages set ends_at = %s", [MONDAY + 90 * HOUR])
    answer = alice.post(path, {**inputs_in(asked), "confirmed": "1"}, seen_on="/")
    assert answer.status_code == 409
    assert "What would happen has changed since it was shown: look at it again." in words_of(answer)
    assert "Report closes by itself on Fri 8 Mar 2030, 10:00 UTC+8" in words_of(answer)
    assert window(db, report) == (MONDAY + HOUR + TICKLISH, MONDAY + 90 * HOUR)
    assert inputs_in(answer)["reason"] == "late bus"
    assert alice.post(path, {**inputs_in(answer), "confirmed": "1"}, seen_on="/").status_code == 303
    assert window(db, report) == (MONDAY + 2 * HOUR, MONDAY + 90 * HOUR)


def test_dates_given_meanwhile_to_a_stage_without_any_are_not_taken_away_unseen(
    visit: Open, db: Connection, report: int
) -> None:
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    asked = alice.post(path, {**fields_of(alice, path), "starts_at": "", "ends_at": ""}, seen_on="/")
    db.execute("update stages set ends_at = %s", [MONDAY + 90 * HOUR])
    answer = alice.post(path, {**inputs_in(asked), "confirmed": "1"}, seen_on="/")
    assert answer.status_code == 409
    assert "End Fri 8 Mar 2030, 10:00 UTC+8 → no date" in words_of(answer)
    assert window(db, report)[1] == MONDAY + 90 * HOUR


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"ends_at": "2030-03-04T17:00"}, 422, "A stage ends after it starts."),
        ({"starts_at": "2030-03-04T15:59"}, 422, "The new start lies in the past: open the stage by hand instead."),
        (
            {"starts_at": "", "ends_at": "2030-03-04T15:59"},
            422,
            "The new end lies in the past: close the stage by hand instead.",
        ),
        ({"ends_at": "soon"}, 422, "End: this is no date and time. Write it like 2030-03-04 16:00."),
        ({"starts_at": "2030-02-30T10:00"}, 422, "Start: this is no date and time."),
        ({"reason": "x" * 501}, 422, "Use at most 500 characters for the reason."),
    ],
)
def test_a_window_that_cannot_be_is_refused_and_all_that_was_typed_is_kept(
    visit: Open, db: Connection, report: int, typed: dict[str, str], status: int, said: str
) -> None:
    alice, path, before = visit("alice"), f"/stages/{report}/schedule", window(db, report)
    sent = {**fields_of(alice, path), "reason": "the hall is taken", **typed}
    answer = alice.post(path, sent, seen_on="/")
    assert answer.status_code == status
    assert said in words_of(answer)
    for name, value in sent.items():
        assert (f'value="{value}"' if name != "reason" else f"{value}</textarea>") in answer.text, name
    assert "What will happen" not in words_of(answer)
    assert window(db, report) == before
    assert one(db, "select count(*) from audit_events") == 0


def test_a_time_that_the_clocks_skip_is_refused_in_the_zone_of_the_course_work(
    visit: Open, db: Connection, report: int
) -> None:
    db.execute("update assignments set time_zone = 'Europe/Berlin'")
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = {**fields_of(alice, path), "ends_at": "2030-03-31T02:30"}
    answer = alice.post(path, sent, seen_on="/")
    assert answer.status_code == 422
    assert "End: Sun 31 Mar 2030, 02:30 does not exist in Europe/Berlin" in words_of(answer)
    assert 'value="2030-03-31T02:30"' in answer.text
    confirm(alice, path, {**sent, "ends_at": "2030-03-31T03:30"})
    assert window(db, report)[1] == datetime.fromisoformat("2030-03-31T01:30:00Z")


def test_a_start_that_came_meanwhile_can_no_longer_be_moved_and_stays_typed(
    visit: Open, db: Connection, report: int, clock: MovableClock
) -> None:
    alice, path = visit("alice"), f"/stages/{report}/schedule"
    sent = {**fields_of(alice, path), "starts_at": "2030-03-04T18:30"}
    clock.set(MONDAY + 2 * HOUR)
    answer = alice.post(path, sent, seen_on="/")
    assert answer.status_code == 422
    assert "This stage has begun: only its end can be moved." in words_of(answer)
    assert 'value="2030-03-04T18:30"' in answer.text


def test_a_closed_stage_is_pointed_to_reopening_and_an_open_one_to_its_times(
    visit: Open, db: Connection, report: int, clock: MovableClock
) -> None:
    alice = visit("alice")
    schedule, reopening = f"/stages/{report}/schedule", f"/stages/{report}/reopening"
    assert alice.get(reopening).location == schedule
    sent = fields_of(alice, schedule)
    clock.set(MONDAY + 4 * HOUR)
    assert alice.get(schedule).location == reopening
    answer = alice.post(schedule, {**sent, "ends_at": "2030-03-09T10:00"}, seen_on="/")
    assert answer.status_code == 409
    assert "This stage is closed: reopen it to give it a new end." in words_of(answer)
    assert 'value="2030-03-09T10:00"' in answer.text


def test_alice_reopens_a_closed_stage_until_a_new_end(
    visit: Open, db: Connection, report: int, clock: MovableClock
) -> None:
    clock.set(MONDAY + 4 * HOUR)
    alice, path = visit("alice"), f"/stages/{report}/reopening"
    sent = fields_of(alice, path)
    assert sent["ends_at"] == "", "an end that has passed is no proposal"
    sent |= {"ends_at": "2030-03-05T10:00", "reason": "flu"}
    asked = words_of(alice.post(path, sent, seen_on="/")).partition("What will happen")[2]
    first, _, second = asked.partition("opens again")
    assert "Report opens at once: it was due" in first and "Report closes at once: it was due" in first
    assert "now, by hand" in second and "Report closes by itself on Tue 5 Mar 2030, 10:00 UTC+8" in second
    page = alice.read(confirm(alice, path, sent).location)
    assert "Report is open again." in page
    assert "Active round 2" in page and "By hand: Alice Ahn flu" in page
    assert window(db, report)[1] == MONDAY + 18 * HOUR
    assert one(db, "select generation from stages where id = %s", report) == 1


def test_a_stage_closed_early_may_go_on_until_the_end_that_was_planned(
    visit: Open, db: Connection, report: int, clock: MovableClock
) -> None:
    clock.set(MONDAY + 2 * HOUR)
    alice, path, before = visit("alice"), f"/stages/{report}/reopening", window(db, report)
    db.execute("select stageclock.complete_stage(%s, null)", [report])
    sent = fields_of(alice, path)
    assert sent["ends_at"] == "2030-03-04T19:00:07"
    confirm(alice, path, sent)
    assert window(db, report) == before
    assert one(db, "select status from stages where id = %s", report) == "active"


@pytest.mark.parametrize("ends_at", ["", "2030-03-04T19:59", "2030-03-04T20:00"])
def test_reopening_until_the_past_or_for_ever_is_refused_and_kept(
    visit: Open, db: Connection, report: int, clock: MovableClock, ends_at: str
) -> None:
    clock.set(MONDAY + 4 * HOUR)
    alice, path = visit("alice"), f"/stages/{report}/reopening"
    answer = alice.post(path, {**fields_of(alice, path), "ends_at": ends_at, "reason": "flu"}, seen_on="/")
    assert answer.status_code == 422
    assert "A stage is reopened until an instant that lies ahead." in words_of(answer)
    assert f'value="{ends_at}"' in answer.text and "flu</textarea>" in answer.text
    assert one(db, "select generation from stages where id = %s", report) == 0


def test_reopening_what_is_open_is_refused(visit: Open, db: Connection, report: int) -> None:
    answer = visit("alice").post(f"/stages/{report}/reopening", {"ends_at": "2030-03-09T10:00"}, seen_on="/")
    assert answer.status_code == 409
    assert "Only a closed stage can be reopened." in words_of(answer)


def test_a_form_with_nothing_in_it_takes_no_date_away_by_accident(visit: Open, db: Connection, report: int) -> None:
    before = window(db, report)
    assert confirm(visit("alice"), f"/stages/{report}/schedule", {}).status_code == 303
    assert window(db, report) == before
