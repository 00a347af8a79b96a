"""What the tick moves, in which order, and what it leaves behind."""

from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, history_of, one, status_of

Connection = psycopg.Connection[Any]


def test_an_idle_tick_leaves_a_heartbeat_and_no_run(database: Database, db: Connection, clock: MovableClock) -> None:
    clock.set(MONDAY)
    database.tick()
    assert one(db, "select heartbeat_at from clock_control") == MONDAY
    assert one(db, "select count(*) from clock_runs") == 0


def test_a_stage_opens_at_its_start_and_closes_at_its_end(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db), MONDAY, MONDAY + HOUR)
    clock.set(MONDAY - MINUTE)
    database.tick()
    assert status_of(db, stage) == "pending"
    clock.set(MONDAY)
    database.tick()
    assert status_of(db, stage) == "active"
    clock.set(MONDAY + HOUR)
    database.tick()
    assert status_of(db, stage) == "completed"
    assert history_of(db, stage) == [("active", MONDAY, MONDAY), ("completed", MONDAY + HOUR, MONDAY + HOUR)]


def test_a_stage_overdue_for_both_passes_through_both_in_one_tick(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db)
    stages = [
        add_stage(db, work, MONDAY, MONDAY + HOUR, kind=kind)
        for kind in ("team_formation", "division", "submission", "custom")
    ]
    week_later = MONDAY + 7 * 24 * HOUR
    clock.set(week_later)
    database.tick()
    for stage in stages:
        assert history_of(db, stage) == [("active", MONDAY, week_later), ("completed", MONDAY + HOUR, week_later)]


def test_a_second_tick_changes_nothing(database: Database, db: Connection, clock: MovableClock) -> None:
    add_stage(db, add_work(db, students=3), MONDAY, MONDAY + HOUR)
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    state = [
        db.execute(f"table {table}".encode()).fetchall() for table in ("stages", "stage_transitions", "notifications")
    ]
    database.tick(3)
    assert state == [
        db.execute(f"table {t}".encode()).fetchall() for t in ("stages", "stage_transitions", "notifications")
    ]
    assert one(db, "select count(*) from clock_runs") == 1


def test_a_stage_without_a_start_waits_and_one_without_an_end_stays_open(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db)
    no_start, no_end = add_stage(db, work, None, MONDAY), add_stage(db, work, MONDAY, None)
    clock.set(MONDAY + 1000 * HOUR)
    database.tick()
    assert (status_of(db, no_start), status_of(db, no_end)) == ("pending", "active")


def test_held_stages_stand_still(database: Database, db: Connection, clock: MovableClock) -> None:
    stages = [add_stage(db, add_work(db, state=state), MONDAY, MONDAY + HOUR) for state in ("draft", "archived")]
    paused_work = add_work(db)
    stages += [add_stage(db, paused_work, MONDAY, MONDAY + HOUR), add_stage(db, add_work(db), MONDAY, MONDAY + HOUR)]
    db.execute("update assignments set paused_at = now() where id = %s", [paused_work])
    db.execute("update stages set paused_at = now() where id = %s", [stages[-1]])
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    assert [status_of(db, stage) for stage in stages] == ["pending"] * 4


def test_what_was_held_is_caught_up_once_let_go(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db, state="draft")
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR)
    db.execute("update assignments set state = 'published' where id = %s", [work])
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    assert [row[0] for row in history_of(db, stage)] == ["active", "completed"]


def test_everybody_of_the_course_is_told_of_both(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db, students=3)
    teacher = one(db, "insert into users (username, name, password_hash) values ('t', 'T', 'x') returning id")
    gone = one(
        db, "insert into users (username, name, password_hash, is_active) values ('g', 'G', 'x', false) returning id"
    )
    db.execute("insert into assignment_teachers (assignment_id, user_id) values (%s, %s)", [work, teacher])
    db.execute("insert into enrollments select course_id, %s, 'student' from assignments", [gone])
    db.execute("insert into enrollments select course_id, %s, 'teacher' from assignments", [teacher])
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR, name="Design")
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    told = db.execute("select kind, count(*), count(distinct recipient_id) from notifications group by 1 order by 1")
    assert told.fetchall() == [("stage_closed", 4, 4), ("stage_opened", 4, 4)]
    assert one(db, "select count(*) from notifications where recipient_id = %s", gone) == 0
    params = one(db, "select params from notifications limit 1")
    assert (params["stage_id"], params["stage"]) == (stage, "Design")


def test_a_run_says_what_it_did(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db)
    for n in range(3):
        add_stage(db, work, MONDAY + n * MINUTE, MONDAY + HOUR)
    add_stage(db, work, MONDAY, None)
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    run = db.execute(
        "select outcome, activated, completed, failed, oldest_due_at, finished_at from clock_runs"
    ).fetchall()
    assert run == [("ok", 4, 3, 0, MONDAY, MONDAY + 2 * HOUR)]
    assert one(db, "select count(distinct run_id) from stage_transitions") == 1


def test_work_is_done_in_batches_that_commit(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db)
    for _ in range(25):
        add_stage(db, work, MONDAY, None)
    clock.set(MONDAY)
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.tick(p_batch => 10)")
    assert one(db, "select count(*) from stage_transitions") == 25
    assert one(db, "select count(distinct xmin::text) from stage_transitions") == 3


def test_a_tick_without_time_left_moves_nothing_and_leaves_the_rest_due(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None)
    clock.set(MONDAY)
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.tick(p_budget => '0 s')")
    assert status_of(db, stage) == "pending"
    assert one(db, "select outcome from clock_runs") == "ok"
    database.tick()
    assert status_of(db, stage) == "active"


def test_closings_with_effects_of_one_course_work_go_by_due_time(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db)
    later = add_stage(db, work, MONDAY, MONDAY + 2 * HOUR, kind="division")
    earlier = add_stage(db, work, MONDAY, MONDAY + HOUR, kind="team_formation")
    clock.set(MONDAY + 3 * HOUR)
    database.tick()
    order = db.execute("select stage_id from stage_transitions where to_status = 'completed' order by id").fetchall()
    assert order == [(earlier,), (later,)]


def test_whoever_listens_hears_the_run_and_nothing_else(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    add_stage(db, add_work(db), MONDAY, None)
    clock.set(MONDAY)
    with database.connect() as ears:
        ears.execute("listen stageclock")
        database.tick()
        heard = [note.payload for note in ears.notifies(timeout=2, stop_after=1)]
    assert heard == [f"run:{one(db, 'select id from clock_runs')}"]
