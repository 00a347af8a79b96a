"""A team's page of roles: Bob leads and shares them out while the division is open, Ben reads."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.sharing_out import GROW, Place, add_role, done, holders, prepare, refused
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


def test_bob_gives_roles_and_takes_them(visit: Open, db: Connection, place: Place) -> None:
    tester, writer = add_role(db, place.stage, "Tester"), add_role(db, place.stage, "Writer")
    bob = visit("bob")
    assert f'href="{place.roles}"' in bob.get(f"/assignments/{place.work}/team").text
    page = bob.read(place.roles)
    assert "You share out the roles until Mon 4 Mar 2030, 17:00 UTC+8: 1 hour left." in page
    assert "Tester required Nobody holds it." in page and "All times in Asia/Shanghai" in page
    for role, person in ((tester, place.bob), (tester, place.ben), (writer, place.bob)):
        page = done(bob, f"{place.roles}/{role}/holders", user_id=person)
    assert "Bob Bauer holds the role now." in page
    assert holders(db) == {(place.team, tester, place.bob), (place.team, tester, place.ben),
                           (place.team, writer, place.bob)}  # fmt: skip
    assert "Bob Bauer has given you the role Tester in the team Group 0." in visit("ben").read("/notifications")
    page = done(bob, f"{place.roles}/{tester}/holders/{place.ben}/removal")
    assert "Ben Bell no longer holds the role." in page
    assert (place.team, tester, place.ben) not in holders(db)
    audit = visit("alice").read(f"/assignments/{place.work}/audit")
    assert "Role given" in audit and "Role taken away" in audit


def test_who_is_not_in_the_team_gets_no_role(visit: Open, db: Connection, cast: Cast, place: Place) -> None:
    role = add_role(db, place.stage, "Tester")
    for who in ("bob", "alice"):
        for nobody in (place.cem, cast.people["charlie"], cast.people["alice"], 0, 10**30, "x"):
            answer = refused(visit(who), 422, f"{place.roles}/{role}/holders", user_id=nobody)
            assert "This person is not in this team." in words_of(answer)
    assert holders(db) == set()


def test_nobody_holds_a_role_twice_or_loses_one_they_have_not(visit: Open, db: Connection, place: Place) -> None:
    role, bob = add_role(db, place.stage, "Tester"), visit("bob")
    path = f"{place.roles}/{role}/holders"
    answer = refused(bob, 422, f"{path}/{place.ben}/removal")
    assert "This member does not hold this role." in words_of(answer)
    done(bob, path, user_id=place.ben)
    assert "This member holds this role already." in words_of(refused(bob, 409, path, user_id=place.ben))


def test_roles_of_other_teams_and_other_course_work_are_not_given(
    visit: Open, db: Connection, cast: Cast, place: Place
) -> None:
    foreign = add_role(db, place.stage, "Theirs", team=place.other_team)
    work = int(one(db, "insert into assignments (course_id, title, time_zone, state)"
                       " values (%s, 'X', 'UTC', 'published') returning id", cast.courses["XX-9"]))  # fmt: skip
    stage = add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="division", status="active")
    for role in (foreign, add_role(db, stage, "Elsewhere")):
        answer = refused(visit("bob"), 422, f"{place.roles}/{role}/holders", user_id=place.ben)
        assert "This role is not one of this team." in words_of(answer)
    assert "There is no such role." in words_of(
        refused(visit("bob"), 404, f"{place.roles}/999999/holders", user_id=place.ben)
    )
    assert holders(db) == set()
    assert "Theirs" not in visit("bob").read(place.roles)


def test_bob_adds_changes_and_removes_a_role_of_the_team(visit: Open, db: Connection, place: Place) -> None:
    add_role(db, place.stage, "Tester")
    bob, path = visit("bob"), f"/teams/{place.team}/stages/{place.stage}/roles"
    assert "A role for Group 0" in bob.read(f"{path}/new")
    answer = refused(bob, 409, path, name="tester", description="Keeps it.")
    assert "There is a role of this name already: choose another." in words_of(answer)
    assert 'value="tester"' in answer.text and "Keeps it." in answer.text
    answer = refused(bob, 422, path, name="", description="Keeps it.")
    assert "Give the role a name." in words_of(answer) and "Keeps it." in answer.text
    assert "Cook the team's own Change … Cook" in done(bob, path, name="Cook")
    role = one(db, "select id from division_roles where team_id = %s", place.team)
    assert "Baker the team's own" in done(bob, f"/roles/{role}", name="Baker")
    done(bob, f"{place.roles}/{role}/holders", user_id=place.ben)
    assert "1 person holds it and loses it." in bob.read(f"/roles/{role}/removal")
    assert "The role Baker is removed." in done(bob, f"/roles/{role}/removal")
    assert holders(db) == set() and one(db, "select count(*) from division_roles") == 1


def test_ben_reads_who_may_and_changes_nothing(visit: Open, db: Connection, place: Place) -> None:
    role, own = add_role(db, place.stage, "Tester"), add_role(db, place.stage, "Own", team=place.team)
    ben = visit("ben")
    page = ben.read(place.roles)
    assert "Bob Bauer, who leads, shares out the roles until Mon 4 Mar 2030, 17:00 UTC+8: 1 hour left." in page
    assert "Give" not in page and "Add a role" not in page and "Change …" not in page
    answer = refused(ben, 403, f"{place.roles}/{role}/holders", user_id=place.ben)
    assert "Only the leader of this team may do this." in words_of(answer)
    answer = refused(ben, 403, f"/teams/{place.team}/stages/{place.stage}/roles", name="Mine")
    assert "Only the leader of this team may do this." in words_of(answer) and 'value="Mine"' in answer.text
    assert ben.get(f"/roles/{own}/edit").status_code == 403
    refused(ben, 403, f"/roles/{own}", name="Mine")
    refused(ben, 403, f"/roles/{own}/removal")
    assert holders(db) == set() and one(db, "select count(*) from division_roles where name = 'Mine'") == 0


def test_after_the_end_the_leader_only_reads_and_a_teacher_still_changes(
    visit: Open, db: Connection, clock: MovableClock, place: Place
) -> None:
    role, own = add_role(db, place.stage, "Tester"), add_role(db, place.stage, "Own", team=place.team)
    clock.set(MONDAY + HOUR)
    bob = visit("bob")
    page = bob.read(place.roles)
    assert "It is closed: only teachers change who holds what now." in page and "Tester" in page
    assert "Give" not in page and "Add a role" not in page
    for path, fields in (
        (f"{place.roles}/{role}/holders", {"user_id": place.ben}),
        (f"/teams/{place.team}/stages/{place.stage}/roles", {"name": "Late"}),
        (f"/roles/{own}", {"name": "Late"}),
        (f"/roles/{own}/removal", {}),
    ):
        assert "This stage is not open for your team." in words_of(refused(bob, 409, path, **fields)), path
    assert holders(db) == set() and one(db, "select count(*) from division_roles where name = 'Late'") == 0
    assert "Ben Bell holds the role now." in done(visit("alice"), f"{place.roles}/{role}/holders", user_id=place.ben)
    assert "You may at any time." not in visit("alice").read(place.roles), "the sentence says so already"


def test_what_the_clock_gave_is_marked(
    visit: Open, db: Connection, database: Database, clock: MovableClock, place: Place
) -> None:
    add_role(db, place.stage, "Tester")
    clock.set(MONDAY + HOUR)
    database.tick()
    page = visit("ben").read(place.roles)
    assert "given by the clock" in page and "Nobody holds it." not in page


def test_what_keeps_the_leader_from_it_is_said_in_words(
    visit: Open, db: Connection, clock: MovableClock, place: Place
) -> None:
    bob = visit("bob")
    db.execute("update stages set ends_at = null")
    assert "You share out the roles until a teacher closes the stage." in bob.read(place.roles)
    db.execute("update assignments set paused_at = clock_timestamp() where id = %s", [place.work])
    assert "Its clock stands still: only teachers change who holds what now." in bob.read(place.roles)
    db.execute("update assignments set paused_at = null where id = %s", [place.work])
    db.execute("update stages set status = 'pending', starts_at = %s", [MONDAY + HOUR])
    assert "The leaders share out the roles from Mon 4 Mar 2030, 17:00 UTC+8 on, in 1 hour." in bob.read(place.roles)
    db.execute("update stages set starts_at = null")
    assert "The leaders share out the roles as soon as a teacher opens the stage." in bob.read(place.roles)
    db.execute("delete from stages")
    assert "No roles are shared out: the plan has no stage for it." in bob.read(place.roles)


def test_classmates_and_strangers_see_and_change_nothing(visit: Open, db: Connection, place: Place) -> None:
    role, own = add_role(db, place.stage, "Tester"), add_role(db, place.stage, "Own", team=place.team)
    new = f"/teams/{place.team}/stages/{place.stage}/roles"
    for username in ("cem", "charlie", "frank"):
        browser = visit(username)
        for path in (place.roles, f"{new}/new", f"/roles/{own}/edit", f"/roles/{own}/removal"):
            assert browser.get(path).status_code == 404, (username, path)
        refused(browser, 404, f"{place.roles}/{role}/holders", user_id=place.ben)
        refused(browser, 404, f"{place.roles}/{role}/holders/{place.ben}/removal")
        refused(browser, 404, new, name="Mine")
        refused(browser, 404, f"/roles/{own}", name="Mine")
        refused(browser, 404, f"/roles/{own}/removal")
    assert holders(db) == set() and one(db, "select count(*) from division_roles") == 2


def test_a_large_class_costs_no_more_statements(visit: Open, web: Flask, db: Connection, place: Place) -> None:
    add_role(db, place.stage, "Tester")
    bob, counts = visit("bob"), []
    for grow in (False, True):
        if grow:
            db.execute(GROW, {"work": place.work, "stage": place.stage})
        with statements(web) as asked:
            assert bob.get(place.roles).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, counts
