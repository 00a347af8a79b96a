"""Who is told that something changed: those who may see it, as soon as it is committed, and nobody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.live import KEY
from app.live.hub import Hub
from app.live.listener import CHANNEL, read
from app.live.stream import Stream
from tests.cast import Cast, add_course_work, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one, poison
from tests.teams import add_team

Connection = psycopg.Connection[Any]


@dataclass
class Room:
    """Who listens, and a connection that hears what PostgreSQL says."""

    web: Flask
    ears: Connection
    people: dict[str, int]

    def hearers(self, act: Callable[[], object]) -> set[str]:
        """Who is told something when somebody acts."""
        hub: Hub = self.web.extensions[KEY]
        with self.web.app_context():
            streams = {name: self._opened(hub, key) for name, key in self.people.items()}
        act()
        said = list(self.ears.notifies(timeout=0.2))
        hub.change({change for note in said if (change := read(note.payload))})
        told = {name for name, stream in streams.items() if stream.take()}
        for stream in streams.values():
            hub.close(stream)
        return told

    def _opened(self, hub: Hub, person_id: int) -> Stream:
        stream = hub.open(person_id, f"{person_id}.mark")
        assert stream
        return stream


@pytest.fixture
def room(web: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Everybody of the cast but Frank listens; what PostgreSQL says is passed on by the test itself."""
    monkeypatch.setattr(Hub, "_start", lambda hub: None)
    people = {name: key for name, key in cast.people.items() if name != "frank"}
    with database.connect() as ears:
        ears.execute(f"listen {CHANNEL}")
        yield Room(web, ears, people)


def test_a_transition_reaches_all_who_see_the_course_work_and_no_stranger(
    room: Room, db: Connection, cast: Cast, database: Database, clock: MovableClock
) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR)
    clock.set(MONDAY)
    assert room.hearers(database.tick) == {"alice", "bob", "dora", "erin"}


def test_what_is_done_by_hand_reaches_them_too(room: Room, db: Connection, cast: Cast) -> None:
    stage = add_stage(db, cast.bookshop, None, None)
    act = "select stageclock.activate_stage(%s, %s)"
    assert room.hearers(lambda: one(db, act, stage, cast.people["alice"])) == {"alice", "bob", "dora", "erin"}


def test_an_extension_reaches_its_class(room: Room, db: Connection, cast: Cast, clock: MovableClock) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, kind="submission", status="active")
    team = add_team(db, cast.bookshop, [cast.people["bob"]])
    clock.set(MONDAY)
    act = "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)"
    told = room.hearers(lambda: one(db, act, stage, team, MONDAY + 2 * HOUR, cast.people["erin"]))
    assert told == {"alice", "bob", "dora", "erin"}


def test_a_draft_is_news_to_its_staff_alone(room: Room, db: Connection, cast: Cast) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Secret", state="draft")
    act = "select stageclock.add_link(%s, 'A page', 'https://example.org', %s)"
    assert room.hearers(lambda: one(db, act, draft, cast.people["erin"])) == {"dora", "erin"}


@pytest.fixture
def team(room: Room, db: Connection, cast: Cast) -> int:
    """Bob's team; Greta, who listens too, is a classmate in none."""
    room.people["greta"] = add_person(db, "greta", "Greta Graf")
    enroll(db, cast.courses["SE-1"], room.people["greta"])
    return add_team(db, cast.bookshop, [cast.people["bob"]])


def test_what_a_team_does_reaches_its_members_and_staff_but_not_classmates(
    room: Room, db: Connection, cast: Cast, team: int
) -> None:
    act = "select stageclock.add_task(%s, 'Read', '', null, 'low', null, %s)"
    assert room.hearers(lambda: one(db, act, team, cast.people["bob"])) == {"alice", "bob", "dora", "erin"}


def test_an_invitation_reaches_whom_it_invites(room: Room, db: Connection, cast: Cast, team: int) -> None:
    act = "select stageclock.invite_student(%s, %s, %s)"
    told = room.hearers(lambda: one(db, act, team, room.people["greta"], cast.people["bob"]))
    assert told == {"alice", "bob", "dora", "erin", "greta"}


def test_reading_ones_notices_is_nobody_elses_business(room: Room, db: Connection, cast: Cast) -> None:
    act = "select stageclock.mark_notifications(%s, true)"
    assert room.hearers(lambda: one(db, act, cast.people["bob"])) == {"bob"}


def test_what_happens_to_the_whole_clock_reaches_administrators(room: Room, db: Connection) -> None:
    assert room.hearers(lambda: one(db, "select stageclock.pause_clock('the operator')")) == {"dora"}


def test_who_joins_a_course_sees_its_course_work_at_once(room: Room, db: Connection, cast: Cast) -> None:
    act = "select stageclock.enroll_person(%s, %s, 'student', %s)"
    told = room.hearers(lambda: one(db, act, cast.courses["SE-1"], cast.people["charlie"], cast.people["dora"]))
    assert told == {"alice", "bob", "charlie", "dora", "erin"}


def test_who_is_taken_out_of_a_course_loses_sight_of_it_at_once(room: Room, db: Connection, cast: Cast) -> None:
    act = "select stageclock.withdraw_person(%s, %s, %s)"
    told = room.hearers(lambda: one(db, act, cast.courses["SE-1"], cast.people["bob"], cast.people["dora"]))
    assert told == {"alice", "bob", "dora", "erin"}


def test_a_team_that_is_dissolved_is_news_to_all_who_saw_it(room: Room, db: Connection, cast: Cast, team: int) -> None:
    act = "select stageclock.dissolve_team(%s, %s, 'as they wished')"
    told = room.hearers(lambda: one(db, act, team, cast.people["alice"]))
    assert told == {"alice", "bob", "dora", "erin", "greta"}


def test_a_failing_stage_is_news_to_its_staff(
    room: Room, db: Connection, cast: Cast, database: Database, clock: MovableClock
) -> None:
    poison(db, add_stage(db, cast.bookshop, MONDAY, None))
    clock.set(MONDAY)
    assert room.hearers(database.tick) == {"alice", "bob", "dora", "erin"}


def test_what_names_nothing_of_ours_wakes_nobody(room: Room, db: Connection) -> None:
    def say() -> None:
        for payload in ("", "stage", "stage:", "stage:x", "stage:-1", "stage:9999999999999999999", "elsewhere:1"):
            db.execute("select pg_notify('stageclock', %s)", [payload])

    assert room.hearers(say) == set()


def test_where_the_database_cannot_say_whom_it_concerns_everybody_looks(room: Room, db: Connection, cast: Cast) -> None:
    db.execute("revoke select on team_members from stageclock_app")
    act = "select stageclock.mark_notifications(%s, true)"
    assert room.hearers(lambda: one(db, act, cast.people["bob"])) == set(room.people)
