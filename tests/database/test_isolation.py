"""One bad stage never stops the others: it is isolated, retried with back-off, quarantined."""

import contextlib
from typing import Any

import psycopg

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_many, add_stage, add_work, cure, one, poison, status_of

Connection = psycopg.Connection[Any]


def attempts(db: Connection) -> list[tuple[Any, ...]]:
    """(stage, attempts, next try, quarantined, SQLSTATE, message)."""
    query = "select stage_id, attempts, next_try_at, quarantined_at is not null, sqlstate, message from stage_attempts"
    return db.execute(query).fetchall()


def test_the_others_of_its_batch_move(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db, students=2)
    add_many(db, work, 30, MONDAY, None)
    bad = add_stage(db, work, MONDAY, None)
    poison(db, bad)
    clock.set(MONDAY)
    database.tick()
    assert status_of(db, bad) == "pending"
    assert one(db, "select count(*) from stages where status = 'active'") == 30
    assert one(db, "select count(*) from notifications") == 60
    assert attempts(db) == [(bad, 1, MONDAY + MINUTE, False, "P0001", "poisoned")]
    assert db.execute("select activated, failed from clock_runs").fetchall() == [(30, 1)]


def test_it_is_tried_again_later_and_later_then_quarantined(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    bad = add_stage(db, add_work(db), MONDAY, None)
    poison(db, bad)
    at, waits = MONDAY, []
    for _ in range(5):
        clock.set(at)
        database.tick()
        next_try = one(db, "select next_try_at from stage_attempts")
        waits.append(next_try - at)
        clock.set(next_try - MINUTE / 60)
        database.tick()
        at = next_try
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE]
    assert attempts(db)[0][1:4] == (5, at, True)
    clock.set(at + 100 * HOUR)
    runs = one(db, "select count(*) from clock_runs")
    database.tick(3)
    assert attempts(db)[0][1] == 5
    assert one(db, "select count(*) from clock_runs") == runs, "a quarantined stage is no work"


def test_what_the_server_lacks_is_not_counted_against_the_stage(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    bad = add_stage(db, add_work(db), MONDAY, None)
    poison(db, bad, "raise exception using errcode = '53100', message = 'No space left on device'")
    for minute in range(8):
        clock.set(MONDAY + minute * MINUTE)
        database.tick()
    assert attempts(db) == [(bad, 0, MONDAY + 8 * MINUTE, False, "53100", "No space left on device")]
    red = one(db, "select detail from stageclock.clock_health where check_name = 'overdue' and status = 'red'")
    assert "A try failed: No space left on device (53100). Give the server what it lacks" in red
    cure(db, bad)
    database.tick()
    assert status_of(db, bad) == "pending", "a minute between two tries"
    clock.set(MONDAY + 8 * MINUTE)
    database.tick()
    assert status_of(db, bad) == "active"


def test_once_mended_it_moves_and_is_forgotten(database: Database, db: Connection, clock: MovableClock) -> None:
    bad = add_stage(db, add_work(db), MONDAY, MONDAY + HOUR, kind="team_formation")
    poison(db, bad)
    clock.set(MONDAY)
    database.tick()
    cure(db, bad)
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    assert status_of(db, bad) == "completed"
    assert attempts(db) == []


def test_a_later_closing_waits_while_an_earlier_one_backs_off_but_not_once_it_is_quarantined(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db)
    formation = add_stage(db, work, None, MONDAY, kind="team_formation", status="active")
    division = add_stage(db, work, None, MONDAY + MINUTE, kind="division", status="active")
    elsewhere = add_stage(db, add_work(db), None, MONDAY + MINUTE, kind="division", status="active")
    poison(db, formation)
    clock.set(MONDAY + HOUR)
    database.tick()
    assert [status_of(db, s) for s in (formation, division, elsewhere)] == ["active", "active", "completed"]
    db.execute("update stage_attempts set quarantined_at = %s", [MONDAY])
    database.tick()
    assert [status_of(db, s) for s in (formation, division)] == ["active", "completed"]


def test_a_stage_that_kills_its_backend_is_found_out(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db)
    add_many(db, work, 10, MONDAY, None)
    bad = add_stage(db, work, MONDAY, None)
    poison(db, bad, "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(10)")
    at = MONDAY
    for _ in range(12):
        clock.set(at)
        with contextlib.suppress(psycopg.OperationalError):
            database.tick()
        at += 10 * MINUTE
    assert one(db, "select count(*) from stages where status = 'active'") == 10
    assert one(db, "select count(*) from stage_transitions") == 10
    assert attempts(db)[0][:2] == (bad, 5)
    assert attempts(db)[0][3:] == (True, None, None), "nobody was left to say why: crashed or timed out"
    assert one(db, "select count(*) from clock_runs where outcome = 'crashed'") == 6


def test_a_set_lane_killed_in_the_middle_leaves_nothing_half_and_is_caught_up(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db, students=2)
    add_many(db, work, 50, MONDAY, None)
    last = one(db, "select max(id) from stages")
    poison(db, last, "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(10)")
    clock.set(MONDAY)
    with contextlib.suppress(psycopg.OperationalError):
        database.tick()
    assert one(db, "select count(*) from stage_transitions") == 0
    cure(db, last)
    database.tick()
    assert one(db, "select count(*) from stage_transitions") == 50
    assert one(db, "select count(*) from notifications") == 100
    assert [row[0] for row in db.execute("select outcome from clock_runs order by id")] == ["crashed", "ok"]


def test_a_stage_that_a_teacher_holds_is_passed_over_and_moves_afterwards(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stages = [add_stage(db, add_work(db), MONDAY, MONDAY + HOUR, kind="team_formation") for _ in range(3)]
    clock.set(MONDAY + HOUR)
    with database.connect(autocommit=False) as teacher:
        teacher.execute("select from stages where id = %s for update", [stages[1]])
        database.tick()
        assert [status_of(db, s) for s in stages] == ["completed", "pending", "completed"]
        teacher.rollback()
    database.tick()
    assert status_of(db, stages[1]) == "completed"
    assert attempts(db) == []


def test_what_the_careful_lane_has_to_do_is_passed_over_too_while_a_teacher_holds_it(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    closing, other = (add_stage(db, add_work(db), None, MONDAY, kind="division", status="active") for _ in range(2))
    failed = add_stage(db, add_work(db), MONDAY, None)
    db.execute("insert into stage_attempts values (%s, 'active', 1, %s, null, 'P0001', 'x')", [failed, MONDAY])
    clock.set(MONDAY)
    with database.connect(autocommit=False) as teacher:
        teacher.execute("select from stages where id = any (%s) for update", [[closing, failed]])
        database.tick()
        assert [status_of(db, s) for s in (closing, other, failed)] == ["active", "completed", "pending"]
        teacher.rollback()
    database.tick()
    assert [status_of(db, s) for s in (closing, failed)] == ["completed", "active"]


def test_the_end_moved_between_claim_and_work_is_respected(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db), None, MONDAY, kind="division", status="active")
    clock.set(MONDAY)
    run = one(db, "insert into clock_runs (started_at, outcome) values (now(), 'running') returning id")
    claimed = db.execute("select * from stageclock.claim_next(false, clock_timestamp() + interval '1 min')").fetchone()
    assert claimed == (stage, "completed")
    db.execute("update stages set ends_at = %s where id = %s", [MONDAY + HOUR, stage])
    db.execute("select stageclock.perform_claim(%s, %s, 'completed')", [run, stage])
    assert status_of(db, stage) == "active"
    assert attempts(db) == []


def test_nobody_else_takes_a_stage_that_is_claimed(database: Database, db: Connection, clock: MovableClock) -> None:
    add_stage(db, add_work(db), None, MONDAY, kind="division", status="active")
    clock.set(MONDAY)
    claim = "select * from stageclock.claim_next(true, clock_timestamp() + interval '1 min')"
    assert db.execute(claim).fetchone() != (None, None)
    assert db.execute(claim).fetchone() == (None, None)
    clock.set(MONDAY + MINUTE)
    assert db.execute(claim).fetchone() != (None, None), "the lease is over"


def test_attempts_that_somebody_holds_stop_neither_the_tick_nor_the_other_stages(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    first, *others = (add_stage(db, add_work(db), None, MONDAY, kind="division", status="active") for _ in range(4))
    db.execute("insert into stage_attempts values (%s, 'completed', 5, %s, null, 'P0001', 'x')", [others[0], MONDAY])
    db.execute("insert into stage_attempts values (%s, 'completed', 1, %s, null, 'P0001', 'x')", [first, MONDAY])
    clock.set(MONDAY + HOUR)
    with database.connect(autocommit=False) as dba:
        dba.execute("delete from stage_attempts")
        database.tick()
        assert [status_of(db, s) for s in others[1:]] == ["completed", "completed"]
        assert one(db, "select outcome from clock_runs") == "ok"
        dba.commit()
    database.tick()
    assert status_of(db, first) == "completed"


def test_an_end_taken_away_between_claim_and_work_ends_the_claim(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db), None, MONDAY, kind="division", status="active")
    clock.set(MONDAY)
    run = one(db, "insert into clock_runs (started_at, outcome) values (now(), 'running') returning id")
    db.execute("select * from stageclock.claim_next(false, clock_timestamp() + interval '1 min')")
    db.execute("update stages set ends_at = null")
    db.execute("select stageclock.perform_claim(%s, %s, 'completed')", [run, stage])
    assert attempts(db) == []


def test_a_stage_that_somebody_takes_between_claim_and_work_has_not_failed(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db), None, MONDAY, kind="division", status="active")
    clock.set(MONDAY)
    run = one(db, "insert into clock_runs (started_at, outcome) values (now(), 'running') returning id")
    db.execute("select * from stageclock.claim_next(false, clock_timestamp() + interval '1 min')")
    db.execute("set lock_timeout = '200ms'")
    with database.connect(autocommit=False) as teacher:
        teacher.execute("select from stages where id = %s for update", [stage])
        db.execute("select stageclock.perform_claim(%s, %s, 'completed')", [run, stage])
        assert attempts(db) == []
        teacher.rollback()
    database.tick()
    assert status_of(db, stage) == "completed"


def test_a_claim_is_refused_to_whoever_looked_before_the_lease_was_written(db: Connection, clock: MovableClock) -> None:
    stage = add_stage(db, add_work(db), None, MONDAY, kind="division", status="active")
    claim = "select stageclock.write_attempt(%s, 'completed', %s)"
    assert one(db, claim, stage, MONDAY) is True
    assert one(db, claim, stage, MONDAY) is False
    assert one(db, claim, stage, MONDAY + MINUTE) is True
