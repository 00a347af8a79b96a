"""Closing a division gives every required role that nobody holds to somebody, spread evenly."""

from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]


def add_role(db: Connection, stage: int, name: str, *, team: int | None = None, required: bool = True) -> int:
    insert = "insert into division_roles (stage_id, team_id, name, required) values (%s, %s, %s, %s) returning id"
    return int(one(db, insert, stage, team, name, required))


def held(db: Connection, team: int) -> list[tuple[int, int]]:
    """(role, person) of a team."""
    return db.execute(
        "select role_id, user_id from role_assignments where team_id = %s order by 1, 2", [team]
    ).fetchall()


def test_required_roles_that_nobody_holds_are_spread_evenly(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db, students=5)
    people = students_of(db, work)
    pair, trio = add_team(db, work, people[:2]), add_team(db, work, people[2:])
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="division")
    roles = [add_role(db, stage, f"Role {n}") for n in range(4)]
    own = add_role(db, stage, "Own", team=pair)
    optional = add_role(db, stage, "Optional", required=False)
    db.execute(
        "insert into role_assignments (team_id, role_id, user_id) values (%s, %s, %s)", [pair, roles[0], people[0]]
    )
    clock.set(MONDAY + HOUR)
    database.tick()
    assert {role for role, _ in held(db, pair)} == {*roles, own}
    assert {role for role, _ in held(db, trio)} == set(roles)
    assert optional not in {role for role, _ in held(db, pair) + held(db, trio)}
    for team, members in ((pair, people[:2]), (trio, people[2:])):
        counts = [sum(person == member for _, person in held(db, team)) for member in members]
        assert max(counts) - min(counts) <= 1, "evenly, what was held before included"
    effects = one(db, "select effects from stage_transitions where stage_id = %s and to_status = 'completed'", stage)
    assert len(effects["given"]) == 8


def test_a_second_closing_gives_only_what_is_missing_then(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db, students=2)
    team = add_team(db, work, students_of(db, work))
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="division")
    first = add_role(db, stage, "First")
    clock.set(MONDAY + HOUR)
    database.tick()
    before = held(db, team)
    assert [role for role, _ in before] == [first]
    db.execute("select stageclock.reopen_stage(%s, %s, null)", [stage, MONDAY + 2 * HOUR])
    second = add_role(db, stage, "Second")
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    assert set(before) <= set(held(db, team)) and {role for role, _ in held(db, team)} == {first, second}


def test_only_who_is_active_is_told_of_a_role(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db, students=2)
    active, gone = students_of(db, work)
    team = add_team(db, work, [active, gone])
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="division")
    add_role(db, stage, "One")
    add_role(db, stage, "Two")
    db.execute("update users set is_active = false where id = %s", [gone])
    clock.set(MONDAY + HOUR)
    database.tick()
    assert {person for _, person in held(db, team)} == {active, gone}
    told = db.execute(
        "select recipient_id, params ->> 'team_id' from notifications where kind = 'roles_given'"
    ).fetchall()
    assert told == [(active, str(team))]
