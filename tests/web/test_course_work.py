"""One course work: its stages, its material, its people, and to staff its history."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage
from tests.web.browser import Browser
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]


def page_of(browser: Browser, cast: Cast) -> str:
    return browser.read(f"/assignments/{cast.bookshop}")


def test_all_stages_are_shown_in_order_with_word_and_shape(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams", kind="team_formation")
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 4 * HOUR, name="Roles", kind="division")
    add_stage(db, cast.bookshop, MONDAY + 3 * HOUR, None, name="Report", kind="submission")
    clock.set(MONDAY + 2 * HOUR)
    answer = visit("bob").get(f"/assignments/{cast.bookshop}")
    page = page_of(visit("bob"), cast)
    assert "Teams Completed Team formation Start Mon 4 Mar 2030, 16:00 UTC+8 End Mon 4 Mar 2030, 17:00 UTC+8" in page
    assert "Roles Active Division of roles closes in 2 hours" in page
    assert "Report Pending Submission opens in 1 hour Start Mon 4 Mar 2030, 19:00 UTC+8" in page
    assert "End no date: a teacher ends it" in page
    assert page.index("Teams Completed") < page.index("Roles Active") < page.index("Report Pending")
    for shape in ("sc-shape sc-completed", "sc-shape sc-active", "sc-shape sc-pending"):
        assert shape in answer.text


def test_what_is_open_now_stands_above_the_plan(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams")
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 2 * HOUR, name="Roles")
    add_stage(db, cast.bookshop, MONDAY + 3 * HOUR, None, name="Report")
    clock.set(MONDAY + MINUTE)
    opening = page_of(visit("bob"), cast).partition("All times in Asia/Shanghai")[0]
    assert "Open now Teams closes in 59 minutes" in opening
    assert "Roles closes in 1 hour 59 minutes" in opening
    assert "Next Report opens in 2 hours 59 minutes" in opening


def test_the_gap_stands_above_the_plan(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Report")
    clock.set(MONDAY)
    assert "Now Nothing is open. Next Report opens in 1 hour Mon 4 Mar 2030, 17:00 UTC+8" in page_of(visit("bob"), cast)


def test_the_page_does_not_wait_for_the_tick(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Report", status="active")
    clock.set(MONDAY + HOUR)
    assert "Report Completed" in page_of(visit("bob"), cast)


def test_times_are_marked_up_for_machines(visit: Open, cast: Cast, db: Connection) -> None:
    add_stage(db, cast.bookshop, MONDAY, None)
    assert '<time datetime="2030-03-04T08:00:00+00:00">Mon 4 Mar 2030, 16:00 UTC+8</time>' in (
        visit("bob").get(f"/assignments/{cast.bookshop}").text
    )


def test_summer_time_shows_in_the_offset(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute("update assignments set time_zone = 'Europe/Berlin'")
    add_stage(db, cast.bookshop, MONDAY, MONDAY.replace(month=7))
    page = page_of(visit("bob"), cast)
    assert "Mon 4 Mar 2030, 09:00 UTC+1" in page
    assert "Thu 4 Jul 2030, 10:00 UTC+2" in page


def test_what_people_write_is_markdown_with_their_line_breaks_and_never_html(
    visit: Open, cast: Cast, db: Connection
) -> None:
    evil = "first line\n<script>alert(1)</script> **bold**"
    add_stage(db, cast.bookshop, MONDAY, None, name="<img src=x onerror=alert(1)>")
    db.execute("update stages set description = %s", [evil])
    db.execute("update assignments set description = %s, title = '<b>Bookshop</b>'", [evil])
    text = visit("bob").get(f"/assignments/{cast.bookshop}").text
    assert "<script>" not in text and "<b>" not in text and "<img src=x" not in text
    assert "<p>first line<br>\n&lt;script&gt;alert(1)&lt;/script&gt; <strong>bold</strong></p>" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("state = 'archived'", "Archived Course SE-1 (SE-1) · 2030 Archived: its clock stands still"),
        ("paused_at = '2030-03-04 08:00Z'", "Paused since Mon 4 Mar 2030, 16:00 UTC+8: nothing opens"),
        ("state = 'draft'", "Draft: students do not see it"),
    ],
)
def test_what_holds_the_clock_is_said_in_words(visit: Open, cast: Cast, db: Connection, change: str, said: str) -> None:
    add_stage(db, cast.bookshop, MONDAY, None, status="active")
    db.execute(f"update assignments set {change}".encode())
    page = page_of(visit("alice"), cast)
    assert said in page
    assert "Nothing is open. The clock stands still." in page


def test_a_stage_paused_alone_is_marked(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams", status="active")
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Roles", status="active")
    db.execute("update stages set paused_at = '2030-03-04 08:00Z' where name = 'Teams'")
    clock.set(MONDAY + MINUTE)
    page = page_of(visit("bob"), cast)
    assert "Teams Active Paused Start" in page
    assert "Open now Roles closes" in page


def test_team_size_and_managing_teachers_are_shown(visit: Open, cast: Cast, db: Connection) -> None:
    insert = "insert into assignment_teachers (assignment_id, user_id) values (%s, %s)"
    db.execute(insert, [cast.bookshop, cast.people["frank"]])
    page = page_of(visit("bob"), cast)
    assert "Team size 2 to 5 Managed by Alice Ahn, Frank Fang" in page
    db.execute("update assignments set min_team_size = 3, max_team_size = 3")
    assert "Team size 3 Managed by" in page_of(visit("bob"), cast)


def test_links_open_without_handing_anything_over(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute(
        "insert into links (assignment_id, url, title, description)"
        " values (%s, 'https://example.org/?a=1&b=2', 'Rules', 'Read first')",
        [cast.bookshop],
    )
    text = visit("bob").get(f"/assignments/{cast.bookshop}").text
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">Rules</a>' in text
    assert "Read first" in text


def test_staff_see_what_happened_and_how_late_it_was(
    visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock
) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams")
    clock.set(MONDAY + 2 * MINUTE)
    database.tick()
    for username in ("alice", "erin", "dora"):
        page = page_of(visit(username), cast)
        assert (
            "Teams Pending → Active Mon 4 Mar 2030, 16:02:00 UTC+8 Mon 4 Mar 2030, 16:00 UTC+8"
            " 2 minutes late The clock" in page
        )


def test_a_change_by_hand_names_who_made_it_and_why(visit: Open, cast: Cast, db: Connection) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY, None, name="Teams")
    db.execute(
        "insert into stage_transitions (stage_id, generation, from_status, to_status, due_at, happened_at, cause,"
        " actor_id, reason) values (%s, 1, 'pending', 'active', %s, %s, 'teacher', %s, 'all were here')",
        [stage, MONDAY + HOUR, MONDAY, cast.people["alice"]],
    )
    page = page_of(visit("alice"), cast)
    assert "Active round 2" in page
    assert "1 hour early By hand: Alice Ahn all were here" in page


def test_students_do_not_see_the_history(visit: Open, cast: Cast) -> None:
    assert "What happened" in page_of(visit("alice"), cast)
    assert "What happened" not in page_of(visit("bob"), cast)


def test_strangers_are_told_that_there_is_nothing(visit: Open, cast: Cast) -> None:
    for username in ("charlie", "frank"):
        answer = visit(username).get(f"/assignments/{cast.bookshop}")
        assert answer.status_code == 404, username
        assert "Bookshop" not in answer.text


def test_a_draft_is_nothing_to_its_students_and_open_to_its_staff(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute("update assignments set state = 'draft'")
    statuses = {name: visit(name).get(f"/assignments/{cast.bookshop}").status_code for name in cast.people}
    assert statuses == {"alice": 200, "bob": 404, "charlie": 404, "dora": 200, "erin": 200, "frank": 404}


def test_who_leaves_the_course_sees_it_no_more(visit: Open, cast: Cast, db: Connection) -> None:
    enroll(db, cast.courses["SE-1"], cast.people["charlie"])
    charlie = visit("charlie")
    assert "Bookshop" in page_of(charlie, cast)
    db.execute("delete from enrollments where user_id = %s", [cast.people["charlie"]])
    assert charlie.get(f"/assignments/{cast.bookshop}").status_code == 404


def test_addresses_of_nothing_are_not_found(visit: Open) -> None:
    dora = visit("dora")
    for address in ("0", "-1", "999999999", "9223372036854775807", "9223372036854775808", "abc", "1.5", "%00"):
        assert dora.get(f"/assignments/{address}").status_code == 404, address


def test_the_number_of_statements_does_not_grow_with_the_stages(
    visit: Open, web: Flask, cast: Cast, db: Connection, database: Database, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    dora = visit("dora")
    counts = []
    for number in (10, 100):
        for _ in range(number):
            add_stage(db, cast.bookshop, MONDAY - HOUR, None)
        database.tick()
        with statements(web) as sent:
            page_of(dora, cast)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12, sent
