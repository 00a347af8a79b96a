"""The timeline of a course work and of the clock: bars with tails and lag, said in words too, to whom they concern."""

import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.queries.moving import LIMIT, MOVING
from app.queries.passages import PASSAGES
from tests.cast import Cast, add_course_work
from tests.clusters import Database, MovableClock
from tests.handing_in import Place, prepare
from tests.plans import HOUR, MINUTE, MONDAY, add_many, add_stage, one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import add_students, statements

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)
SAYS = re.compile(r'<title id="bar-(\d+)-says">(.*?)</title>', re.DOTALL)
TAIL, LATE, INTERRUPTED = 'class="sc-tail', 'class="sc-late"', 'class="sc-interrupted"'


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


@pytest.fixture
def team_formation(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A stage that is open for the day before MONDAY, planned the week before that; the clock stands at its start."""
    clock.set(MONDAY - 7 * DAY)
    stage = add_stage(db, cast.bookshop, MONDAY - DAY, MONDAY, name="Teams")
    clock.set(MONDAY - DAY)
    return stage


def picture_of(page: str) -> str:
    """The timeline on a page, without its legend."""
    return page.partition('id="timeline-picture"')[2].partition("</ol>")[0]


def says(page: str) -> dict[int, str]:
    """What each bar says, by its stage."""
    return {int(key): " ".join(text.split()) for key, text in SAYS.findall(page)}


def extend(db: Connection, place: Place, cast: Cast, team: int, length: timedelta) -> None:
    """Give a team a later end."""
    alice = cast.people["alice"]
    one(db, "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)", place.stage, team, MONDAY + length, alice)


def test_every_stage_is_a_row_and_its_bar_a_link_to_it(visit: Open, cast: Cast, db: Connection, place: Place) -> None:
    ahead = add_stage(db, cast.bookshop, MONDAY + 3 * HOUR, None, name="Talks")
    for username in ("alice", "bob", "dora"):
        page = visit(username).get(f"/assignments/{cast.bookshop}").text
        assert says(page) == {
            place.stage: "Report: Active. From Mon 4 Mar 2030, 15:00 UTC+8 to Mon 4 Mar 2030, 17:00 UTC+8.",
            ahead: "Talks: Pending. From Mon 4 Mar 2030, 19:00 UTC+8, without an end.",
        }
        for stage in (place.stage, ahead):
            assert f'id="line-stage-{stage}"' in page and f'aria-labelledby="bar-{stage}-says"' in page
            assert f'href="/assignments/{cast.bookshop}#stage-{stage}"' in picture_of(page)
        assert 'aria-label="Now: Mon 4 Mar 2030, 16:00 UTC+8"' in page
        assert 'class="sc-gap-ground"' in picture_of(page)  # from 17:00 to 19:00


def test_the_extended_team_sees_how_long_it_has_and_no_other_student_does(
    visit: Open, db: Connection, cast: Cast, place: Place
) -> None:
    extend(db, place, cast, place.team, 3 * HOUR)
    path = f"/assignments/{place.work}"
    bob = visit("bob").get(path).text
    assert "For your team until Mon 4 Mar 2030, 19:00 UTC+8, extended." in says(bob)[place.stage]
    assert TAIL in picture_of(bob) and "extended for your team" in bob
    cem = visit("cem").get(path).text
    assert "xtended" not in says(cem)[place.stage] and TAIL not in cem
    assert visit("charlie").get(path).status_code == visit("frank").get(path).status_code == 404


def test_staff_see_of_how_many_teams_and_the_latest_end(visit: Open, db: Connection, cast: Cast, place: Place) -> None:
    extend(db, place, cast, place.team, 3 * HOUR)
    alice, path = visit("alice"), f"/assignments/{place.work}"
    assert "Extended for 1 team until Mon 4 Mar 2030, 19:00 UTC+8." in says(alice.get(path).text)[place.stage]
    extend(db, place, cast, place.other_team, 5 * HOUR)
    for shown in (path, "/dashboard"):
        page = alice.get(shown).text
        assert "Extended for 2 teams, until Mon 4 Mar 2030, 21:00 UTC+8 at the latest." in says(page)[place.stage]
        assert picture_of(page).count(TAIL) == 1
    db.execute("select stageclock.revoke_extension(id, null, 'well again') from stage_extensions")
    page = alice.get(path).text
    assert "xtended" not in says(page)[place.stage] and TAIL not in page


def test_a_tail_begins_where_the_stage_was_closed_by_hand_and_stays_when_it_is_over(
    visit: Open, db: Connection, cast: Cast, clock: MovableClock, place: Place
) -> None:
    extend(db, place, cast, place.team, 3 * HOUR)
    one(db, "select stageclock.complete_stage(%s, %s)", place.stage, cast.people["alice"])
    page = visit("alice").get(f"/assignments/{place.work}").text
    (left,) = re.findall(TAIL + r'"\s+x="([\d.]+)%"', page)
    (now,) = set(re.findall(r'class="sc-now-line"\s+x1="([\d.]+)%"', page))
    assert float(left) == pytest.approx(float(now), abs=0.1)
    assert "Closed 1 hour early." in says(page)[place.stage]
    clock.set(MONDAY + DAY)
    assert 'class="sc-tail sc-tail-over"' in visit("bob").get(f"/assignments/{place.work}").text


def test_staff_see_how_late_a_stage_opened_and_closed_and_students_do_not(
    visit: Open, cast: Cast, clock: MovableClock, database: Database, team_formation: int
) -> None:
    clock.set(MONDAY - DAY + 2 * HOUR)
    database.tick()
    clock.set(MONDAY + HOUR)
    database.tick()
    said = "Teams: Completed. From Sun 3 Mar 2030, 16:00 UTC+8 to Mon 4 Mar 2030, 16:00 UTC+8."
    for username, path in (("alice", f"/assignments/{cast.bookshop}"), ("erin", "/dashboard"), ("dora", "/clock")):
        page = visit(username).get(path).text
        shown = says(page)[team_formation].replace("08:00 UTC", "16:00 UTC+8")
        assert shown == f"{said} Opened 2 hours late. Closed 1 hour late."
        assert picture_of(page).count(LATE) == 2 and "late: from when it was due to when it happened" in page
    page = visit("bob").get(f"/assignments/{cast.bookshop}").text
    assert says(page)[team_formation] == said and LATE not in page


def test_half_a_minute_of_lag_is_of_interest_on_the_clock_s_page_only(
    visit: Open, cast: Cast, clock: MovableClock, database: Database, team_formation: int
) -> None:
    database.tick()
    clock.set(MONDAY + MINUTE / 2)
    database.tick()
    dora = visit("dora")
    page = dora.get(f"/assignments/{cast.bookshop}").text
    assert "late" not in says(page)[team_formation] and LATE not in page
    page = dora.get("/clock").text
    assert "Closed 30 seconds late." in says(page)[team_formation] and LATE not in page
    assert "Bookshop at most 30 seconds late" in words_of(dora.get("/clock"))


def test_what_was_planned_into_the_past_is_not_late(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, database: Database
) -> None:
    clock.set(MONDAY)
    stage = add_stage(db, cast.bookshop, MONDAY - 3 * DAY, MONDAY - DAY, name="Teams")
    db.execute("update stages set created_at = %s", [MONDAY])
    database.tick()
    page = visit("alice").get(f"/assignments/{cast.bookshop}").text
    assert "late" not in says(page)[stage] and LATE not in page


def test_a_stage_that_was_opened_again_shows_when_it_had_been_closed(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, database: Database, team_formation: int
) -> None:
    database.tick()
    clock.set(MONDAY + 3 * HOUR)
    database.tick()
    clock.set(MONDAY + 5 * HOUR)
    one(db, "select stageclock.reopen_stage(%s, %s, %s)", team_formation, MONDAY + DAY, cast.people["alice"])
    path = f"/assignments/{cast.bookshop}"
    for username in ("alice", "bob"):
        page = visit(username).get(path).text
        said = "It was closed from Mon 4 Mar 2030, 19:00 UTC+8, and opened again at Mon 4 Mar 2030, 21:00 UTC+8."
        assert said in says(page)[team_formation] and picture_of(page).count(INTERRUPTED) == 1
        assert "late" not in says(page)[team_formation]  # that was the round before
    clock.set(MONDAY + DAY + HOUR)
    database.tick()
    page = visit("alice").get(path).text
    assert "Closed 1 hour late." in says(page)[team_formation] and picture_of(page).count(INTERRUPTED) == 1


def test_what_was_closed_before_it_began_and_opened_again_has_no_gap(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    stage, alice = add_stage(db, cast.bookshop, MONDAY + DAY, MONDAY + 2 * DAY, name="Talks"), cast.people["alice"]
    one(db, "select stageclock.complete_stage(%s, %s)", stage, alice)
    page = visit("bob").get(f"/assignments/{cast.bookshop}").text
    assert says(page)[stage].startswith("Talks: Completed.") and 'class="sc-bar-of sc-bar-completed"' in page
    clock.set(MONDAY + HOUR)
    one(db, "select stageclock.reopen_stage(%s, %s, %s)", stage, MONDAY + 2 * DAY, alice)
    page = visit("bob").get(f"/assignments/{cast.bookshop}").text
    assert "opened again" in says(page)[stage] and INTERRUPTED not in page


def test_a_plan_of_long_ago_is_not_squeezed_to_show_now(visit: Open, cast: Cast, db: Connection, place: Place) -> None:
    db.execute("update stages set starts_at = starts_at - interval '2 years', ends_at = ends_at - interval '2 years'")
    page = visit("alice").get(f"/assignments/{cast.bookshop}").text
    assert 'class="sc-now-line"' not in page and "now →" in words_of(
        visit("alice").get(f"/assignments/{cast.bookshop}")
    )


def test_what_has_no_start_is_named_and_a_plan_without_dates_has_no_timeline(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    bob, path = visit("bob"), f"/assignments/{cast.bookshop}"
    assert 'id="timeline"' not in bob.get(path).text
    add_stage(db, cast.bookshop, None, None, name="Talks")
    assert 'id="timeline"' not in bob.get(path).text
    add_stage(db, cast.bookshop, MONDAY, MONDAY + DAY, name="Report")
    assert "Talks Without a start: a teacher opens it." in bob.read(path)


def test_names_are_text_and_places_are_attributes(visit: Open, cast: Cast, db: Connection, place: Place) -> None:
    db.execute("update stages set name = '<b>\"x\"</b>'")
    for username, path in (("bob", f"/assignments/{cast.bookshop}"), ("dora", "/clock")):
        text = visit(username).get(path).text
        assert "<b>" not in text and "&lt;b&gt;" in text
        assert not re.search(r"\sstyle=|<style|<script>|\son\w+=", text)


def test_no_identifier_is_there_twice(visit: Open, cast: Cast, db: Connection, place: Place) -> None:
    add_stage(db, cast.bookshop, MONDAY + 3 * HOUR, None, name="Talks")
    for path in (f"/assignments/{cast.bookshop}", "/dashboard", "/clock"):
        found = re.findall(r'\sid="([^"]+)"', visit("dora").get(path).text)
        assert len(found) == len(set(found)), path


def test_the_timeline_speaks_chinese(visit: Open, db: Connection, cast: Cast, place: Place) -> None:
    extend(db, place, cast, place.team, 3 * HOUR)
    page = visit("bob", "zh-CN").get(f"/assignments/{place.work}").text
    assert says(page)[place.stage].startswith("Report：进行中。从2030年3月4日")
    assert "你们小组已延期至" in says(page)[place.stage] and ">现在<" in page


def test_the_clock_shows_what_moved_or_will_move_the_nearest_first(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, database: Database
) -> None:
    clock.set(MONDAY - 9 * DAY)
    soon, later, resting = (add_course_work(db, cast.courses["SE-1"], title) for title in ("Soon", "Later", "Resting"))
    add_stage(db, cast.bookshop, MONDAY - 2 * HOUR, None, name="Moved")
    add_stage(db, soon, MONDAY + HOUR, None, name="Opens")
    add_stage(db, later, MONDAY - 8 * DAY, MONDAY + 6 * DAY, name="Closes")
    add_stage(db, resting, MONDAY - 8 * DAY, MONDAY + 8 * DAY, name="Rests")
    for at in (MONDAY - 8 * DAY, MONDAY - 2 * HOUR, MONDAY):
        clock.set(at)
        database.tick()
    page = visit("dora").get("/clock").text
    titles = re.findall(r'role="list" aria-label="(\w+)"', page)
    assert titles == ["Soon", "Bookshop", "Later"] and "The last 1 day and the next 7 days" in page


def test_the_clock_says_so_where_nothing_moves(visit: Open, cast: Cast) -> None:
    assert "Nothing has moved, and nothing will." in visit("dora").read("/clock")


def test_the_clock_shows_so_many_course_works_and_says_how_many_more(
    visit: Open, web: Flask, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    for number in range(LIMIT + 5):
        work = add_course_work(db, cast.courses["SE-1"], f"Work {number}")
        add_stage(db, work, MONDAY + HOUR + number * MINUTE, None)
    dora = visit("dora")
    with statements(web) as sent:
        answer = dora.get("/clock")
    assert answer.text.count('id="line-work-') == LIMIT
    assert "Something moves in 5 more course works; the nearest to now are shown." in words_of(answer)
    assert len(sent) <= 12, sent


def plan_of(db: Connection, query: str, **values: str) -> str:
    """How PostgreSQL would find what a statement asks for."""
    for name, value in values.items():
        query = query.replace(f":{name}", value)
    return "\n".join(row[0] for row in db.execute(b"explain " + query.encode()).fetchall())


def test_what_moves_and_how_is_found_by_index_however_much_there_is(
    cast: Cast, db: Connection, clock: MovableClock, database: Database
) -> None:
    clock.set(MONDAY)
    small = add_course_work(db, cast.courses["SE-1"], "Small")
    add_stage(db, small, MONDAY, None)
    add_many(db, cast.bookshop, 5000, MONDAY, MONDAY + 99 * DAY)
    database.tick(5)
    assert one(db, "select count(*) from stage_transitions") == 5001
    db.execute("analyze")
    plan = plan_of(db, str(MOVING.element), back="'1 day'", ahead="'7 days'", latest="100", limit="20")
    plan += plan_of(db, str(PASSAGES), viewer_id="null", assignment_ids=f"array[{small}]")
    assert "Seq Scan on stage" not in plan.replace("Seq Scan on stage_extensions", ""), plan


@pytest.mark.parametrize("number", [3, 60])
def test_few_statements_however_many_stages_and_late_transitions(
    visit: Open, web: Flask, cast: Cast, db: Connection, clock: MovableClock, database: Database, place: Place,
    number: int,
) -> None:  # fmt: skip
    add_students(db, cast.courses["SE-1"], number)
    for hour in range(number):
        add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + (hour + 2) * HOUR)
    extend(db, place, cast, place.team, 3 * HOUR)
    clock.set(MONDAY + 99 * HOUR)
    database.tick()
    db.execute("select stageclock.pause_assignment(%s, null)", [cast.bookshop])
    for username, path in (
        ("bob", f"/assignments/{cast.bookshop}"), ("erin", f"/assignments/{cast.bookshop}"),
        ("dora", f"/assignments/{cast.bookshop}"), ("erin", "/dashboard"), ("dora", "/clock"),
    ):  # fmt: skip
        browser = visit(username)
        with statements(web) as sent:
            assert browser.get(path).status_code == 200
        assert len(sent) <= 12, (username, path, sent)
