"""What failed: said in plain words to staff and admins, with the database's own, and tried again by a button."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_course_work
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, cure, one, poison, status_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]


@pytest.fixture
def teams(cast: Cast, db: Connection, database: Database, clock: MovableClock) -> int:
    """A stage whose opening has failed once."""
    stage = add_stage(db, cast.bookshop, MONDAY, None, name="Teams")
    poison(db, stage, "raise exception 'no <room> left'")
    clock.set(MONDAY)
    database.tick()
    return stage


def test_staff_read_what_failed_why_and_when_it_is_tried_again(visit: Open, cast: Cast, teams: int) -> None:
    for username in ("alice", "erin", "dora"):
        answer = visit(username).get(f"/assignments/{cast.bookshop}")
        assert "P0001 no &lt;room&gt; left" in answer.text
        page = visit(username).read(f"/assignments/{cast.bookshop}")
        assert "Opening failed: a rule in the database raised an error P0001" in page
        assert "Failed 1 time; tried again by itself at Mon 4 Mar 2030, 16:01:00 UTC+8" in page
        assert "Try again" in page


def test_students_read_nothing_of_it(visit: Open, cast: Cast, teams: int) -> None:
    page = visit("bob").read(f"/assignments/{cast.bookshop}")
    assert "failed" not in page and "P0001" not in page and "Try again" not in page


def test_what_was_given_up_says_since_when_and_is_tried_again_by_a_button(
    visit: Open, cast: Cast, db: Connection, database: Database, teams: int
) -> None:
    db.execute("update stage_attempts set attempts = 5, quarantined_at = %s", [MONDAY])
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}"
    given_up = "Given up after 5 attempts, at Mon 4 Mar 2030, 16:00 UTC+8: it waits until somebody tries again."
    assert given_up in alice.read(path)
    cure(db, teams)
    answer = alice.post(f"/stages/{teams}/retry", seen_on="/")
    assert answer.location == f"{path}#stage-{teams}"
    page = alice.read(path)
    assert "What failed for Teams is tried again at the next tick." in page
    assert "Tried again Teams Stage Mon 4 Mar 2030, 16:00:00 UTC+8 Alice Ahn" in alice.read(f"{path}/audit")
    assert "Given up" not in page
    database.tick()
    assert status_of(db, teams) == "active"
    assert one(db, "select u.username from audit_events e join users u on u.id = e.actor_id") == "alice"


@pytest.mark.parametrize(
    ("sqlstate", "said"),
    [
        (None, "it crashed or timed out"),
        ("57014", "it took too long, or somebody cancelled it"),
        ("57P01", "the server was restarted or stopped"),
        ("40P01", "it and somebody else waited for each other"),
        ("55P03", "somebody else held it locked for too long"),
        ("23505", "what it wrote would break a rule of the database"),
        ("P0001", "a rule in the database raised an error"),
        ("42883", "the administrator has to upgrade it"),
        ("42501", "a permission is missing"),
        ("53100", "the server ran out of space"),
        ("SC007", "a rule of the clock refused it"),
        ("ZZ123", "the database reported an error"),
    ],
)
def test_every_kind_of_failure_has_plain_words(
    visit: Open, cast: Cast, db: Connection, teams: int, sqlstate: str | None, said: str
) -> None:
    db.execute("update stage_attempts set attempts = 2, sqlstate = %s, message = 'as it said itself'", [sqlstate])
    page = visit("alice").read(f"/assignments/{cast.bookshop}")
    assert f"Opening failed: {said}" in page or said in page
    assert ("as it said itself" in page) is (sqlstate is not None)


def test_admins_read_on_the_clock_page_what_failed_anywhere_given_up_first(
    visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock, teams: int
) -> None:
    other = add_course_work(db, cast.courses["XX-9"], "Elsewhere")
    stage = add_stage(db, other, MONDAY - HOUR, MONDAY, name="Roles", status="active")
    poison(db, stage)
    database.tick()
    db.execute("update stage_attempts set attempts = 5, quarantined_at = %s where stage_id = %s", [MONDAY, stage])
    dora = visit("dora")
    page = dora.read("/clock").partition("What failed")[2]
    assert page.index("Elsewhere: Roles Closing failed:") < page.index("Bookshop: Teams Opening failed:")
    upcoming = page.partition("Next transitions")[2]
    assert "Roles Elsewhere Completed given up: waits until somebody tries again" in upcoming
    assert "Teams Bookshop Active failed: tried again later" in upcoming
    assert f'action="/stages/{stage}/retry"' in dora.get("/clock").text


def test_a_clock_without_failures_does_not_speak_of_them(visit: Open) -> None:
    assert "What failed" not in visit("dora").read("/clock")


def test_the_next_transitions_say_whom_they_tell_and_what_they_do(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    for n, kind in enumerate(("team_formation", "division", "custom")):
        add_stage(db, cast.bookshop, None, MONDAY + (n + 1) * MINUTE, name=f"N{n}", kind=kind, status="active")
    page = visit("dora").read("/clock")
    assert "(Asia/Shanghai) tells 3 people" in page
    assert "tells 3 people" in page
    assert page.count("tells 3 people") == 3


def test_a_paused_clock_is_said_beside_every_next_transition(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Teams")
    db.execute("select stageclock.pause_clock('dora on the server', 'exams')")
    page = visit("dora").read("/clock")
    assert "By dora on the server. exams" in page
    assert "waits: the whole clock is paused · Mon 4 Mar 2030, 17:00 UTC+8 (Asia/Shanghai)" in page


def test_what_an_operator_did_is_named_in_the_audit(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("select stageclock.retry_stage(%s, null, 'root@school')", [teams])
    page = visit("alice").read(f"/assignments/{cast.bookshop}/audit")
    assert "Tried again Teams Stage Mon 4 Mar 2030, 16:00:00 UTC+8 root@school" in page
