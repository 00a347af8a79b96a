"""Retention: what is old goes in small commits, history stays."""

from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]


def test_runs_older_than_thirty_days_go_and_history_stays(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    add_stage(db, add_work(db), MONDAY, MONDAY + HOUR)
    clock.set(MONDAY + HOUR)
    database.tick()
    db.execute(
        "insert into clock_runs (started_at, finished_at, outcome)"
        " select %s - n * interval '1 day', %s, 'ok' from generate_series(1, 60) n",
        [MONDAY, MONDAY],
    )
    clock.set(MONDAY + HOUR)
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.purge(p_batch => 7)")
    assert one(db, "select min(started_at) from clock_runs") == MONDAY - 29 * 24 * HOUR
    assert one(db, "select count(*) from clock_runs") == 30
    assert one(db, "select count(*) from stage_transitions") == 2


def test_failed_sign_ins_and_class_lists_go_after_a_day(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    course = one(db, "insert into courses (code, name, time_zone) values ('C', 'C', 'UTC') returning id")
    teacher = one(db, "insert into users (username, name, password_hash) values ('t', 'T', 'x') returning id")
    for hours in (23, 25, 26, 27):
        at = MONDAY - hours * HOUR
        db.execute("insert into sign_in_failures values (%s, '', 5, %s)", [f"u{hours}", at])
        db.execute(
            "insert into roster_drafts (course_id, created_by, file_name, rows, created_at)"
            " values (%s, %s, 'list.csv', '[]', %s)",
            [course, teacher, at],
        )
    clock.set(MONDAY)
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.purge(p_batch => 2)")
    assert db.execute("select username from sign_in_failures").fetchall() == [("u23",)]
    assert db.execute("select created_at from roster_drafts").fetchall() == [(MONDAY - 23 * HOUR,)]


def test_tickets_of_hand_ins_go_after_a_day(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db, students=1)
    student = students_of(db, work)[0]
    stage, team = add_stage(db, work, MONDAY, None, kind="submission"), add_team(db, work, [student])
    for hours in (1, 25, 26, 27):
        db.execute(
            "insert into submission_tickets (stage_id, team_id, user_id, begun_at, used_at)"
            " values (%s, %s, %s, %s, case when %s > 25 then %s end)",
            [stage, team, student, MONDAY - hours * HOUR, hours, MONDAY],
        )
    clock.set(MONDAY)
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.purge(p_batch => 2)")
    assert db.execute("select begun_at from submission_tickets").fetchall() == [(MONDAY - HOUR,)]
