"""A student's page about teams: Bob makes one, invites classmates, and reads in words what cannot be done."""

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
MALLORY = "<script>alert(1)</script>"


@pytest.fixture
def pals(cast: Cast, db: Connection, clock: MovableClock) -> dict[str, int]:
    """The bookshop forms teams of two to three for an hour; Gina, Hal and Ines study there with Bob."""
    clock.set(MONDAY)
    db.execute("update assignments set max_team_size = 3 where id = %s", [cast.bookshop])
    add_stage(
        db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active", name="Form teams"
    )
    found = {}
    for n, (username, name) in enumerate((("gina", "Gina Gold"), ("hal", "Hal Hunt"), ("ines", "Ines Iten"))):
        found[username] = add_person(db, username, name)
        db.execute("update users set student_number = %s where id = %s", [f"2030000{n}", found[username]])
        enroll(db, cast.courses["SE-1"], found[username])
    return {**found, "bob": cast.people["bob"]}


def mine(cast: Cast) -> str:
    return f"/assignments/{cast.bookshop}/team"


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


def invitation(db: Connection, team: int, user: int) -> int:
    leader = one(db, "select leader_id from teams where id = %s", team)
    return int(one(db, "select stageclock.invite_student(%s, %s, %s)", team, user, leader))


def test_bob_is_in_no_team_and_reads_how_to_get_into_one(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    add_team(db, cast.bookshop, [pals["gina"]])
    full = add_team(db, cast.bookshop, [pals["hal"], pals["ines"]])
    db.execute("update teams set locked_at = clock_timestamp() where id = %s", [full])
    bob = visit("bob")
    assert 'href="/assignments/' in bob.get(f"/assignments/{cast.bookshop}").text
    page = bob.read(mine(cast))
    assert "Overview My team" in page
    assert "You are in no team yet" in page
    assert "Teams can be changed until Mon 4 Mar 2030, 17:00 UTC+8: 1 hour left." in page
    assert "All times in Asia/Shanghai" in page
    assert "Teams with room Ask one of them to invite you. Group 0 1, planned are 2 to 3 too small Gina Gold" in page
    assert "Hal Hunt" not in page, "a locked team takes nobody"


def test_bob_makes_a_team_and_leads_it(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    page = done(visit("bob"), f"/assignments/{cast.bookshop}/teams", name="  The  Rockets ")
    assert "You lead The Rockets now: invite others." in page
    assert "The Rockets Forming" in page and "Bob Bauer leads you" in page
    assert list(teams_of(db, cast.bookshop).values()) == [{pals["bob"]}]


def test_what_bob_typed_is_kept_where_a_name_is_refused(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["gina"]])
    bob, path = visit("bob"), f"/assignments/{cast.bookshop}/teams"
    taken = refused(bob, 409, path, name="group 0")
    assert "Another team of this course work has this name: choose another." in words_of(taken)
    assert 'value="group 0"' in taken.text
    assert "A team has a name of at most 100 characters." in words_of(refused(bob, 422, path, name="x" * 101))
    assert "A team has a name of at most 100 characters." in words_of(refused(bob, 422, path))
    assert set(teams_of(db, cast.bookshop)) == {team}


def test_bob_finds_classmates_without_a_team_by_name_or_number_and_invites_one(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]])
    add_team(db, cast.bookshop, [pals["hal"]])
    bob = visit("bob")
    assert "Gina Gold 20300000 Invite" in bob.read(mine(cast) + "?q=GOLD")
    found = bob.read(mine(cast) + "?q=2030")
    assert "Gina Gold" in found and "Ines Iten" in found and "Hal Hunt" not in found, "Hal has a team"
    assert "No classmate without a team matches “Charlie”." in bob.read(mine(cast) + "?q=Charlie")
    page = done(bob, f"/teams/{team}/invitations?q=gold", user_id=pals["gina"])
    assert "The invitation is sent." in page and "Gina Gold 20300000 has not answered yet" in page
    again = refused(bob, 409, f"/teams/{team}/invitations?q=gold", user_id=pals["gina"])
    assert "This student has an invitation of this team already." in words_of(again)
    for nobody in (cast.people["charlie"], 0, 10**30, "x"):
        answer = refused(bob, 422, f"/teams/{team}/invitations", user_id=nobody)
        assert "Only an active student of this class can be in one of its teams." in words_of(answer)


def test_at_most_twenty_classmates_are_shown_and_the_others_counted(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    add_team(db, cast.bookshop, [pals["bob"]])
    for n in range(30):
        enroll(db, cast.courses["SE-1"], add_person(db, f"s{n}", f"Student {n:02}", stored="x"))
    page = visit("bob").read(mine(cast) + "?q=student")
    assert page.count("Invite Student") == 20 and "And 10 more: type more of the name." in page


def test_gina_joins_and_hal_declines(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]])
    first, second = invitation(db, team, pals["gina"]), invitation(db, team, pals["hal"])
    assert "You are invited Group 0 Bob Bauer invites you. In it: Bob Bauer Join" in visit("gina").read(mine(cast))
    assert "You are in Group 0 now." in done(visit("gina"), f"/invitations/{first}/acceptance")
    assert "You have declined the invitation into Group 0." in done(visit("hal"), f"/invitations/{second}/declination")
    assert teams_of(db, cast.bookshop) == {team: {pals["bob"], pals["gina"]}}


def test_a_cancelled_invitation_cannot_be_accepted(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]])
    key = invitation(db, team, pals["gina"])
    assert "The invitation of Gina Gold is taken back." in done(visit("bob"), f"/invitations/{key}/withdrawal")
    answer = refused(visit("gina"), 409, f"/invitations/{key}/acceptance")
    assert "This invitation is no longer open." in words_of(answer)
    assert teams_of(db, cast.bookshop) == {team: {pals["bob"]}}


def test_an_invitation_is_told_once_more_by_the_leader_alone(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    key = invitation(db, team, pals["gina"])
    assert "Gina Gold is told once more." in done(visit("bob"), f"/invitations/{key}/resending")
    answer = refused(visit("ines"), 403, f"/invitations/{key}/resending")
    assert "Only the leader of this team may do this." in words_of(answer)


def test_after_the_end_nothing_can_be_changed_though_no_tick_ran(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int], clock: MovableClock
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    key = invitation(db, team, pals["gina"])
    clock.set(MONDAY + HOUR)
    bob, before = visit("bob"), teams_of(db, cast.bookshop)
    assert "Team formation has ended: ask a teacher if something has to change." in bob.read(mine(cast))
    assert "What you can do" not in bob.read(mine(cast))
    for browser, path, fields in (
        (bob, f"/teams/{team}/name", {"name": "Late"}),
        (bob, f"/teams/{team}/invitations", {"user_id": pals["hal"]}),
        (bob, f"/teams/{team}/confirmation-request", {}),
        (bob, f"/teams/{team}/leadership", {"user_id": pals["ines"]}),
        (bob, f"/teams/{team}/dissolution-requests", {"reason": "late"}),
        (visit("ines"), f"/teams/{team}/leave-requests", {"reason": "late"}),
        (visit("gina"), f"/invitations/{key}/acceptance", {}),
        (visit("hal"), f"/assignments/{cast.bookshop}/teams", {"name": "Late"}),
    ):
        answer = refused(browser, 409, path, **fields)
        assert "Teams can be changed only while team formation is open: ask a teacher." in words_of(answer), path
    assert teams_of(db, cast.bookshop) == before
    assert not db.execute("select from teams where name = 'Late'").fetchall()


def test_what_closes_teams_is_said_in_words(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int], clock: MovableClock
) -> None:
    bob = visit("bob")
    clock.set(MONDAY - 2 * HOUR)
    db.execute("update stages set status = 'pending'")
    assert "Teams can be changed from Mon 4 Mar 2030, 15:00 UTC+8 on, in 1 hour." in bob.read(mine(cast))
    db.execute("update stages set starts_at = null, ends_at = null")
    assert "Teams can be changed as soon as a teacher opens Form teams." in bob.read(mine(cast))
    db.execute("update stages set status = 'active'")
    assert "Teams can be changed until a teacher closes Form teams." in bob.read(mine(cast))
    db.execute("update assignments set paused_at = clock_timestamp()")
    assert "Teams cannot be changed now: the clock stands still." in bob.read(mine(cast))
    db.execute("update assignments set paused_at = null")
    db.execute("delete from stages")
    assert "Teams can be changed at any time: the plan has no stage for it." in bob.read(mine(cast))


def test_bob_asks_for_confirmation_and_says_why_where_the_size_is_out_of_range(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team, bob = add_team(db, cast.bookshop, [pals["bob"]]), visit("bob")
    assert "Why this size should stand" in bob.read(mine(cast))
    answer = refused(bob, 422, f"/teams/{team}/confirmation-request", reason=" ")
    assert "The size of this team is out of range: say why it should stand." in words_of(answer)
    page = done(bob, f"/teams/{team}/confirmation-request", reason="Nobody is left.")
    assert "Waits for confirmation" in page and "Nobody is left." in page
    one(db, "select stageclock.reject_team(%s, 'Ask Gina.', %s)", team, cast.people["erin"])
    page = bob.read(mine(cast))
    assert "Group 0 Sent back By Erin Egede on Mon 4 Mar 2030, 16:00 UTC+8. Ask Gina." in page


def test_a_reason_that_is_too_long_is_kept_and_refused(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    answer = refused(visit("ines"), 422, f"/teams/{team}/leave-requests", reason="x" * 501)
    assert "Use at most 500 characters for the reason." in words_of(answer)
    assert "x" * 501 in answer.text and "<details open>" in answer.text


def test_ines_asks_to_leave_is_declined_and_takes_it_to_the_teachers(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"], pals["gina"]])
    ines, bob = visit("ines"), visit("bob")
    answer = refused(ines, 422, f"/teams/{team}/leave-requests", reason="")
    assert "Give a reason: the others read it." in words_of(answer)
    assert "You ask to leave I am ill." in done(ines, f"/teams/{team}/leave-requests", reason="I am ill.")
    key = one(db, "select max(id) from leave_requests")
    assert "I am ill." not in visit("gina").read(mine(cast)), "others do not read it"
    assert "Ines Iten asks to leave I am ill." in bob.read(mine(cast))
    refused(visit("gina"), 403, f"/leave-requests/{key}/decision", answer="approve")
    refused(bob, 400, f"/leave-requests/{key}/decision")
    assert "They stay in the team." in done(
        bob, f"/leave-requests/{key}/decision", answer="decline", reason="Get well."
    )
    page = ines.read(mine(cast))
    assert "Declined by Bob Bauer Get well. Ask the teachers to decide" in page
    assert "With the teachers" in done(ines, f"/leave-requests/{key}/escalation")
    refused(bob, 403, f"/leave-requests/{key}/decision", answer="approve")
    assert "You stay in the team." in done(ines, f"/leave-requests/{key}/withdrawal")


def test_bob_lets_ines_go(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    key = one(db, "select stageclock.request_leave(%s, 'ill', %s)", team, pals["ines"])
    assert "They have left the team." in done(visit("bob"), f"/leave-requests/{key}/decision", answer="approve")
    assert teams_of(db, cast.bookshop) == {team: {pals["bob"]}}
    assert visit("ines").post(f"/leave-requests/{key}/withdrawal", seen_on="/").status_code == 404


def test_the_last_member_leaves_at_once(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]])
    page = done(visit("bob"), f"/teams/{team}/leave-requests")
    assert "You have left, and the team is gone." in page and "You are in no team yet" in page


def test_bob_renames_hands_over_and_asks_to_dissolve(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team, bob = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]]), visit("bob")
    assert "The team is called Comets now." in done(bob, f"/teams/{team}/name", name="Comets")
    page = done(bob, f"/teams/{team}/dissolution-requests", reason="No time.")
    assert "The team asks to be dissolved No time. Waits for an answer" in page
    key = one(db, "select max(id) from dissolve_requests")
    done(bob, f"/dissolution-requests/{key}/withdrawal")
    assert "Ines Iten leads the team now." in done(bob, f"/teams/{team}/leadership", user_id=pals["ines"])
    answer = refused(bob, 403, f"/teams/{team}/name", name="Mine again")
    assert "Only the leader of this team may do this." in words_of(answer)
    answer = refused(visit("ines"), 422, f"/teams/{team}/leadership", user_id=pals["gina"])
    assert "This person is not in this team." in words_of(answer)


def test_strangers_and_members_of_other_teams_find_nothing(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    add_team(db, cast.bookshop, [pals["hal"]])
    sent = invitation(db, team, pals["gina"])
    leave = one(db, "select stageclock.request_leave(%s, 'ill', %s)", team, pals["ines"])
    ending = one(db, "select stageclock.request_dissolution(%s, 'ill', %s)", team, pals["bob"])
    assert visit("charlie").get(mine(cast)).status_code == 404
    refused(visit("charlie"), 404, f"/assignments/{cast.bookshop}/teams", name="Spies")
    paths = (
        *(f"/teams/{team}/{act}" for act in ("name", "invitations", "confirmation-request", "leave-requests")),
        *(f"/teams/{team}/{act}" for act in ("leadership", "dissolution-requests", "confirmation", "locking")),
        *(f"/invitations/{sent}/{act}" for act in ("acceptance", "declination", "withdrawal", "resending")),
        *(f"/leave-requests/{leave}/{act}" for act in ("decision", "escalation", "withdrawal")),
        *(f"/dissolution-requests/{ending}/{act}" for act in ("withdrawal", "declination")),
    )
    for username in ("charlie", "frank", "hal"):
        browser = visit(username)
        assert browser.get(f"/teams/{team}").status_code == 404
        for path in paths:
            refused(browser, 404, path, name="x", reason="x", answer="approve", user_id=pals["hal"])
    assert teams_of(db, cast.bookshop)[team] == {pals["bob"], pals["ines"]}


def test_a_member_cannot_act_as_a_teacher(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    team = add_team(db, cast.bookshop, [pals["bob"]], status="awaiting")
    bob = visit("bob")
    assert bob.get(f"/assignments/{cast.bookshop}/teams").status_code == 403
    assert bob.get(f"/teams/{team}").location == mine(cast)
    for act in ("confirmation", "rejection", "locking", "unlocking", "dissolution"):
        refused(bob, 403, f"/teams/{team}/{act}", reason="because")
    refused(bob, 403, f"/assignments/{cast.bookshop}/students/{pals['bob']}/placement", team="none")
    assert one(db, "select status from teams") == "awaiting"


def test_the_team_of_other_course_work_is_none_of_this_one(
    visit: Open, cast: Cast, db: Connection, pals: dict[str, int]
) -> None:
    other = add_course_work(db, cast.courses["SE-1"], "Other")
    elsewhere = add_team(db, other, [pals["bob"]])
    add_team(db, cast.bookshop, [pals["bob"]])
    page = visit("bob").read(mine(cast))
    assert one(db, "select name from teams where id = %s", elsewhere) not in page


def test_names_are_shown_as_text(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    db.execute("update users set name = %s where id = %s", [MALLORY, pals["gina"]])
    team = add_team(db, cast.bookshop, [pals["bob"]])
    db.execute("update teams set name = %s", [MALLORY])
    invitation(db, team, pals["gina"])
    for username, path in (("bob", mine(cast) + "?q=script"), ("gina", mine(cast)), ("erin", f"/teams/{team}")):
        answer = visit(username).get(path)
        assert MALLORY in words_of(answer) or "alert(1)" in answer.text
        assert MALLORY not in answer.text


def test_the_page_in_chinese(visit: Open, cast: Cast, db: Connection, pals: dict[str, int]) -> None:
    gina = visit("gina", language="zh-CN")
    assert "你还没有加入小组" in gina.read(mine(cast))
    add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    assert "组建中" in visit("bob", language="zh-CN").read(mine(cast))


@pytest.mark.parametrize("number", [10, 500])
def test_the_page_asks_little_however_large_the_class(
    web: Flask, visit: Open, cast: Cast, db: Connection, pals: dict[str, int], number: int
) -> None:
    for n in range(number):
        student = add_person(db, f"s{n}", f"Student {n}", stored="x")
        enroll(db, cast.courses["SE-1"], student)
        if n % 2:
            add_team(db, cast.bookshop, [student])
    team = add_team(db, cast.bookshop, [pals["bob"], pals["ines"]])
    invitation(db, team, pals["gina"])
    one(db, "select stageclock.request_leave(%s, 'ill', %s)", team, pals["ines"])
    for username, path in (("bob", mine(cast) + "?q=stu"), ("gina", mine(cast))):
        browser = visit(username)
        with statements(web) as sent:
            assert browser.get(path).status_code == 200
        assert len(sent) <= 12, sent
