"""Copying in the database: whole weeks of wall time, drafts without history, or refused as a whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one

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


@pytest.fixture
def work(db: Connection) -> int:
    """A course work with two stages, one of which has ended."""
    key = add_work(db)
    add_stage(db, key, MONDAY - DAY, MONDAY - HOUR, name="Teams", status="completed")
    add_stage(db, key, MONDAY + DAY, None, name="Report")
    return key


def course_of(db: Connection, work: int) -> int:
    return int(one(db, "select course_id from assignments where id = %s", work))


def copy(db: Connection, work: int, actor: int, **changed: Any) -> int:
    """Copy the whole two weeks on into its own course, or as it is changed."""
    asked = {
        "course": course_of(db, work), "title": "Copy", "weeks": 2, "whole": True, "files": Jsonb({}), "shown": None,
    } | changed  # fmt: skip
    call = "select stageclock.copy_assignment(%s, %s, %s, %s, %s, %s, %s, %s)"
    return int(one(db, call, work, *(asked[name] for name in asked), actor))


def append(db: Connection, work: int, into: int, actor: int, weeks: int = 2, shown: str | None = None) -> int:
    return int(one(db, "select stageclock.copy_plan(%s, %s, %s, %s, %s)", work, into, weeks, shown, actor))


def state(db: Connection) -> list[Any]:
    tables = ("assignments", "assignment_teachers", "attachments", "links", "stages", "audit_events")
    return [db.execute(f"table {table}".encode()).fetchall() for table in tables]


def plan_of(db: Connection, work: int) -> list[tuple[Any, ...]]:
    return db.execute(
        "select name, status, generation, position, starts_at, ends_at from stages"
        " where assignment_id = %s order by position", [work],
    ).fetchall()  # fmt: skip


def attach(db: Connection, work: int) -> int:
    return int(
        one(
            db,
            "insert into attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256)"
            " values (%s, 'attachments/a', 'a.txt', 'text/plain', 1, repeat('0', 64)) returning id",
            work,
        )
    )


def test_a_copy_is_pending_from_the_beginning_and_the_source_stays_as_it_is(
    db: Connection, alice: int, work: int
) -> None:
    before = plan_of(db, work)
    made = copy(db, work, alice)
    later = timedelta(weeks=2)
    assert plan_of(db, made) == [
        ("Teams", "pending", 0, 0, MONDAY - DAY + later, MONDAY - HOUR + later),
        ("Report", "pending", 0, 1, MONDAY + DAY + later, None),
    ]
    assert plan_of(db, work) == before
    assert one(db, "select count(*) from stage_transitions") == 0
    assert one(db, "select state from assignments where id = %s", made) == "draft"


def test_the_rows_that_are_shown_are_those_that_are_written(db: Connection, alice: int, work: int) -> None:
    foreseen = db.execute(
        "select new_starts_at, new_ends_at from stageclock.copied(%s, 30, 'Europe/Berlin', false)", [work]
    ).fetchall()
    into = add_work(db, state="draft")
    db.execute("update assignments set time_zone = 'Europe/Berlin' where id = %s", [into])
    append(db, work, into, alice, weeks=30)
    assert [row[4:] for row in plan_of(db, into)] == foreseen


def test_the_same_week_is_a_copy_too_but_not_into_the_past(db: Connection, alice: int, work: int) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        copy(db, work, alice, weeks=0)
    assert refusal.value.sqlstate == "SC003"
    db.execute("delete from stages where name = 'Teams'")
    made = copy(db, work, alice, weeks=0)
    assert [row[4] for row in plan_of(db, made)] == [MONDAY + DAY]


def test_the_own_dates_of_a_course_work_only_inform_and_may_be_past(db: Connection, alice: int, work: int) -> None:
    db.execute("update assignments set starts_at = %s", [MONDAY - 40 * DAY])
    assert one(db, "select starts_at from assignments where id = %s", copy(db, work, alice)) == MONDAY - 26 * DAY
    alone = copy(db, work, alice, whole=False)
    assert one(db, "select starts_at from assignments where id = %s", alone) is None


def test_who_was_switched_off_manages_no_copy(db: Connection, alice: int, work: int) -> None:
    people = db.execute(
        "insert into users (username, name, password_hash, role, is_active)"
        " values ('carl', 'Carl', 'x', 'teacher', true), ('gone', 'Gone', 'x', 'teacher', false) returning id"
    ).fetchall()
    for person in people:
        db.execute("insert into assignment_teachers (assignment_id, user_id) values (%s, %s)", [work, person[0]])
    made = copy(db, work, alice)
    managers = db.execute("select user_id from assignment_teachers where assignment_id = %s order by 1", [made])
    assert managers.fetchall() == [(alice,), people[0]]


def test_files_come_with_keys_of_their_own(db: Connection, alice: int, work: int) -> None:
    file = attach(db, work)
    made = copy(db, work, alice, files=Jsonb({str(file): "attachments/b"}))
    row = db.execute("select storage_key, file_name, uploaded_by from attachments where assignment_id = %s", [made])
    assert row.fetchone() == ("attachments/b", "a.txt", alice)


@pytest.mark.parametrize("files", [{}, {"999": "attachments/b"}, {"{file}": "attachments/b", "999": "attachments/c"}])
def test_files_that_are_not_those_of_the_course_work_are_refused(
    db: Connection, alice: int, work: int, files: dict[str, str]
) -> None:
    file = attach(db, work)
    before = state(db)
    with pytest.raises(psycopg.Error) as refusal:
        copy(db, work, alice, files=Jsonb({key.format(file=file): value for key, value in files.items()}))
    assert (refusal.value.sqlstate, refusal.value.diag.message_primary) == (
        "SC011", "The files have changed since they were shown: look at what they are now.",
    )  # fmt: skip
    assert state(db) == before


@pytest.mark.parametrize(
    ("changed", "sqlstate", "said"),
    [
        ({"course": 999}, "SC006", "There is no such course."),
        ({"title": "  "}, "SC013", "A course work has a title."),
        ({"title": None}, "SC013", "A course work has a title."),
        ({"weeks": None}, "SC013", "A copy lies at most a hundred years from what is copied."),
        ({"weeks": 5201}, "SC013", "A copy lies at most a hundred years from what is copied."),
        ({"weeks": 2_000_000_000}, "SC013", "A copy lies at most a hundred years from what is copied."),
        ({"weeks": -2}, "SC003", "A date of the copy cannot be"),
        ({"shown": "another"}, "SC011", "The plan has changed"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    db: Connection, alice: int, work: int, changed: dict[str, Any], sqlstate: str, said: str
) -> None:
    before = state(db)
    with pytest.raises(psycopg.Error) as refusal:
        copy(db, work, alice, **changed)
    assert refusal.value.sqlstate == sqlstate
    assert str(refusal.value.diag.message_primary).startswith(said)
    assert state(db) == before


def test_an_archived_course_takes_no_copy(db: Connection, alice: int, work: int) -> None:
    db.execute("update courses set archived_at = now()")
    with pytest.raises(psycopg.Error) as refusal:
        copy(db, work, alice)
    assert refusal.value.sqlstate == "SC002"


@pytest.mark.parametrize(
    ("into", "sqlstate"), [("published", "SC002"), ("archived", "SC002"), ("itself", "SC013"), ("nothing", "SC006")]
)
def test_only_another_draft_takes_a_plan_over(db: Connection, alice: int, work: int, into: str, sqlstate: str) -> None:
    other = add_work(db, state=into if into in {"published", "archived"} else "draft")
    target = {"itself": work, "nothing": 999}.get(into, other)
    before = state(db)
    with pytest.raises(psycopg.Error) as refusal:
        append(db, work, target, alice)
    assert refusal.value.sqlstate == sqlstate
    assert state(db) == before


def test_a_wall_time_that_the_clocks_of_the_draft_skip_is_refused(db: Connection, alice: int) -> None:
    work, into = add_work(db), add_work(db, state="draft")
    db.execute("update assignments set time_zone = 'Europe/Berlin' where id = %s", [into])
    # Sunday 02:30 in Shanghai: two weeks on it is the Sunday on which Berlin leaves out that hour.
    add_stage(db, work, datetime(2030, 3, 16, 18, 30, tzinfo=UTC), None)
    with pytest.raises(psycopg.Error) as refusal:
        append(db, work, into, alice)
    assert refusal.value.sqlstate == "SC003"
    append(db, work, into, alice, weeks=3)
    assert plan_of(db, into)[0][4] == datetime(2030, 4, 7, 0, 30, tzinfo=UTC)


def test_copies_into_each_other_at_once_do_not_wait_in_a_circle(database: Database, db: Connection, alice: int) -> None:
    works = [add_work(db, state="draft") for _ in range(2)]
    for work in works:
        add_stage(db, work, MONDAY + DAY, MONDAY + 2 * DAY)

    def attempt(n: int) -> None:
        with database.connect("stageclock_app") as web:
            append(web, works[n % 2], works[1 - n % 2], alice)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(8)))
    positions = db.execute("select array_agg(position order by position) from stages group by assignment_id")
    for (found,) in positions.fetchall():
        assert found == list(range(len(found)))
    assert one(db, "select count(*) from audit_events where action = 'plan_copied'") == 8


def test_what_may_be_handed_in_and_the_teachers_roles_are_copied_too(db: Connection, work: int, alice: int) -> None:
    db.execute("update stages set max_files = 3, max_file_mb = 7, file_types = '{pdf}' where name = 'Report'")
    division = add_stage(db, work, MONDAY + DAY, None, name="Division", kind="division")
    for name, required in (("Tester", True), ("Writer", False)):
        db.execute(
            "insert into division_roles (stage_id, name, description, required) values (%s, %s, 'all of it', %s)",
            [division, name, required],
        )
    new = copy(db, work, alice)
    rules = "select max_files, max_file_mb, file_types from stages where assignment_id = %s and name = 'Report'"
    assert db.execute(rules, [new]).fetchall() == [(3, 7, ["pdf"])]
    roles = (
        "select s.name, r.name, r.description, r.required from division_roles r join stages s on s.id = r.stage_id"
        " where s.assignment_id = %s order by r.id"
    )
    expected = [("Division", "Tester", "all of it", True), ("Division", "Writer", "all of it", False)]
    assert db.execute(roles, [new]).fetchall() == expected
    append(db, work, new, alice)
    assert db.execute(roles, [new]).fetchall() == expected * 2
