"""The teachers' page about teams: Alice sees who waits for her, decides, places students, and locks."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import Cast, add_course_work, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team, teams_of
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]


@pytest.fixture
def pals(cast: Cast, db: Connection, clock: MovableClock) -> dict[str, int]:
    """The bookshop's formation of teams of two to three has ended; Gina, Hal and Ines study there with Bob."""
    clock.set(MONDAY)
    db.execute("update assignments set max_team_size = 3 where id = %s", [cast.bookshop])
    add_stage(db, cast.bookshop, MONDAY - 2 * HOUR, MONDAY - HOUR, kind="team_formation", status="completed")
    found = {"bob": cast.people["bob"]}
    for username, name in (("gina", "Gina Gold"), ("hal", "Hal Hunt"), ("ines", "Ines Iten")):
        found[username] = add_person(db, username, name)
        enroll(db, cast.courses["SE-1"], found[username])
    return found


def teams_page(cast: Cast) -> str:
    return f"/assignments/{cast.bookshop}/teams"


def send(browser: Browser, path: str, **fields: object) -> TestResponse:
    return browser.post(path, fields, seen_on="/")


def done(browser: Browser, path: str, **fields: object) -> str:
    """Do something that must succeed; the page it leads to, in words."""
    answer = send(browser, path, **fields)
    assert answer.status_code == 303, words_of(answer)
    return browser.read(answer.location)


def refused(browser: Browser, status: int, path: str, **fields: object) -> TestResponse:
    answer = send(browser, path, **fields)
    assert answer.status_code == status, words_of(answer)
    return answer


def status_of(db: Connection, team: int) -> tuple[str, bool]:
    row = db.execute("select status, locked_at is not null from teams where id = %s", [team]).fetchone()
    assert row
    return row[0], row[1]


def test_alice_sees_every_team_the_waiting_first_and_who_is_in_none(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    add_team(db, cast.bookshop, [pals["gina"], pals["ines"]])
    add_team(db, cast.bookshop, [pals["bob"]], status="awaiting")
    db.execute("update teams set request_reason = 'Nobody is left.' where status = 'awaiting'")
    page = visit("alice").read(teams_page(cast))
    assert "2 teams 1 waits for you" in page
    first, _, second = page.partition("Group 0")
    assert "Group 1 Waits for confirmation 1, planned are 2 to 3 too small Bob Bauer leads" in first
    assert "Nobody is left." in first and "Confirm Group 1 Send back" in first
    assert "Gina Gold leads Ines Iten" in second
    assert "In no team: 1 Hal Hunt Place … Hal Hunt" in second
    assert "All times in Asia/Shanghai" in page
    for username in ("erin", "dora"):
        assert "2 teams" in visit(username).read(teams_page(cast))


def test_erin_confirms_a_team_and_it_is_locked(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]], status="awaiting")
    assert "Group 0 is confirmed." in done(visit("erin"), f"/teams/{team}/confirmation")
    assert status_of(db, team) == ("confirmed", True)
    assert "This team is confirmed already." in words_of(refused(visit("alice"), 409, f"/teams/{team}/confirmation"))


def test_a_team_is_sent_back_with_a_reason_only(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    team, alice = add_team(db, cast.bookshop, [pals["bob"]], status="awaiting"), visit("alice")
    answer = refused(alice, 422, f"/teams/{team}/rejection", reason="")
    assert "Give a reason: the others read it." in words_of(answer)
    assert "Group 0 is sent back." in done(alice, f"/teams/{team}/rejection", reason="Take Hal in.")
    assert status_of(db, team) == ("rejected", False)
    answer = refused(alice, 409, f"/teams/{team}/rejection", reason="Once more.")
    assert "Only a team that waits for confirmation can be sent back." in words_of(answer)
    assert "Sent back" in words_of(answer)


def test_alice_locks_unlocks_renames_and_hands_over_though_formation_has_ended(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team, alice = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]]), visit("alice")
    assert "Group 0 is locked: students change nothing in it." in done(alice, f"/teams/{team}/locking")
    answer = refused(alice, 409, f"/teams/{team}/locking")
    assert "Somebody else has locked or unlocked this team already." in words_of(answer)
    assert "Group 0 is no longer locked." in done(alice, f"/teams/{team}/unlocking")
    assert "The team is called Stars now." in done(alice, f"/teams/{team}/name", name="Stars")
    page = done(alice, f"/teams/{team}/leadership", user_id=pals["ines"])
    assert "Ines Iten leads the team now." in page and "Ines Iten leads Move … Ines Iten Bob Bauer" in page


def test_an_escalated_wish_to_leave_comes_on_top_and_is_decided(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int], clock: MovableClock
) -> None:
    clock.set(MONDAY - 90 * HOUR / 60)
    db.execute("update stages set status = 'active'")
    add_team(db, cast.bookshop, [pals["gina"]])
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    key = one(db, "select stageclock.request_leave(%s, 'I am ill.', %s)", team, pals["ines"])
    alice = visit("alice")
    assert "the leader has yet to answer I am ill." in alice.read(teams_page(cast))
    one(db, "select stageclock.escalate_leave(%s, %s)", key, pals["ines"])
    page = alice.read(teams_page(cast))
    assert "1 waits for you" in page and page.index("Group 1") < page.index("Group 0")
    assert "Ines Iten asks to leave you decide I am ill." in page
    assert "They have left the team." in done(alice, f"/leave-requests/{key}/decision", answer="approve")
    assert teams_of(db, cast.bookshop)[team] == {pals["bob"]}


def test_a_wish_to_dissolve_is_declined_with_a_reason_or_granted_with_everybody_named(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int], clock: MovableClock
) -> None:
    clock.set(MONDAY - 90 * HOUR / 60)
    db.execute("update stages set status = 'active'")
    team, alice = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]]), visit("alice")
    key = one(db, "select stageclock.request_dissolution(%s, 'We quarrel.', %s)", team, pals["bob"])
    assert "Bob Bauer asks to dissolve the team We quarrel." in alice.read(teams_page(cast))
    assert "Give a reason" in words_of(refused(alice, 422, f"/dissolution-requests/{key}/declination", reason=""))
    assert "stays together." in done(alice, f"/dissolution-requests/{key}/declination", reason="Talk to each other.")
    asked = alice.read(f"/teams/{team}/dissolution")
    assert (
        "Dissolve Group 0?" in asked and "2 students are in no team then, and are told: Bob Bauer leads Ines" in asked
    )
    assert "Group 0 is dissolved. Its members are told." in done(alice, f"/teams/{team}/dissolution", reason="Agreed.")
    assert teams_of(db, cast.bookshop) == {}
    refused(alice, 404, f"/teams/{team}/dissolution")


def test_a_team_that_has_handed_in_stays(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]])
    stage = add_stage(db, cast.bookshop, MONDAY, None, kind="submission", status="active")
    db.execute(
        "insert into submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at, url)"
        " values (%s, %s, 1, %s, %s, %s, 'https://example.org')",
        [stage, team, pals["bob"], MONDAY, MONDAY],
    )
    answer = refused(visit("alice"), 409, f"/teams/{team}/dissolution", reason="Out.")
    assert "This team has handed something in, which stays: move its members instead." in words_of(answer)
    assert "Out.</textarea>" in answer.text and teams_of(db, cast.bookshop) == {team: {pals["bob"]}}


def placement(cast: Cast, student: int) -> str:
    return f"/assignments/{cast.bookshop}/students/{student}/placement"


def test_a_student_is_placed_moved_and_taken_out(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    first = add_team(db, cast.bookshop, [pals["bob"]])
    second = add_team(db, cast.bookshop, [pals["ines"]])
    alice, path = visit("alice"), placement(cast, pals["gina"])
    asked = alice.read(path)
    assert "Where should Gina Gold be?" in asked and "Now in no team." in asked and "Group 1 (1 of 3)" in asked
    assert "Gina Gold is in this team now." in done(alice, path, team=first)
    done(alice, path, team=second, reason="Ines is alone.")
    assert teams_of(db, cast.bookshop) == {first: {pals["bob"]}, second: {pals["ines"], pals["gina"]}}
    assert "Alice Ahn has put you into the team Group 1. Ines is alone." in words_of(
        visit("gina").get("/notifications")
    )
    assert "Gina Gold is in no team now." in done(alice, path, team="none")
    assert teams_of(db, cast.bookshop) == {first: {pals["bob"]}, second: {pals["ines"]}}


def test_alice_makes_a_team_for_a_student(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    alice, path = visit("alice"), placement(cast, pals["gina"])
    assert "Give the new team a name." in words_of(refused(alice, 422, path, team="new", reason="Late."))
    assert "Choose a team." in words_of(refused(alice, 422, path))
    done(alice, path, team="new", name="Latecomers")
    assert one(db, "select name from teams where leader_id = %s", pals["gina"]) == "Latecomers"
    assert one(db, "select kind from notifications where recipient_id = %s", pals["gina"]) == "placed_in_team"
    answer = refused(alice, 409, placement(cast, pals["hal"]), team="new", name="latecomers", reason="Late.")
    assert "Another team of this course work has this name: choose another." in words_of(answer)
    assert 'value="latecomers"' in answer.text and "Late.</textarea>" in answer.text


def test_what_cannot_be_placed_is_refused_in_words(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    other = add_team(db, add_course_work(db, cast.courses["SE-1"], "Other"), [pals["gina"]])
    alice, before = visit("alice"), teams_of(db, cast.bookshop)
    answer = refused(alice, 409, placement(cast, pals["bob"]), team="none", reason="Out.")
    assert "A team needs a leader: hand the lead over to another member first." in words_of(answer)
    for nothing in (other, 10**30, "x"):
        answer = refused(alice, 422, placement(cast, pals["gina"]), team=nothing)
        assert "This team is there no more: choose another one." in words_of(answer)
    for nobody in (cast.people["charlie"], cast.people["erin"], 10**9):
        assert alice.get(placement(cast, nobody)).status_code == 404
        refused(alice, 404, placement(cast, nobody), team=team)
    assert teams_of(db, cast.bookshop) == before


def test_teachers_elsewhere_find_nothing_and_students_may_not(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]], status="awaiting")
    pages = (teams_page(cast), f"/teams/{team}", f"/teams/{team}/dissolution", placement(cast, pals["gina"]))
    for page in pages:
        for username in ("frank", "charlie"):
            assert visit(username).get(page).status_code == 404
    for page in (teams_page(cast), placement(cast, pals["gina"])):
        assert visit("gina").get(page).status_code == 403
    refused(visit("gina"), 403, placement(cast, pals["gina"]), team=team)
    refused(visit("frank"), 404, f"/teams/{team}/confirmation")
    refused(visit("alice"), 403, teams_page(cast), name="Mine")
    assert status_of(db, team) == ("awaiting", False)


def test_alice_finds_a_team_by_whom_it_holds(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    add_team(db, cast.bookshop, [pals["gina"]])
    page = visit("alice").read(teams_page(cast) + "?q=INES")
    assert "Group 0" in page and "Group 1" not in page
    assert "No team matches “50%”." in visit("alice").read(teams_page(cast) + "?q=50%25")


def test_what_was_done_to_teams_stands_in_the_audit_of_their_course_work(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team, alice = add_team(db, cast.bookshop, [pals["bob"]]), visit("alice")
    done(alice, f"/teams/{team}/name", name="Stars")
    done(alice, f"/teams/{team}/dissolution", reason="Agreed.")
    page = alice.read(f"/assignments/{cast.bookshop}/audit")
    assert "Team dissolved Stars Team" in page and "Alice Ahn Agreed." in page
    assert "Team renamed Stars Team" in page and "Name: Group 0 → Stars" in page
    assert "Stars" in visit("dora").read("/audit") and "Team renamed" not in visit("erin").read("/courses/1/audit")


def test_fifty_teams_make_a_page(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    for n in range(51):
        student = add_person(db, f"s{n}", f"Student {n:02}", stored="x")
        enroll(db, cast.courses["SE-1"], student)
        add_team(db, cast.bookshop, [student])
    alice = visit("alice")
    first = alice.get(teams_page(cast))
    assert first.text.count('id="team-') == 50 and "page=2" in first.text
    assert alice.get(teams_page(cast) + "?page=2").text.count('id="team-') == 1
    assert alice.get(teams_page(cast) + "?page=0").status_code == 404


def test_the_page_in_chinese(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    add_team(db, cast.bookshop, [pals["bob"]], status="awaiting")
    page = visit("alice", language="zh-CN").read(teams_page(cast))
    assert "1个小组" in page and "等待确认" in page and "未入组：3" in page


@pytest.mark.parametrize("number", [10, 500])
def test_the_pages_ask_little_however_large_the_class(
    web: Flask, visit: Open, cast: Cast, db: Connection, pals: dict[str, int], number: int
) -> None:
    for n in range(number):
        student = add_person(db, f"s{n}", f"Student {n}", stored="x")
        enroll(db, cast.courses["SE-1"], student)
        if n % 2:
            add_team(db, cast.bookshop, [student], status="awaiting")
    team = one(db, "select min(id) from teams")
    for username in ("alice", "dora"):
        browser = visit(username)
        for path in (teams_page(cast), f"/teams/{team}", placement(cast, pals["gina"]), f"/teams/{team}/dissolution"):
            with statements(web) as sent:
                assert browser.get(path).status_code == 200
            assert len(sent) <= 12, sent
