"""Moving later stages in the database: settled, checked, written and recorded in one act, or refused as a whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, history_of, one, poison

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def on_monday(clock: MovableClock) -> None:
    clock.set(MONDAY)


@pytest.fixture
def alice(db: Connection) -> int:
    """A teacher."""
    add = (
        "insert into users (username, name, password_hash, role) values ('alice', 'Alice', 'x', 'teacher') returning id"
    )
    return int(one(db, add))


def shift(db: Connection, work: int, stage: int, days: int | None, actor: int, shown: str | None = None) -> int:
    return int(one(db, "select stageclock.shift_stages(%s, %s, %s, %s, %s, ' why ')", work, stage, days, shown, actor))


def refused(db: Connection, sqlstate: str, *arguments: Any) -> str:
    """The sentence with which a shift is refused, having changed nothing."""
    tables = ("stages", "stage_transitions", "audit_events", "stage_attempts", "notifications")
    before = [db.execute(f"table {table}".encode()).fetchall() for table in tables]
    with pytest.raises(psycopg.Error) as refusal:
        shift(db, *arguments)
    assert refusal.value.sqlstate == sqlstate, refusal.value
    assert [db.execute(f"table {table}".encode()).fetchall() for table in tables] == before
    return str(refusal.value.diag.message_primary)


def windows(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute("select starts_at, ends_at from stages order by assignment_id, position").fetchall()


def digest(db: Connection, work: int) -> str:
    return str(one(db, "select stageclock.plan_digest(%s)", work))


def test_only_that_stage_and_later_ones_of_its_own_plan_move(db: Connection, alice: int) -> None:
    work, other = add_work(db), add_work(db)
    stages = [add_stage(db, work, MONDAY + n * DAY, MONDAY + n * DAY + HOUR) for n in (1, 2, 3)]
    add_stage(db, other, MONDAY + DAY, None)
    shift(db, work, stages[1], 2, alice, digest(db, work))
    assert [row[0] for row in windows(db)] == [MONDAY + n * DAY for n in (1, 4, 5, 1)]


def test_later_is_by_place_in_the_plan_not_by_time(db: Connection, alice: int) -> None:
    work = add_work(db)
    late, early = (add_stage(db, work, MONDAY + n * DAY, None) for n in (9, 1))
    shift(db, work, early, 1, alice)
    assert windows(db) == [(MONDAY + 9 * DAY, None), (MONDAY + 2 * DAY, None)]
    assert one(db, "select count(*) from audit_events where subject_id = %s and subject_type = 'stage'", late) == 0


def test_each_moved_stage_is_recorded_as_a_change_of_times_exactly_as_by_itself(db: Connection, alice: int) -> None:
    work = add_work(db)
    stage = add_stage(db, work, MONDAY + DAY, None)
    shift(db, work, stage, 7, alice)
    db.execute("select stageclock.reschedule_stage(%s, %s, null, %s, 'why')", [stage, MONDAY + DAY, alice])
    there, back = db.execute(
        "select actor_id, action, details from audit_events where subject_type = 'stage' order by id"
    ).fetchall()
    assert (there[0], there[1], there[2]["reason"]) == (back[0], back[1], back[2]["reason"])
    assert (there[2]["from"], there[2]["to"]) == (back[2]["to"], back[2]["from"])
    assert there[2]["to"]["ends_at"] is None


def test_what_is_due_is_done_first_and_what_failed_at_the_old_date_is_forgotten(db: Connection, alice: int) -> None:
    work = add_work(db)
    begun = add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR)
    over = add_stage(db, work, MONDAY - 2 * HOUR, MONDAY - HOUR)
    coming = add_stage(db, work, MONDAY + DAY, None)
    db.execute(
        "insert into stage_attempts (stage_id, to_status, attempts, next_try_at) values (%s, 'active', 5, now())",
        [coming],
    )
    shift(db, work, begun, 1, alice)
    assert [row[0] for row in history_of(db, begun)] == ["active"]
    assert [row[0] for row in history_of(db, over)] == ["active", "completed"]
    assert windows(db) == [
        (MONDAY - HOUR, MONDAY + HOUR + DAY), (MONDAY - 2 * HOUR, MONDAY - HOUR), (MONDAY + 2 * DAY, None),
    ]  # fmt: skip
    assert one(db, "select count(*) from stage_attempts") == 0


def test_a_stage_that_fails_to_be_settled_does_not_keep_the_others_where_they_are(db: Connection, alice: int) -> None:
    work = add_work(db)
    broken = add_stage(db, work, MONDAY - 2 * HOUR, MONDAY - HOUR)
    coming = add_stage(db, work, MONDAY + DAY, None)
    poison(db, broken)
    shift(db, work, broken, 1, alice)
    assert windows(db) == [(MONDAY - 2 * HOUR, MONDAY - HOUR), (MONDAY + 2 * DAY, None)]
    assert one(db, "select count(*) from audit_events where subject_id = %s and subject_type = 'stage'", coming) == 1


def test_the_rows_that_are_shown_are_those_that_are_written(db: Connection, alice: int) -> None:
    work = add_work(db)
    db.execute("update assignments set time_zone = 'America/New_York'")
    for n in range(5):
        add_stage(db, work, MONDAY + n * DAY + HOUR, MONDAY + n * DAY + 9 * HOUR if n % 2 else None)
    first = int(one(db, "select min(id) from stages"))
    foreseen = db.execute(
        "select new_starts_at, new_ends_at from stageclock.shifted(%s, %s, 9)", [work, first]
    ).fetchall()
    shift(db, work, first, 9, alice, digest(db, work))
    assert windows(db) == foreseen


def test_one_message_wakes_whoever_listens(database: Database, db: Connection, alice: int) -> None:
    work = add_work(db)
    first = add_stage(db, work, MONDAY + DAY, None)
    add_stage(db, work, MONDAY + DAY, None)
    with database.connect() as listener:
        listener.execute("listen stageclock")
        shift(db, work, first, 1, alice)
        heard = [note.payload for note in listener.notifies(timeout=2, stop_after=1)]
        heard += [note.payload for note in listener.notifies(timeout=0.2)]
    assert heard == [f"assignment:{work}"]


@pytest.mark.parametrize("days", [None, 0, 367, -367, 2_000_000_000])
def test_days_that_cannot_be_are_refused(db: Connection, alice: int, days: int | None) -> None:
    work = add_work(db)
    stage = add_stage(db, work, MONDAY + DAY, None)
    assert refused(db, "SC013", work, stage, days, alice) == "Stages are moved by 1 to 366 days, later or earlier."


def test_what_does_not_exist_is_said(db: Connection, alice: int) -> None:
    work, other = add_work(db), add_work(db)
    stage = add_stage(db, other, MONDAY + DAY, None)
    assert refused(db, "SC006", 999, stage, 1, alice) == "There is no such course work."
    for elsewhere in (stage, 999):
        assert refused(db, "SC006", work, elsewhere, 1, alice) == "There is no such stage."


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (MONDAY + DAY, None, -1),
        (MONDAY + DAY, MONDAY + 9 * DAY, -2),
        (None, MONDAY + DAY, -2),
        (None, datetime(8999, 12, 30, tzinfo=UTC), 366),
    ],
)
def test_one_date_that_cannot_be_refuses_the_whole_act(
    db: Connection, alice: int, start: datetime | None, end: datetime | None, days: int
) -> None:
    work = add_work(db)
    first = add_stage(db, work, MONDAY + 30 * DAY, None)
    add_stage(db, work, start, end)
    assert "see the marked ones" in refused(db, "SC003", work, first, days, alice)


def test_a_window_that_would_end_before_it_starts_is_refused(db: Connection, alice: int) -> None:
    work = add_work(db)
    db.execute("update assignments set time_zone = 'Europe/Berlin'")
    # From 02:50 in summer time to 02:10 after the clocks have been put back: twenty minutes.
    stage = add_stage(
        db, work, datetime(2030, 10, 27, 0, 50, tzinfo=UTC), datetime(2030, 10, 27, 1, 10, tzinfo=UTC)
    )  # fmt: skip
    row = db.execute("select starts_problem, ends_problem from stageclock.shifted(%s, %s, 1)", [work, stage])
    assert row.fetchone() == (None, "inverted")
    refused(db, "SC003", work, stage, 1, alice)


def test_what_has_no_date_left_to_move_is_refused(db: Connection, alice: int) -> None:
    work = add_work(db)
    over = add_stage(db, work, MONDAY - DAY, MONDAY - HOUR, status="completed")
    add_stage(db, work, MONDAY - DAY, None, status="active")
    add_stage(db, work, None, None)
    assert "None of these stages" in refused(db, "SC002", work, over, 1, alice)


def test_an_archived_course_work_is_refused(db: Connection, alice: int) -> None:
    work = add_work(db, state="archived")
    refused(db, "SC002", work, add_stage(db, work, MONDAY + DAY, None), 1, alice)


def test_drafts_and_paused_ones_move_too(db: Connection, alice: int) -> None:
    work = add_work(db, state="draft")
    stage = add_stage(db, work, MONDAY + DAY, None)
    shift(db, work, stage, 1, alice)
    assert windows(db) == [(MONDAY + 2 * DAY, None)]


@pytest.mark.parametrize(
    "edit",
    [
        "update stages set name = 'Other' where position = 1",
        "update stages set ends_at = ends_at + interval '1 hour' where position = 0",
        "update stages set position = position + 10",
        "update assignments set time_zone = 'UTC'",
        "insert into stages (assignment_id, position, name, kind) select min(id), 7, 'New', 'custom' from assignments",
        "delete from stages where position = 1",
        "update stages set status = 'completed' where position = 0",
    ],
)
def test_a_plan_that_is_not_the_one_that_was_shown_is_refused(db: Connection, alice: int, edit: str) -> None:
    work = add_work(db)
    first = add_stage(db, work, MONDAY + DAY, MONDAY + 2 * DAY)
    add_stage(db, work, MONDAY + 3 * DAY, None)
    shown = digest(db, work)
    db.execute(edit.encode())
    assert "The plan has changed" in refused(db, "SC011", work, first, 1, alice, shown)
    shift(db, work, first, 1, alice, digest(db, work))


def test_of_eight_at_once_who_saw_the_same_plan_one_moves_it(database: Database, db: Connection, alice: int) -> None:
    work = add_work(db)
    stages = [add_stage(db, work, MONDAY + n * DAY, MONDAY + n * DAY + HOUR) for n in range(1, 6)]
    shown = digest(db, work)

    def attempt(_: int) -> str | None:
        with database.connect("stageclock_app") as web:
            try:
                shift(web, work, stages[0], 7, alice, shown)
            except psycopg.Error as error:
                return error.sqlstate
            return None

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(str(outcome) for outcome in pool.map(attempt, range(8)))
    assert outcomes == ["None"] + ["SC011"] * 7
    assert [row[0] for row in windows(db)] == [MONDAY + (n + 7) * DAY for n in range(1, 6)]
    assert one(db, "select count(*) from audit_events") == 6
