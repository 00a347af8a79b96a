"""Later ends for single teams: given in the course work's wall time, named everywhere, revoked."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.handing_in import PDF, Place, hand_in, prepare
from tests.plans import HOUR, MONDAY, one
from tests.teams import add_team
from tests.web.browser import words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]
STRANGERS = (("bob", 403), ("cem", 403), ("charlie", 404), ("frank", 404))
IN_FORCE = "select team_id, ends_at, reason, granted_by from stage_extensions where revoked_at is null"


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


def test_alice_gives_one_team_longer_and_revokes_it(
    visit: Open, db: Connection, clock: MovableClock, cast: Cast, place: Place
) -> None:
    alice, path = visit("alice"), f"/stages/{place.stage}/extensions"
    answer = alice.post(path, {"team": str(place.team), "ends_at": "2030-03-04T19:00", "reason": "ill"}, seen_on="/")
    page = alice.read(answer.location)
    for said in (
        "The extension is given, and the team is told.",
        "Until Mon 4 Mar 2030, 19:00 UTC+8, extended.",
        "ill",
    ):
        assert said in page
    assert db.execute(IN_FORCE).fetchall() == [(place.team, MONDAY + 3 * HOUR, "ill", cast.people["alice"])]
    assert "until Mon 4 Mar 2030, 19:00 UTC+8, extended by Alice Ahn" in visit("bob").read("/notifications")
    clock.set(MONDAY + 2 * HOUR)
    assert hand_in(visit("bob"), place.stage, (PDF, "a.pdf")).status_code == 303
    assert hand_in(visit("cem"), place.stage, (PDF, "a.pdf")).status_code == 409
    revoke = f"/extensions/{one(db, 'select id from stage_extensions')}/revocation"
    assert "The extension is revoked" in alice.read(alice.post(revoke, seen_on="/").location)
    assert hand_in(visit("bob"), place.stage, (PDF, "a.pdf")).status_code == 409
    answer = alice.post(revoke, seen_on="/")
    assert (answer.status_code, "This extension is revoked already." in words_of(answer)) == (409, True)
    audit = alice.read(f"/assignments/{place.work}/audit")
    assert "Extension given" in audit and "Extension revoked" in audit


def test_the_team_sees_everywhere_that_it_is_open_longer_and_others_do_not(
    visit: Open, db: Connection, clock: MovableClock, cast: Cast, place: Place
) -> None:
    until, alice = MONDAY + 3 * HOUR, cast.people["alice"]
    one(db, "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)", place.stage, place.team, until, alice)
    said = "Report closes for your team in 2 hours, extended"
    assert "Report closes for your team in 3 hours, extended Mon 4 Mar 2030, 19:00 UTC+8" in visit("bob").read("/")
    clock.set(MONDAY + HOUR)
    for path in ("/", f"/assignments/{place.work}"):
        assert said in visit("bob").read(path)
        assert "extended" not in visit("cem").read(path)
    for over in (MONDAY + 3 * HOUR, None):
        if over is None:
            db.execute("update stage_extensions set revoked_at = %s", [clock.now()])
        clock.set(over or MONDAY + HOUR)
        assert "extended" not in visit("bob").read("/")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at": ""}, "Say until when."),
        ({"ends_at": "tomorrow"}, "New end: this is no date and time."),
        ({"ends_at": "2030-03-04T15:00"}, "An extension ends at an instant that lies ahead."),
        ({"ends_at": "2030-03-04T17:00"}, "An extension ends later than the stage itself."),
        ({"reason": ""}, "Give a reason."),
        ({"reason": "  "}, "Give a reason"),
        ({"reason": "x" * 501}, "Use at most 500 characters."),
        ({"team": "0"}, "Choose a team."),
        ({"team": "9" * 30}, "Choose a team."),
        ({"team": "none"}, "Choose a team."),
    ],
)
def test_what_is_no_extension_is_refused_with_what_was_typed(
    visit: Open, db: Connection, place: Place, changes: dict[str, str], said: str
) -> None:
    typed = {"team": str(place.team), "ends_at": "2030-03-04T19:00", "reason": "because", **changes}
    answer = visit("alice").post(f"/stages/{place.stage}/extensions", typed, seen_on="/")
    assert (answer.status_code, said in words_of(answer)) == (422, True), words_of(answer)
    assert typed["ends_at"] in answer.text and typed["reason"] in answer.text
    assert db.execute(IN_FORCE).fetchall() == []


def test_a_wall_time_that_happens_twice_is_refused(visit: Open, db: Connection, place: Place) -> None:
    db.execute("update assignments set time_zone = 'Europe/Berlin' where id = %s", [place.work])
    typed = {"team": str(place.team), "ends_at": "2030-10-27T02:30", "reason": "ill"}
    answer = visit("alice").post(f"/stages/{place.stage}/extensions", typed, seen_on="/")
    assert (answer.status_code, "happens twice in Europe/Berlin" in words_of(answer)) == (422, True)
    assert db.execute(IN_FORCE).fetchall() == []


def test_a_team_of_other_course_work_and_strangers_get_none(
    visit: Open, db: Connection, cast: Cast, place: Place
) -> None:
    path = f"/stages/{place.stage}/extensions"
    other = int(one(db, "insert into assignments (course_id, title, time_zone) values (%s, 'X', 'UTC') returning id",
                    cast.courses["XX-9"]))  # fmt: skip
    foreign = add_team(db, other, [cast.people["charlie"]])
    typed = {"team": str(foreign), "ends_at": "2030-03-04T19:00", "reason": "ill"}
    answer = visit("alice").post(path, typed, seen_on="/")
    assert (answer.status_code, "This team belongs to other course work." in words_of(answer)) == (422, True)
    mine = {**typed, "team": str(place.team)}
    answer = visit("alice").post(path, {**typed, "team": "999999"}, seen_on="/")
    assert (answer.status_code, "There is no such team." in words_of(answer)) == (404, True)
    for username, status in STRANGERS:
        assert visit(username).post(path, mine, seen_on="/").status_code == status, username
    assert db.execute(IN_FORCE).fetchall() == []
    visit("alice").post(path, mine, seen_on="/")
    revoke = f"/extensions/{one(db, 'select id from stage_extensions')}/revocation"
    for username, status in STRANGERS:
        assert visit(username).post(revoke, seen_on="/").status_code == status, username
    assert len(db.execute(IN_FORCE).fetchall()) == 1
