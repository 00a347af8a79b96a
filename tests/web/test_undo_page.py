"""Taking back what a closing did: Alice reads what it was, takes it back, and reads what went and what stayed."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team, teams_of
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]


@pytest.fixture
def closing(cast: Cast, db: Connection, database: Database, clock: MovableClock) -> int:
    """Team formation of the bookshop has closed: Bob had a team, six students were grouped into three; its key."""
    clock.set(MONDAY)
    db.execute("update assignments set max_team_size = 2 where id = %s", [cast.bookshop])
    stage = add_stage(
        db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active", name="Form teams"
    )
    for n in range(6):
        enroll(db, cast.courses["SE-1"], add_person(db, f"s{n}", f"Student {n}", stored="x"))
    add_team(db, cast.bookshop, [cast.people["bob"]], status="confirmed", locked=True)
    clock.set(MONDAY + HOUR)
    database.tick()
    return int(one(db, "select id from stage_transitions where stage_id = %s", stage))


def test_the_history_says_in_words_what_the_clock_did(visit: Open, cast: Cast, db: Connection, closing: int) -> None:
    page = visit("alice").get(f"/assignments/{cast.bookshop}/history")
    words = words_of(page)
    assert "Put 6 students into teams. Made 3 teams: " in words
    seed = one(db, "select effects ->> 'seed' from stage_transitions where id = %s", closing)
    assert f"Drawn with the seed {seed}." in words
    assert f'href="/transitions/{closing}/undo">take it back …' in page.text


def test_a_team_that_stays_too_small_is_named_though_nobody_was_grouped(
    visit: Open, cast: Cast, database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active")
    add_team(db, cast.bookshop, [cast.people["bob"]])
    clock.set(MONDAY + HOUR)
    database.tick()
    words = words_of(visit("alice").get(f"/assignments/{cast.bookshop}/history"))
    assert "Every student was in a team already. Smaller or larger than planned: Group 0." in words
    assert "some teams are smaller or larger" in visit("alice").read("/notifications")


def test_the_teams_page_leads_to_it(visit: Open, cast: Cast, closing: int) -> None:
    page = visit("erin").get(f"/assignments/{cast.bookshop}/teams")
    assert "The clock put 6 students into teams on Mon 4 Mar 2030, 17:00 UTC+8." in words_of(page)
    assert f'href="/transitions/{closing}/undo"' in page.text


def test_alice_sees_what_it_did_and_takes_it_back(visit: Open, cast: Cast, db: Connection, closing: int) -> None:
    alice, path = visit("alice"), f"/transitions/{closing}/undo"
    page = alice.read(path)
    assert "What closing Form teams did" in page and "Take it back?" in page
    assert "3 teams that it made go." in page
    assert all(f"Student {n}" in page for n in range(6)) and "Bob" not in page
    answer = alice.post(path, {"reason": "Wrong class."}, seen_on="/")
    assert answer.status_code == 303
    page = alice.read(answer.location)
    assert "It is taken back." in page and "By Alice Ahn. Wrong class." in page
    assert "3 teams that it made are gone." in page and "Nothing of it is left to take back." in page
    assert list(teams_of(db, cast.bookshop).values()) == [{cast.people["bob"]}]
    again = alice.post(path, {"reason": "Again."}, seen_on="/")
    assert again.status_code == 409
    assert "Nothing that this closing did can be taken back: people have built on it." in words_of(again)
    assert "whom it concerned" in alice.read(f"/assignments/{cast.bookshop}/history")
    assert "The clock put" not in alice.read(f"/assignments/{cast.bookshop}/teams")


def test_what_people_built_on_stays_and_is_named(visit: Open, cast: Cast, db: Connection, closing: int) -> None:
    kept = one(db, "select min(id) from teams where transition_id = %s", closing)
    one(db, "select stageclock.rename_team(%s, '<b>Stars</b>', null, true)", kept)
    alice, path = visit("alice"), f"/transitions/{closing}/undo"
    assert "These teams stay, because people have built on them:" in alice.read(path)
    alice.post(path, seen_on="/")
    page = alice.get(path)
    assert "people have built on all that is left of it" in words_of(page)
    assert "2 teams that it made are gone." in words_of(page)
    assert "These teams stayed, because people have built on them: <b>Stars</b>." in words_of(page).replace("&lt;", "<")
    assert "<b>Stars" not in page.text
    assert len(teams_of(db, cast.bookshop)) == 2


def test_a_reason_that_is_too_long_takes_nothing_back(visit: Open, cast: Cast, db: Connection, closing: int) -> None:
    answer = visit("alice").post(f"/transitions/{closing}/undo", {"reason": "x" * 501}, seen_on="/")
    assert answer.status_code == 422 and "x" * 501 in answer.text
    assert len(teams_of(db, cast.bookshop)) == 4


def test_roles_that_a_division_gave_are_taken_back(
    visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock, closing: int
) -> None:
    now = clock.now()
    stage = add_stage(db, cast.bookshop, now, now + HOUR, kind="division", status="active", name="Share out")
    one(db, "select stageclock.add_role(%s, null, 'Tester', '', true, null, true)", stage)
    clock.set(now + HOUR)
    database.tick()
    division = one(db, "select id from stage_transitions where stage_id = %s", stage)
    alice = visit("alice")
    page = alice.read(f"/transitions/{division}/undo")
    assert "Gave 4 roles that nobody held." in page and "Tester Bob Bauer · Group 0" in page
    alice.post(f"/transitions/{division}/undo", seen_on="/")
    assert "4 roles that it gave are free again." in alice.read(f"/transitions/{division}/undo")
    assert one(db, "select count(*) from role_assignments") == 0


def test_a_closing_that_did_nothing_else_offers_nothing(
    visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY - 2 * HOUR, MONDAY - HOUR, status="active")
    database.tick()
    page = visit("alice").read(f"/transitions/{one(db, 'select max(id) from stage_transitions')}/undo")
    assert "Closing it changed nothing else." in page and "Take it back?" not in page


def test_only_staff_of_the_course_work_may(visit: Open, cast: Cast, db: Connection, closing: int) -> None:
    path = f"/transitions/{closing}/undo"
    for username, status in (("bob", 403), ("charlie", 404), ("frank", 404)):
        assert visit(username).get(path).status_code == status
        assert visit(username).post(path, seen_on="/").status_code == status
    assert visit("alice").get("/transitions/999999/undo").status_code == 404
    assert len(teams_of(db, cast.bookshop)) == 4


def test_the_page_in_chinese(visit: Open, closing: int) -> None:
    page = visit("alice", language="zh-CN").read(f"/transitions/{closing}/undo")
    assert "6名学生编入小组" in page and "要撤销吗？" in page


@pytest.mark.parametrize("number", [10, 500])
def test_the_pages_ask_little_however_many_were_grouped(
    web: Flask, visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock, number: int
) -> None:
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY, kind="team_formation", status="active")
    for n in range(number):
        enroll(db, cast.courses["SE-1"], add_person(db, f"s{n}", f"Student {n}", stored="x"))
    database.tick()
    closing = one(db, "select max(id) from stage_transitions")
    browser = visit("dora")
    for path in (
        f"/transitions/{closing}/undo",
        f"/assignments/{cast.bookshop}/teams",
        f"/assignments/{cast.bookshop}/history",
    ):
        with statements(web) as sent:
            assert browser.get(path).status_code == 200
        assert len(sent) <= 12, sent
