"""The dashboard: all course works of which somebody is staff on one time axis, and above it what needs them."""

import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, add_course_work
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, poison
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import add_students, statements

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)
NOW = re.compile(r'class="sc-now-line"\s+x1="([\d.]+)%"')
BAR = re.compile(r'<svg class="sc-bar-of sc-bar-(\w+)"[^>]*\sx="([\d.]+)%"\s+y="(\d+)"\s+width="([\d.]+)%"')


@pytest.fixture(autouse=True)
def monday(clock: MovableClock) -> None:
    """The database's clock stands at Monday, 16:00 in Shanghai."""
    clock.set(MONDAY)


@pytest.fixture
def plan(cast: Cast, db: Connection) -> list[int]:
    """One stage that has ended, one that is open without an end, one in three days, one that a teacher opens."""
    closed = add_stage(db, cast.bookshop, MONDAY - 3 * DAY, MONDAY - DAY, name="Teams", status="completed")
    opened = add_stage(db, cast.bookshop, MONDAY - DAY, None, name="Design", status="active")
    ahead = add_stage(db, cast.bookshop, MONDAY + 3 * DAY, MONDAY + 10 * DAY, name="Report")
    return [closed, opened, ahead, add_stage(db, cast.bookshop, None, None, name="Talks")]


def bars(page: str) -> dict[str, tuple[float, float]]:
    """Left edge and width of the bars by their status."""
    return {status: (float(left), float(width)) for status, left, _, width in BAR.findall(page)}


def test_staff_see_their_course_work_on_one_axis_with_now(visit: Open, cast: Cast, plan: list[int]) -> None:
    for username in ("alice", "erin", "dora"):
        answer = visit(username).get("/dashboard?weeks=4")
        page = words_of(answer)
        assert answer.status_code == 200 and "Bookshop" in page and "All times in Asia/Shanghai" in page
        assert 'aria-label="Now: Mon 4 Mar 2030, 16:00 UTC+8"' in answer.text
        drawn, now = bars(answer.text), float(NOW.findall(answer.text)[0])
        assert sum(drawn["completed"]) == pytest.approx(now - 100 / 28, abs=0.01)
        assert drawn["active"][0] == pytest.approx(now - 100 / 28, abs=0.01) and sum(drawn["active"]) == 100
        assert drawn["pending"][0] == pytest.approx(now + 300 / 28, abs=0.01)
        assert "Without a start: Talks" in page


def test_the_header_leads_teachers_there_and_nobody_else(visit: Open, cast: Cast) -> None:
    links = {name: 'href="/dashboard"' in visit(name).get("/").text for name in ("alice", "frank", "dora", "bob")}
    assert links == {"alice": True, "frank": True, "dora": True, "bob": False}


def test_students_find_no_dashboard_and_strangers_none_of_ours(visit: Open, cast: Cast, plan: list[int]) -> None:
    for username in ("bob", "charlie"):
        assert visit(username).get("/dashboard").status_code == 404
    assert visit().get("/dashboard").status_code == 302
    page = visit("frank").read("/dashboard?weeks=all&archived=1")
    assert not any(name in page for name in ("Bookshop", "Teams", "Report"))
    assert "You neither manage course work nor teach a course that has any." in page


def test_an_open_end_fades_and_says_so(visit: Open, plan: list[int]) -> None:
    text = visit("alice").get("/dashboard").text
    assert text.count('fill="url(#sc-fade-right)"') == 1 and text.count('fill="url(#sc-fade-left)"') == 0
    assert "Design: Active. From Sun 3 Mar 2030, 16:00 UTC+8, without an end." in " ".join(text.split())


def test_what_stands_still_is_hatched(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    hatched = '<rect width="100%" height="22" fill="url(#sc-hatch'
    assert hatched not in visit("alice").get("/dashboard").text
    db.execute("select stageclock.pause_stage(%s, %s, 'exams')", [plan[2], cast.people["alice"]])
    assert visit("alice").get("/dashboard").text.count(hatched) == 1
    db.execute("update assignments set state = 'draft'")
    assert visit("alice").get("/dashboard").text.count(hatched) == 3


def test_a_stage_that_was_closed_early_ends_where_it_was_closed(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, database: Database
) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY - DAY, MONDAY + 7 * DAY, name="Teams")
    database.tick()
    db.execute("select stageclock.complete_stage(%s, %s)", [stage, cast.people["alice"]])
    clock.set(MONDAY + DAY)
    text = visit("alice").get("/dashboard?weeks=4").text
    assert sum(bars(text)["completed"]) == pytest.approx(float(NOW.findall(text)[0]) - 100 / 28, abs=0.01)


@pytest.mark.parametrize(("weeks", "current"), [("4", "4 weeks"), ("26", "26 weeks"), ("all", "Whole time")])
def test_the_window_is_chosen_by_a_link(visit: Open, plan: list[int], weeks: str, current: str) -> None:
    text = visit("alice").get(f"/dashboard?weeks={weeks}").text
    assert re.findall(r'aria-current="true">([^<]+)<', text) == [current]


@pytest.mark.parametrize("weeks", ["", "5", "0", "-4", "99999999999999999999", "x", "%00"])
def test_a_window_that_there_is_not_is_the_smallest_that_shows_what_comes(
    visit: Open, plan: list[int], weeks: str
) -> None:
    text = visit("alice").get(f"/dashboard?weeks={weeks}").text
    assert re.findall(r'aria-current="true">([^<]+)<', text) == ["4 weeks"]


def test_what_lies_outside_the_window_is_counted(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    add_stage(db, cast.bookshop, MONDAY + 300 * DAY, MONDAY + 301 * DAY, name="Far")
    add_stage(db, cast.bookshop, MONDAY - 99 * DAY, MONDAY - 98 * DAY, name="Past", status="completed")
    page = visit("alice").read("/dashboard?weeks=4")
    assert "1 stage earlier" in page and "1 stage later" in page
    page = visit("alice").read("/dashboard?weeks=all")
    assert "1 stage earlier" not in page and "1 stage later" not in page


def test_what_failed_comes_first_and_can_be_tried_again(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, database: Database
) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY - MINUTE, None, name="Teams")
    poison(db, stage)
    database.tick()
    answer = visit("alice").get("/dashboard")
    page = words_of(answer)
    assert page.index("What failed Bookshop: Teams Opening failed:") < page.index("In the next 7 days")
    assert f'action="/stages/{stage}/retry"' in answer.text and "Try again" in page
    assert "What failed" not in visit("frank").read("/dashboard")


def test_what_is_paused_says_by_whom_and_why(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    db.execute("select stageclock.pause_stage(%s, %s, '<b>exams</b>')", [plan[1], cast.people["alice"]])
    page = visit("erin").read("/dashboard")
    said = "Bookshop: Design Paused since Mon 4 Mar 2030, 16:00 UTC+8. By Alice Ahn. <b>exams</b>"
    assert said in page.partition("What is paused")[2]
    db.execute("select stageclock.pause_assignment(%s, %s)", [cast.bookshop, cast.people["erin"]])
    assert "Bookshop Paused since" in visit("alice").read("/dashboard").partition("What is paused")[2]


def test_what_waits_for_a_teacher_leads_to_opening_it(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    assert "What waits for a teacher" not in visit("alice").read("/dashboard")
    work = add_course_work(db, cast.courses["SE-1"], "Compiler", manager=cast.people["alice"])
    stage = add_stage(db, work, None, None, name="Lexer")
    answer = visit("alice").get("/dashboard")
    waits = words_of(answer).partition("What waits for a teacher")[2]
    assert "Compiler: Lexer Open now …" in waits and f'href="/stages/{stage}/activation"' in answer.text


def test_seven_days_ahead_are_listed_the_next_first(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    add_stage(db, cast.bookshop, MONDAY - DAY, MONDAY + 2 * HOUR, name="Roles", status="active")
    add_stage(db, cast.bookshop, MONDAY + 8 * DAY, None, name="Later")
    page = visit("alice").read("/dashboard").partition("In the next 7 days")[2].partition("on one time axis")[0]
    assert page.index("Bookshop: Roles closes in 2 hours · Mon 4 Mar 2030, 18:00 UTC+8") < page.index(
        "Bookshop: Report opens in 3 days · Thu 7 Mar 2030, 16:00 UTC+8"
    )
    assert "Later" not in page


def test_times_are_in_the_reader_s_own_zone(visit: Open, db: Connection, plan: list[int]) -> None:
    db.execute("update users set time_zone = 'Europe/Berlin' where username = 'alice'")
    page = visit("alice").read("/dashboard")
    assert "All times in Europe/Berlin" in page and "Thu 7 Mar 2030, 09:00 UTC+1" in page and "UTC+8" not in page


def test_archived_course_work_is_shown_where_it_is_asked_for(visit: Open, db: Connection, plan: list[int]) -> None:
    db.execute("update assignments set state = 'archived'")
    assert "Bookshop" not in visit("alice").read("/dashboard")
    assert "Bookshop Archived" in visit("alice").read("/dashboard?archived=1")


def test_fifty_course_works_a_page(visit: Open, cast: Cast, db: Connection) -> None:
    for number in range(55):
        add_course_work(db, cast.courses["SE-1"], f"Work {number:02}", manager=cast.people["alice"])
    alice = visit("alice")
    assert alice.get("/dashboard").text.count('class="sc-axis-row"') == 50
    assert alice.get("/dashboard?page=2").text.count('class="sc-axis-row"') == 6
    assert "There is nothing on this page." in alice.read("/dashboard?page=9")
    assert alice.get("/dashboard?page=0").status_code == 404


def test_html_is_text_and_no_style_is_inline(visit: Open, cast: Cast, db: Connection, plan: list[int]) -> None:
    db.execute("update stages set name = '<b>\"x\"</b>'")
    db.execute("update assignments set title = '<i>Bookshop</i>'")
    text = visit("alice").get("/dashboard?weeks=all").text
    assert "<b>" not in text and "<i>" not in text and "&lt;i&gt;Bookshop" in text
    assert not re.search(r"\sstyle=|<style|<script>|\son\w+=", text)


def test_the_dashboard_speaks_chinese(visit: Open, plan: list[int]) -> None:
    page = words_of(visit("alice", "zh-CN").get("/dashboard?weeks=4"))
    assert "同一时间轴上的全部大作业" in page and "未来7天" in page and "3天后开始" in page and "现在" in page


@pytest.mark.parametrize("students", [10, 500])
def test_twelve_statements_whatever_the_class_size(
    visit: Open, web: Flask, cast: Cast, db: Connection, plan: list[int], students: int
) -> None:
    add_students(db, cast.courses["SE-1"], students)
    for number in range(students // 10):
        work = add_course_work(db, cast.courses["SE-1"], f"Work {number}", manager=cast.people["alice"])
        add_stage(db, work, MONDAY - DAY, MONDAY + number * HOUR + DAY)
    for username in ("alice", "dora"):
        browser = visit(username)
        with statements(web) as sent:
            assert browser.get("/dashboard").status_code == 200
        assert len(sent) <= 12, sent
