"""Taking back what a closing did by itself: exactly that transition's rows, where nobody built on them."""

from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of, teams_of

Connection = psycopg.Connection[Any]
UNDO = "select stageclock.undo_effects(%s, null, 'wrong class')"


@pytest.fixture
def work(db: Connection, clock: MovableClock) -> int:
    """Course work for teams of two whose formation ends in an hour; one student has a team, six have none."""
    clock.set(MONDAY)
    work = add_work(db, students=7)
    db.execute("update assignments set max_team_size = 2 where id = %s", [work])
    add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active")
    add_team(db, work, students_of(db, work)[:1])
    return work


def close(database: Database, clock: MovableClock, db: Connection) -> int:
    """Let the formation close; the transition's id."""
    clock.set(clock.now() + HOUR)
    database.tick()
    return int(one(db, "select max(id) from stage_transitions where to_status = 'completed'"))


def test_undo_removes_the_teams_and_places_that_the_closing_made(
    database: Database, db: Connection, clock: MovableClock, work: int
) -> None:
    before = teams_of(db, work)
    transition = close(database, clock, db)
    assert sum(map(len, teams_of(db, work).values())) == 7
    undone = one(db, UNDO, transition)
    assert teams_of(db, work) == before
    assert (undone["removed_teams"], undone["removed_members"]) == (3, 1) or undone["removed_members"] == 0
    assert undone["kept_teams"] == [] == undone["kept_members"]
    with pytest.raises(psycopg.DatabaseError) as refused:
        db.execute(UNDO, [transition])
    assert refused.value.sqlstate == "SC009"


def test_what_it_would_do_is_said_before_and_whom_it_concerns_is_told(
    database: Database, db: Connection, clock: MovableClock, work: int
) -> None:
    transition = close(database, clock, db)
    foreseen = one(db, "select stageclock.preview_undo(%s)", transition)
    concerned = {
        row[0] for row in db.execute("select user_id from team_members where transition_id = %s", [transition])
    }
    undone = one(db, UNDO, transition)
    assert (foreseen["teams"], foreseen["members"]) == (undone["removed_teams"], undone["removed_members"])
    told = db.execute("select recipient_id, params from notifications where kind = 'grouping_undone'").fetchall()
    assert {person for person, _ in told} == concerned and len(told) == len(concerned) == 6
    assert all(params["reason"] == "wrong class" and params["team"] for _, params in told)
    nothing = {"teams": 0, "members": 0, "roles": 0, "kept_teams": [], "kept_members": []}
    assert one(db, "select stageclock.preview_undo(%s)", transition) == nothing


def test_what_people_built_on_stays_and_is_named(
    database: Database, db: Connection, clock: MovableClock, work: int
) -> None:
    transition = close(database, clock, db)
    kept, moved, *_ = [row[0] for row in db.execute("select id from teams where transition_id is not null order by id")]
    leader = one(db, "select leader_id from teams where id = %s", kept)
    one(db, "select stageclock.add_task(%s, 'Write', '', null, 'normal', null, %s)", kept, leader)
    follower = one(
        db, "select m.user_id from team_members m join teams t on t.id = m.team_id"
        " where t.id = %s and m.user_id <> t.leader_id", moved,
    )  # fmt: skip
    db.execute("update assignments set max_team_size = 3")
    one(db, "select stageclock.place_student(%s, %s, %s, null)", work, follower, kept)
    undone = one(db, UNDO, transition)
    assert undone["kept_teams"] == [kept]
    assert follower in teams_of(db, work)[kept], "a teacher put this student there"


def test_after_reopening_and_closing_again_only_the_newly_teamless_are_grouped_and_undone(
    database: Database, db: Connection, clock: MovableClock, work: int
) -> None:
    first = close(database, clock, db)
    standing = teams_of(db, work)
    stage = one(db, "select id from stages")
    db.execute("select stageclock.reopen_stage(%s, %s, null)", [stage, MONDAY + 2 * HOUR])
    course = one(db, "select course_id from assignments where id = %s", work)
    for name in ("new1", "new2"):
        person = one(
            db, "insert into users (username, name, password_hash) values (%s, %s, 'none') returning id", name, name
        )
        db.execute("insert into enrollments (course_id, user_id, role) values (%s, %s, 'student')", [course, person])
    second = close(database, clock, db)
    after = teams_of(db, work)
    assert all(after[team] >= members for team, members in standing.items())
    assert one(db, "select effects ->> 'grouped' from stage_transitions where id = %s", second) == "2"
    one(db, UNDO, second)
    assert teams_of(db, work) == standing
    one(db, UNDO, first)
    assert sum(map(len, teams_of(db, work).values())) == 1


def test_undo_of_a_division_takes_its_roles_back_and_leaves_those_given_by_people(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    work = add_work(db, students=2)
    ann, ben = students_of(db, work)
    team = add_team(db, work, [ann, ben])
    stage = add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="division", status="active")
    given, missing = (
        one(db, "select stageclock.add_role(%s, null, %s, '', true, null, true)", stage, name) for name in ("A", "B")
    )
    one(db, "select stageclock.assign_role(%s, %s, %s, %s)", given, team, ben, ann)
    transition = close(database, clock, db)
    assert one(db, "select count(*) from role_assignments where role_id = %s", missing) == 1
    assert one(db, "select stageclock.preview_undo(%s) ->> 'roles'", transition) == "1"
    assert one(db, UNDO, transition) == {"removed_roles": 1}
    told = db.execute("select recipient_id, params -> 'roles' from notifications where kind = 'roles_undone'")
    assert told.fetchall() == [(ann, ["B"])]
    assert db.execute("select role_id, user_id from role_assignments").fetchall() == [(given, ben)]


def test_a_transition_without_effects_cannot_be_undone(database: Database, db: Connection, clock: MovableClock) -> None:
    clock.set(MONDAY)
    add_stage(db, add_work(db), MONDAY - HOUR, MONDAY + HOUR, status="active")
    transition = close(database, clock, db)
    for key, sqlstate in ((transition, "SC009"), (10**9, "SC006")):
        with pytest.raises(psycopg.DatabaseError) as refused:
            db.execute(UNDO, [key])
        assert refused.value.sqlstate == sqlstate
