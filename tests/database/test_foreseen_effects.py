"""What a closing would do beyond telling people is named before it happens, without drawing."""

from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]
FORESEEN = "select affected, affected_names from stageclock.preview(%s) where stage_id = %s and to_status = %s"
BY_HAND = (
    "select by_hand, affected, affected_names from stageclock.preview_act(%s, %s, null, %s)"
    " where to_status = 'completed'"
)


def names_of(db: Connection, people: list[int]) -> list[str]:
    return [row[0] for row in db.execute("select name from users where id = any(%s) order by name, id", [people])]


def test_a_team_formation_names_those_whom_it_then_groups(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db, students=9)
    people = students_of(db, work)
    add_team(db, work, people[:2], status="confirmed")
    db.execute("update users set is_active = false where id = %s", [people[8]])
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="team_formation")
    clock.set(MONDAY)
    alone = people[2:8]
    assert db.execute(FORESEEN, [MONDAY + HOUR, stage, "active"]).fetchall() == [(0, [])]
    assert db.execute(FORESEEN, [MONDAY + HOUR, stage, "completed"]).fetchall() == [(6, names_of(db, alone)[:5])]
    database.tick()
    assert db.execute(BY_HAND, [stage, "completion", None]).fetchall() == [(True, 6, names_of(db, alone)[:5])]
    assert one(db, "select count(*) from team_members") == 2, "a preview changes nothing"
    clock.set(MONDAY + HOUR)
    database.tick()
    grouped = "select array_agg(user_id order by user_id) from team_members where transition_id is not null"
    assert one(db, grouped) == alone


def test_a_division_names_the_roles_that_it_then_gives_out(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db, students=4)
    people = students_of(db, work)
    teams = [add_team(db, work, people[:2]), add_team(db, work, people[2:])]
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="division")
    insert = "insert into division_roles (stage_id, name, required) values (%s, %s, %s) returning id"
    tester, writer = (one(db, insert, stage, name, True) for name in ("Tester", "Writer"))
    one(db, insert, stage, "Optional", False)
    db.execute(
        "insert into role_assignments (team_id, role_id, user_id) values (%s, %s, %s)", [teams[0], tester, people[0]]
    )
    clock.set(MONDAY)
    names = [row[0] for row in db.execute("select name from teams order by id")]
    expected = [f"{names[0]}: Writer", f"{names[1]}: Tester", f"{names[1]}: Writer"]
    assert db.execute(FORESEEN, [MONDAY + HOUR, stage, "completed"]).fetchall() == [(3, expected)]
    clock.set(MONDAY + HOUR)
    database.tick()
    given = db.execute(
        "select team_id, role_id from role_assignments where transition_id is not null order by 1, 2"
    ).fetchall()
    assert given == [(teams[0], writer), (teams[1], tester), (teams[1], writer)]
    assert one(db, "select count(*) from stageclock.affected_by(%s, 'division') where affected = 0", stage) == 1


def test_a_hand_in_and_an_empty_class_affect_nobody(db: Connection, clock: MovableClock) -> None:
    stages = [
        add_stage(db, add_work(db, students=students), MONDAY, MONDAY + HOUR, kind=kind)
        for students, kind in ((3, "submission"), (3, "custom"), (0, "team_formation"), (0, "division"))
    ]
    clock.set(MONDAY)
    for stage in stages:
        assert db.execute(FORESEEN, [MONDAY + HOUR, stage, "completed"]).fetchall() == [(0, [])]
