"""Students are reminded before a stage closes, once for each distance, and by the end that it then has."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)


@pytest.fixture
def stage(db: Connection, clock: MovableClock) -> int:
    """A stage that has opened and closes in three days; two students, and reminders a day and an hour before."""
    clock.set(MONDAY)
    return add_stage(db, add_work(db, students=2), MONDAY, MONDAY + 3 * DAY)


def ends_told(database: Database, db: Connection) -> list[str]:
    """After a tick: the end that each reminder so far has named."""
    database.tick(2)
    query = "select params ->> 'ends_at' from notifications where kind = 'stage_closes_soon' order by id"
    return [row[0] for row in db.execute(query)]


def test_each_distance_reminds_once(database: Database, db: Connection, clock: MovableClock, stage: int) -> None:
    assert stage
    database.tick()
    counts = []
    for before in (DAY + MINUTE, DAY, DAY - MINUTE, HOUR + MINUTE, HOUR, MINUTE, timedelta(), -HOUR):
        clock.set(MONDAY + 3 * DAY - before)
        counts.append(len(ends_told(database, db)))
    assert counts == [0, 2, 2, 2, 4, 4, 4, 4]


def test_after_downtime_one_reminder_says_it_and_none_after_the_end(
    database: Database, db: Connection, clock: MovableClock, stage: int
) -> None:
    assert stage
    database.tick()
    clock.set(MONDAY + 3 * DAY - 10 * MINUTE)
    assert len(ends_told(database, db)) == 2, "both distances have passed: one notice a student"
    other = add_stage(db, add_work(db, students=1), MONDAY + 3 * DAY, MONDAY + 6 * DAY)
    clock.set(MONDAY + 3 * DAY)
    database.tick()
    clock.set(MONDAY + 7 * DAY)
    assert len(ends_told(database, db)) == 2 and other


def test_a_moved_end_moves_its_reminders(database: Database, db: Connection, clock: MovableClock, stage: int) -> None:
    database.tick()
    db.execute("select stageclock.reschedule_stage(%s, %s, %s, null)", [stage, MONDAY, MONDAY + 5 * DAY])
    clock.set(MONDAY + 2 * DAY)
    assert ends_told(database, db) == []
    clock.set(MONDAY + 4 * DAY)
    assert len(set(ends_told(database, db))) == 1
    db.execute("select stageclock.reschedule_stage(%s, %s, %s, null)", [stage, MONDAY, MONDAY + 6 * DAY])
    clock.set(MONDAY + 5 * DAY)
    assert len(set(ends_told(database, db))) == 2, "the new end is a new thing to say"


def test_changed_distances_move_them_too_and_none_makes_none(
    database: Database, db: Connection, clock: MovableClock, stage: int
) -> None:
    assert stage
    database.tick()
    db.execute("update assignments set reminders = '{2 days}'")
    clock.set(MONDAY + DAY)
    assert len(ends_told(database, db)) == 2
    db.execute("update assignments set reminders = '{}'")
    clock.set(MONDAY + 3 * DAY - MINUTE)
    assert len(ends_told(database, db)) == 2


def test_a_held_stage_reminds_nobody(database: Database, db: Connection, clock: MovableClock, stage: int) -> None:
    database.tick()
    db.execute("select stageclock.pause_stage(%s, null)", [stage])
    clock.set(MONDAY + 3 * DAY - HOUR)
    assert ends_told(database, db) == []


def test_a_stage_that_opens_late_skips_what_has_passed(database: Database, db: Connection, clock: MovableClock) -> None:
    clock.set(MONDAY)
    add_stage(db, add_work(db, students=1), MONDAY, MONDAY + 2 * HOUR)
    database.tick()
    assert ends_told(database, db) == [], "the opening has just named the end"
    clock.set(MONDAY + HOUR)
    assert len(ends_told(database, db)) == 1
    assert one(db, "select remind_at from stages") is None


SET = "select stageclock.set_reminders(%s, %s::interval[], %s)"
TOO_MANY = "Students are reminded at most five times before a stage closes."
NO_LENGTH = "Give each reminder a length of whole minutes, from 1 minute to 30 days."
TWICE = "Name each length once: one of them stands there twice."


def test_a_teacher_says_how_long_before(database: Database, db: Connection, clock: MovableClock, stage: int) -> None:
    work, actor = one(db, "select assignment_id from stages where id = %s", stage), one(db, "select min(id) from users")
    database.tick()
    assert one(db, SET, work, ["30 minutes", "2 days"], actor) is True
    assert one(db, SET, work, ["48:00", "1800 seconds"], actor) is False, "the same in other words is no change"
    clock.set(MONDAY + 2 * DAY)
    assert len(ends_told(database, db)) == 2, "two days before; a day before is no more"
    clock.set(MONDAY + 3 * DAY - 30 * MINUTE)
    assert len(ends_told(database, db)) == 4
    event = db.execute("select actor_id, action, subject_type, subject_id, details from audit_events").fetchall()
    change = {"from": {"reminders": "24 h, 1 h"}, "to": {"reminders": "48 h, 0.5 h"}}
    assert event == [(actor, "reminders_set", "assignment", work, change)]
    assert one(db, SET, work, [], None) is True


@pytest.mark.parametrize(
    ("distances", "sentence"),
    [(["1 h"] * 6, TOO_MANY), (None, TOO_MANY), (["0 h"], NO_LENGTH), (["-1 h"], NO_LENGTH), (["30 s"], NO_LENGTH),
     (["90 s"], NO_LENGTH), (["30 days 1 minute"], NO_LENGTH), ([None], NO_LENGTH), (["24 h", "1 day"], TWICE)],
)  # fmt: skip
def test_distances_that_cannot_be_are_refused_and_nothing_is_changed(
    db: Connection, stage: int, distances: list[str | None] | None, sentence: str
) -> None:
    work = one(db, "select assignment_id from stages where id = %s", stage)
    with pytest.raises(psycopg.Error) as refused:
        db.execute(SET, [work, distances, None])
    assert (refused.value.sqlstate, refused.value.diag.message_primary) == ("SC013", sentence)
    assert one(db, "select reminders from assignments") == [DAY, HOUR]
    assert one(db, "select count(*) from audit_events") == 0


def test_only_course_work_that_is_there_and_not_archived_takes_them(db: Connection, stage: int) -> None:
    db.execute("update assignments set state = 'archived'")
    for work, sqlstate in ((one(db, "select id from assignments"), "SC002"), (0, "SC006")):
        with pytest.raises(psycopg.Error) as refused:
            db.execute(SET, [work, ["2 h"], None])
        assert refused.value.sqlstate == sqlstate


def test_a_reminder_that_is_due_is_not_lost_by_a_change_of_the_others(
    database: Database, db: Connection, clock: MovableClock, stage: int
) -> None:
    work = one(db, "select assignment_id from stages where id = %s", stage)
    database.tick()
    clock.set(MONDAY + 2 * DAY)
    db.execute(SET, [work, ["24 h", "2 h"], None])
    assert len(ends_told(database, db)) == 2
    clock.set(MONDAY + 3 * DAY - 2 * HOUR)
    db.execute(SET, [work, ["24 h", "1 h"], None])
    assert len(ends_told(database, db)) == 2, "what is due and taken out is not made"
    clock.set(MONDAY + 3 * DAY - HOUR)
    assert len(ends_told(database, db)) == 4


def test_a_day_before_is_24_hours_before_where_clocks_change(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    db.execute("set time zone 'Europe/Berlin'")
    end = datetime(2030, 3, 31, 10, tzinfo=UTC)  # the clocks there are put forward nine hours earlier
    clock.set(end - 3 * DAY)
    work = add_work(db, students=1)
    add_stage(db, work, end - 3 * DAY, end)
    database.tick()
    db.execute(SET, [work, ["1 day"], None])
    assert one(db, "select remind_at from stages") == end - timedelta(hours=24)


def test_a_copy_of_the_whole_reminds_as_the_original(db: Connection, stage: int) -> None:
    work, course = db.execute("select id, course_id from assignments").fetchone() or (0, 0)
    db.execute(SET, [work, ["2 days"], None])
    copy = "select stageclock.copy_assignment(%s, %s, 'Copy', 52, %s, '{}', stageclock.plan_digest(%s), null)"
    reminders = [
        one(db, "select reminders from assignments where id = %s", one(db, copy, work, course, whole, work))
        for whole in (True, False)
    ]
    assert reminders == [[2 * DAY], [DAY, HOUR]]


def test_a_team_with_a_later_end_is_reminded_of_that_one_alone(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    work = add_work(db, students=3)
    alone, *pair = students_of(db, work)
    team = add_team(db, work, pair)
    stage = add_stage(db, work, MONDAY - DAY, MONDAY + 3 * DAY, kind="submission", status="active")
    later = MONDAY + 4 * DAY
    given = one(db, "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)", stage, team, later, alone)
    told = (
        "select recipient_id, (params ->> 'ends_at')::timestamptz from notifications where kind = 'stage_closes_soon'"
    )
    for before in (DAY, HOUR):
        clock.set(MONDAY + 3 * DAY - before)
        database.tick()
    assert db.execute(told.encode()).fetchall() == [(alone, MONDAY + 3 * DAY)] * 2
    db.execute("delete from notifications")
    for at in (later - DAY, later - HOUR, later):
        clock.set(at)
        database.tick(2)
    assert sorted(db.execute(told.encode()).fetchall()) == [(pair[0], later)] * 2 + [(pair[1], later)] * 2
    assert one(db, "select remind_at from stages where id = %s", stage) is None
    db.execute("delete from notifications")
    clock.set(later - HOUR)
    longer = later + 2 * DAY
    given = one(db, "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)", stage, team, longer, alone)
    assert one(db, "select remind_at from stages where id = %s", stage) == longer - DAY
    one(db, "select stageclock.revoke_extension(%s, %s)", given, alone)
    assert one(db, "select remind_at from stages where id = %s", stage) is None
    clock.set(longer - DAY)
    database.tick()
    assert db.execute(told.encode()).fetchall() == []


def test_a_stage_that_somebody_holds_is_reminded_of_later_and_the_others_now(
    database: Database, db: Connection, clock: MovableClock, stage: int
) -> None:
    add_stage(db, add_work(db, students=1), MONDAY, MONDAY + 3 * DAY)
    database.tick()
    clock.set(MONDAY + 2 * DAY)
    with database.connect(autocommit=False) as teacher:
        teacher.execute("select from stages where id = %s for update", [stage])
        assert len(ends_told(database, db)) == 1
        teacher.rollback()
    assert len(ends_told(database, db)) == 3


def test_many_that_move_at_once_get_the_same_reminders_as_one_alone(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    work = add_work(db, students=4)
    team = add_team(db, work, students_of(db, work)[:2])
    clock.set(MONDAY)
    ends = [MONDAY + 3 * DAY, MONDAY + 2 * HOUR, MONDAY + 30 * MINUTE, None]
    stages = [add_stage(db, work, MONDAY, end) for end in ends]
    closing = add_stage(db, work, MONDAY - DAY, MONDAY, status="active")
    for stage in (stages[1], closing):
        db.execute(
            "insert into stage_extensions (stage_id, team_id, ends_at, reason, granted_by)"
            " select %s, %s, %s, 'ill', min(id) from users",
            [stage, team, MONDAY + 5 * DAY],
        )
    database.tick()
    wrong = "select id, remind_at from stages s where remind_at is distinct from stageclock.next_reminder(s, %s)"
    assert db.execute(wrong, [MONDAY]).fetchall() == []
    found = [one(db, "select remind_at from stages where id = %s", stage) for stage in [*stages, closing]]
    assert found == [MONDAY + 2 * DAY, MONDAY + HOUR, None, None, MONDAY + 4 * DAY]
