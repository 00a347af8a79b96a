"""What a teacher does by hand: settled first, then locked, checked, written and recorded."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, history_of, one, poison, status_of

Connection = psycopg.Connection[Any]
NOON = MONDAY + 4 * HOUR


@pytest.fixture
def alice(db: Connection) -> int:
    """A teacher."""
    add = (
        "insert into users (username, name, password_hash, role) values ('alice', 'Alice', 'x', 'teacher') returning id"
    )
    return int(one(db, add))


@pytest.fixture(autouse=True)
def at_noon(clock: MovableClock) -> None:
    clock.set(NOON)


def refused(db: Connection, sqlstate: str, call: str, *parameters: object) -> str:
    """The sentence with which a call is refused, having changed nothing."""
    tables = ("stages", "stage_transitions", "audit_events", "stage_attempts", "notifications")
    before = [db.execute(f"table {table}".encode()).fetchall() for table in tables]
    with pytest.raises(psycopg.Error) as refusal:
        db.execute(f"select stageclock.{call}".encode(), parameters)
    assert refusal.value.sqlstate == sqlstate, refusal.value
    assert [db.execute(f"table {table}".encode()).fetchall() for table in tables] == before
    return str(refusal.value.diag.message_primary)


def last(db: Connection, stage: int) -> tuple[Any, ...]:
    """(from, to, due, happened, cause, actor, reason, generation) of the last transition."""
    row = db.execute(
        "select from_status, to_status, due_at, happened_at, cause, actor_id, reason, generation"
        " from stage_transitions where stage_id = %s order by id desc limit 1",
        [stage],
    ).fetchone()
    return tuple(row or ())


def dates(db: Connection, stage: int) -> tuple[datetime | None, datetime | None]:
    row = db.execute("select starts_at, ends_at from stages where id = %s", [stage]).fetchone()
    assert row is not None
    return row[0], row[1]


def test_opening_early_starts_the_stage_now_and_keeps_the_plan_in_the_history(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, NOON + 2 * HOUR)
    db.execute("select stageclock.activate_stage(%s, %s, '  ready early ')", [stage, alice])
    assert last(db, stage) == ("pending", "active", NOON + HOUR, NOON, "teacher", alice, "ready early", 0)
    assert dates(db, stage) == (NOON, NOON + 2 * HOUR)
    assert one(db, "select is_open from stageclock.stages_now where id = %s", stage) is True


def test_opening_a_stage_without_a_start_gives_it_one(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), None, None)
    db.execute("select stageclock.activate_stage(%s, %s)", [stage, alice])
    assert last(db, stage)[:4] == ("pending", "active", None, NOON)
    assert dates(db, stage) == (NOON, None)


def test_a_stage_whose_end_has_passed_is_not_opened(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), None, NOON - HOUR)
    assert "give it a later one" in refused(db, "SC003", "activate_stage(%s, %s)", stage, alice)


@pytest.mark.parametrize("status", ["active", "completed"])
def test_only_a_pending_stage_is_opened(db: Connection, alice: int, status: str) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None, status=status)
    refused(db, "SC002", "activate_stage(%s, %s)", stage, alice)


def test_closing_by_hand_keeps_the_planned_end(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db, students=2), MONDAY, NOON + HOUR, status="active")
    db.execute("select stageclock.complete_stage(%s, %s, 'all done')", [stage, alice])
    assert last(db, stage) == ("active", "completed", NOON + HOUR, NOON, "teacher", alice, "all done", 0)
    assert dates(db, stage) == (MONDAY, NOON + HOUR)
    assert one(db, "select count(*) from notifications where kind = 'stage_closed'") == 2


def test_a_stage_can_be_closed_before_it_begins(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, None)
    db.execute("select stageclock.complete_stage(%s, %s)", [stage, alice])
    assert last(db, stage)[:2] == ("pending", "completed")


def test_reopening_needs_an_end_that_lies_ahead_and_makes_a_new_generation(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db, students=1), MONDAY, NOON - HOUR, status="completed")
    for end in (None, NOON, NOON - HOUR):
        refused(db, "SC003", "reopen_stage(%s, %s, %s)", stage, end, alice)
    db.execute("select stageclock.reopen_stage(%s, %s, %s, 'two asked')", [stage, NOON + HOUR, alice])
    assert last(db, stage) == ("completed", "active", None, NOON, "teacher", alice, "two asked", 1)
    assert dates(db, stage) == (MONDAY, NOON + HOUR)
    assert one(db, "select kind from notifications") == "stage_reopened"


def test_a_reopened_stage_closes_again_by_itself(
    database: Database, db: Connection, alice: int, clock: MovableClock
) -> None:
    stage = add_stage(db, add_work(db), MONDAY, NOON - HOUR)
    db.execute("select stageclock.reopen_stage(%s, %s, %s)", [stage, NOON + HOUR, alice])
    clock.set(NOON + HOUR)
    database.tick(2)
    assert [row[0] for row in history_of(db, stage)] == ["active", "completed", "active", "completed"]


def test_a_stage_closed_before_it_began_begins_when_it_is_reopened(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, NOON + 2 * HOUR, status="completed")
    db.execute("select stageclock.reopen_stage(%s, %s, %s)", [stage, NOON + 3 * HOUR, alice])
    assert last(db, stage)[2:4] == (NOON + HOUR, NOON)
    assert dates(db, stage) == (NOON, NOON + 3 * HOUR)


@pytest.mark.parametrize("status", ["pending", "active"])
def test_only_a_closed_stage_is_reopened(db: Connection, alice: int, status: str) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, None, status=status)
    refused(db, "SC002", "reopen_stage(%s, %s, %s)", stage, NOON + HOUR, alice)


def test_a_stage_that_is_due_but_not_moved_is_settled_first_and_nothing_happens_twice(
    database: Database, db: Connection, alice: int
) -> None:
    work = add_work(db, students=1)
    overdue = add_stage(db, work, MONDAY, NOON - HOUR)
    db.execute("select stageclock.reopen_stage(%s, %s, %s)", [overdue, NOON + HOUR, alice])
    begun = add_stage(db, work, MONDAY, None)
    db.execute("select stageclock.complete_stage(%s, %s)", [begun, alice])
    database.tick(2)
    assert history_of(db, overdue) == [
        ("active", MONDAY, NOON), ("completed", NOON - HOUR, NOON), ("active", None, NOON),
    ]  # fmt: skip
    assert [row[0] for row in history_of(db, begun)] == ["active", "completed"]
    causes = db.execute("select cause from stage_transitions order by id").fetchall()
    assert causes == [("clock",), ("clock",), ("teacher",), ("clock",), ("teacher",)]
    refused(db, "SC002", "activate_stage(%s, %s)", overdue, alice)


def test_settling_keeps_the_order_of_closings_with_effects(db: Connection, alice: int) -> None:
    work = add_work(db)
    formation = add_stage(db, work, None, NOON - 2 * HOUR, kind="team_formation", status="active")
    division = add_stage(db, work, None, NOON - HOUR, kind="division", status="active")
    db.execute("select stageclock.reopen_stage(%s, %s, %s)", [division, NOON + HOUR, alice])
    order = db.execute("select stage_id, to_status from stage_transitions order by id").fetchall()
    assert order == [(formation, "completed"), (division, "completed"), (division, "active")]


def test_a_pending_stage_takes_both_dates_and_an_active_one_a_new_end(db: Connection, alice: int) -> None:
    work = add_work(db)
    pending, active = add_stage(db, work, NOON + HOUR, None), add_stage(db, work, MONDAY, NOON + HOUR, status="active")
    db.execute("select stageclock.reschedule_stage(%s, %s, %s, %s)", [pending, NOON + MINUTE, NOON + HOUR, alice])
    db.execute("select stageclock.reschedule_stage(%s, %s, %s, %s, 'rain')", [active, MONDAY, None, alice])
    assert dates(db, pending) == (NOON + MINUTE, NOON + HOUR)
    assert dates(db, active) == (MONDAY, None)
    assert one(db, "select count(*) from stage_transitions") == 0
    events = db.execute("select actor_id, action, subject_id, details->>'reason' from audit_events order by id")
    assert events.fetchall() == [
        (alice, "stage_rescheduled", pending, None), (alice, "stage_rescheduled", active, "rain"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "start", "end", "sqlstate"),
    [
        ("pending", NOON + HOUR, NOON + HOUR, "SC003"),
        ("pending", NOON + 2 * HOUR, NOON + HOUR, "SC003"),
        ("pending", NOON - HOUR, NOON + HOUR, "SC003"),
        ("pending", None, NOON - HOUR, "SC003"),
        ("pending", None, datetime(9999, 12, 31, tzinfo=UTC), "SC003"),
        ("active", MONDAY, NOON, "SC003"),
        ("active", MONDAY + HOUR, NOON + HOUR, "SC003"),
        ("active", None, NOON + HOUR, "SC003"),
        ("completed", MONDAY, NOON + HOUR, "SC002"),
    ],
)
def test_a_window_that_cannot_be_is_refused(
    db: Connection, alice: int, status: str, start: datetime | None, end: datetime | None, sqlstate: str
) -> None:
    starts_at = NOON + MINUTE if status == "pending" else MONDAY
    stage = add_stage(db, add_work(db), starts_at, NOON + 3 * HOUR, status=status)
    refused(db, sqlstate, "reschedule_stage(%s, %s, %s, %s)", stage, start, end, alice)


def test_a_draft_is_planned_freely_but_not_opened(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db, state="draft"), MONDAY, NOON + HOUR)
    db.execute("select stageclock.reschedule_stage(%s, %s, %s, %s)", [stage, MONDAY, NOON + 2 * HOUR, alice])
    for call in ("activate_stage(%s, %s)", "complete_stage(%s, %s)"):
        refused(db, "SC007", call, stage, alice)
    refused(db, "SC007", "reopen_stage(%s, %s, %s)", stage, NOON + HOUR, alice)


CALLS = [
    "activate_stage(7, 1)", "complete_stage(7, 1)", "reopen_stage(7, null, 1)", "reschedule_stage(7, null, null, 1)",
    "pause_stage(7, 1)", "resume_stage(7, 1)", "retry_stage(7, 1)", "pause_assignment(7, 1)",
    "resume_assignment(7, 1)", "publish_assignment(7, 1)",
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_what_does_not_exist_is_said(db: Connection, call: str) -> None:
    assert refused(db, "SC006", call).startswith("There is no such ")


def test_a_poisoned_stage_refuses_the_act_and_stays_whole(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), MONDAY, NOON - HOUR)
    poison(db, stage)
    assert refused(db, "P0001", "complete_stage(%s, %s)", stage, alice) == "poisoned"


def test_an_act_by_hand_forgets_failed_attempts(database: Database, db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, None)
    db.execute("insert into stage_attempts values (%s, 'active', 3, now())", [stage])
    db.execute("select stageclock.activate_stage(%s, %s)", [stage, alice])
    assert one(db, "select count(*) from stage_attempts") == 0
    assert status_of(db, stage) == "active"


def test_the_audit_is_append_only(db: Connection, alice: int) -> None:
    db.execute("select stageclock.pause_stage(%s, %s)", [add_stage(db, add_work(db), NOON + HOUR, None), alice])
    for statement in ("update audit_events set action = 'x'", "delete from audit_events", "truncate audit_events"):
        with pytest.raises(psycopg.Error) as refusal:
            db.execute(statement.encode())
        assert refusal.value.sqlstate == "SC010"


def test_closing_by_hand_settles_an_earlier_closing_with_effects_that_is_due(db: Connection, alice: int) -> None:
    work = add_work(db)
    division = add_stage(db, work, None, NOON + HOUR, kind="division", status="active")
    formation = add_stage(db, work, None, NOON - HOUR, kind="team_formation", status="active")
    db.execute("select stageclock.complete_stage(%s, %s)", [division, alice])
    order = db.execute("select stage_id, cause from stage_transitions order by id").fetchall()
    assert order == [(formation, "clock"), (division, "teacher")]


def test_saving_the_same_dates_writes_nothing_and_forgets_no_failure(db: Connection, alice: int) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, None)
    db.execute("insert into stage_attempts values (%s, 'active', 5, now(), now(), 'P0001', 'x')", [stage])
    saved = one(db, "select stageclock.reschedule_stage(%s, %s, null, %s)", stage, NOON + HOUR, alice)
    assert saved is None
    assert one(db, "select count(*) from audit_events") == 0
    assert one(db, "select count(*) from stage_attempts") == 1
