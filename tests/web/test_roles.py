"""The teachers' page of a division: Alice says which roles every team has, and sees who holds them."""

from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.sharing_out import GROW, Place, add_role, done, hold, holders, prepare, refused
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
MALLORY = "<script>alert(1)</script>"
STRANGERS = (("bob", 403), ("cem", 403), ("charlie", 404), ("frank", 404))


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


def page_of(place: Place) -> str:
    return f"/stages/{place.stage}/roles"


def stored(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute("select name, description, required, team_id from division_roles order by id").fetchall()


def test_alice_adds_a_role_changes_and_removes_it(visit: Open, db: Connection, place: Place) -> None:
    alice = visit("alice")
    assert f'href="{page_of(place)}"' in alice.get(f"/assignments/{place.work}").text
    assert f'href="{page_of(place)}"' in alice.get(f"/assignments/{place.work}/teams").text
    assert "None yet: add those that every team has to share out." in alice.read(page_of(place))
    page = done(alice, page_of(place), name="  Product   owner ", description="Writes stories.", required="y")
    assert "The role Product owner is added for every team." in page
    assert "Product owner required" in page and "Writes stories." in page
    assert stored(db) == [("Product owner", "Writes stories.", True, None)]
    role = one(db, "select id from division_roles")
    assert 'value="Product owner"' in alice.get(f"/roles/{role}/edit").text
    assert "The role Tester is changed." in done(alice, f"/roles/{role}", name="Tester", description="")
    assert stored(db) == [("Tester", "", False, None)]
    assert "Nobody holds it. It goes from every team." in alice.read(f"/roles/{role}/removal")
    assert "The role Tester is removed." in done(alice, f"/roles/{role}/removal")
    assert stored(db) == []
    audit = alice.read(f"/assignments/{place.work}/audit")
    assert all(said in audit for said in ("Role added", "Role changed", "Role removed"))


def test_alice_reads_how_many_people_lose_a_role_before_it_goes(visit: Open, db: Connection, place: Place) -> None:
    role = add_role(db, place.stage, "Tester")
    hold(db, place.team, role, place.bob, place.ben)
    hold(db, place.other_team, role, place.cem)
    assert "3 people hold it and lose it." in visit("alice").read(f"/roles/{role}/removal")
    assert len(holders(db)) == 3, "asking takes nothing"
    done(visit("alice"), f"/roles/{role}/removal")
    assert holders(db) == set()


def test_alice_sees_who_holds_what_and_what_nobody_holds(visit: Open, db: Connection, place: Place) -> None:
    tester, writer = add_role(db, place.stage, "Tester"), add_role(db, place.stage, "Writer")
    add_role(db, place.stage, "Mascot", required=False)
    own = add_role(db, place.stage, "Own", team=place.other_team)
    hold(db, place.team, tester, place.bob, place.ben)
    hold(db, place.team, writer, place.bob)
    page = visit("alice").read(page_of(place))
    assert "All teams (2) Somebody is lacking (1)" in page
    assert "Group 0 Tester Ben Bell, Bob Bauer Writer Bob Bauer none" in page
    assert "Group 1 Nobody holds a role yet. Tester, Writer, Own" in page
    assert "All times in Asia/Shanghai" in page
    lacking = visit("erin").read(page_of(place) + "?shown=lacking")
    assert "Group 1" in lacking and "Group 0" not in lacking
    assert "The role Own is removed." in done(visit("alice"), f"/roles/{own}/removal")


def test_what_is_no_role_is_refused_with_what_was_typed(visit: Open, db: Connection, place: Place) -> None:
    add_role(db, place.stage, "Tester")
    alice, before = visit("alice"), stored(db)
    for name, status, said in (
        ("", 422, "Give the role a name."),
        (" \t ", 422, "Give the role a name."),
        ("x" * 101, 422, "Use at most 100 characters."),
        ("TESTER", 409, "There is a role of this name already: choose another."),
    ):
        answer = refused(alice, status, page_of(place), name=name, description="Kept as typed.")
        assert said in words_of(answer) and "Kept as typed." in answer.text
        assert f'value="{name.strip()}"' in answer.text and 'type="checkbox" value="y"' in answer.text
    answer = refused(alice, 422, page_of(place), name="Long", description="x" * 1001)
    assert "Use at most 1000 characters." in words_of(answer) and 'value="Long"' in answer.text
    assert stored(db) == before


def test_two_roles_never_get_one_name_by_a_change(visit: Open, db: Connection, place: Place) -> None:
    add_role(db, place.stage, "Tester")
    writer = add_role(db, place.stage, "Writer")
    answer = refused(visit("alice"), 409, f"/roles/{writer}", name="tester", description="mine")
    assert "There is a role of this name already: choose another." in words_of(answer)
    assert 'value="tester"' in answer.text and "mine" in answer.text
    assert [row[0] for row in stored(db)] == ["Tester", "Writer"]


def test_names_are_text_and_nothing_else(visit: Open, place: Place) -> None:
    answer = refused(visit("alice"), 303, page_of(place), name=MALLORY, description=MALLORY)
    page = visit("alice").get(answer.location).text
    assert MALLORY not in page and "&lt;script&gt;alert(1)" in page


def test_only_staff_change_the_roles_of_every_team(visit: Open, db: Connection, place: Place) -> None:
    role = add_role(db, place.stage, "Tester")
    before = stored(db)
    for username, status in STRANGERS:
        browser = visit(username)
        refused(browser, status, page_of(place), name="Mine")
        for path in (f"/roles/{role}/edit", f"/roles/{role}/removal"):
            assert browser.get(path).status_code == status, (username, path)
        refused(browser, status, f"/roles/{role}", name="Mine")
        refused(browser, status, f"/roles/{role}/removal")
    assert stored(db) == before
    assert visit("dora").get(page_of(place)).status_code == 200
    assert visit().get(page_of(place)).status_code == 302


def test_students_are_led_to_the_roles_of_their_own_team(visit: Open, db: Connection, cast: Cast, place: Place) -> None:
    assert visit("ben").get(page_of(place)).location == f"{place.roles}#stage-{place.stage}"
    db.execute("delete from teams where id = %s", [place.other_team])
    assert visit("cem").get(page_of(place)).location == f"/assignments/{place.work}/team"
    for username in ("charlie", "frank"):
        assert visit(username).get(page_of(place)).status_code == 404


def test_a_stage_of_another_kind_has_no_roles(visit: Open, db: Connection, place: Place) -> None:
    other = add_stage(db, place.work, MONDAY, MONDAY + HOUR, kind="custom")
    alice = visit("alice")
    for stage in (other, 999_999):
        assert alice.get(f"/stages/{stage}/roles").status_code == 404
        refused(alice, 404, f"/stages/{stage}/roles", name="Tester")
        refused(visit("bob"), 404, f"/teams/{place.team}/stages/{stage}/roles", name="Tester")
    assert alice.get("/roles/999999/edit").status_code == 404


def test_a_large_class_costs_no_more_statements(visit: Open, web: Flask, db: Connection, place: Place) -> None:
    role, alice = add_role(db, place.stage, "Tester"), visit("alice")
    addresses = (page_of(place), f"/assignments/{place.work}/teams", f"/roles/{role}/removal")
    counts: dict[str, list[int]] = {address: [] for address in addresses}
    for grow in (False, True):
        if grow:
            db.execute(GROW, {"work": place.work, "stage": place.stage})
        for address, asked_before in counts.items():
            with statements(web) as asked:
                assert alice.get(address).status_code == 200
            asked_before.append(len(asked))
    assert all(small == large <= 12 for small, large in counts.values()), counts
    first = alice.read(page_of(place))
    assert "All teams (100)" in first and "Many 96" not in first, "fifty teams a page"
    assert "Many 96" in alice.read(page_of(place) + "?page=2")
