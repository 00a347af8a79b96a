"""Course work for tests of the clock: as few words as the test needs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]

# A Monday on which nothing happens in any zone's daylight saving.
MONDAY = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def one(db: Connection, query: str, *parameters: object) -> Any:
    """The first column of the first row."""
    row = db.execute(query.encode(), parameters or None).fetchone()
    return row[0] if row else None


def add_work(db: Connection, *, state: str = "published", students: int = 0) -> int:
    """A course of its own with one course work, and its students; returns the course work's id."""
    course = one(
        db,
        "insert into courses (code, name, time_zone) select 'C' || count(*), 'Course', 'Asia/Shanghai'"
        " from courses returning id",
    )
    db.execute(
        "with people as (insert into users (username, name, password_hash)"
        " select format('s%%s-%%s', %(course)s::bigint, n), 'Student ' || n, 'none'"
        " from generate_series(1, %(students)s) n returning id)"
        " insert into enrollments (course_id, user_id, role) select %(course)s, id, 'student' from people",
        {"course": course, "students": students},
    )
    insert = "insert into assignments (course_id, title, time_zone, state) values (%s, 'Work', 'Asia/Shanghai', %s)"
    return int(one(db, insert + " returning id", course, state))


def add_stage(
    db: Connection, work: int, starts_at: datetime | None, ends_at: datetime | None, *, kind: str = "custom",
    status: str = "pending", name: str = "Stage",
) -> int:  # fmt: skip
    """One stage at the end of the plan; returns its id."""
    return int(
        one(
            db,
            "insert into stages (assignment_id, position, name, kind, status, starts_at, ends_at)"
            " select %s, count(*), %s, %s, %s, %s, %s from stages where assignment_id = %s returning id",
            *(work, name, kind, status, starts_at, ends_at, work),
        )
    )


def add_many(db: Connection, work: int, number: int, starts_at: datetime, ends_at: datetime | None) -> None:
    """Many custom stages of one course work with the same window."""
    db.execute(
        "insert into stages (assignment_id, position, name, kind, starts_at, ends_at)"
        " select %s, n - 1, 'Stage ' || n, 'custom', %s, %s from generate_series(1, %s) n",
        [work, starts_at, ends_at, number],
    )


def status_of(db: Connection, stage: int) -> str:
    """What the tick has written."""
    return str(one(db, "select status from stages where id = %s", stage))


def history_of(db: Connection, stage: int) -> list[tuple[Any, ...]]:
    """(to_status, due_at, happened_at) of a stage, oldest first."""
    query = "select to_status, due_at, happened_at from stage_transitions where stage_id = %s order by id"
    return db.execute(query, [stage]).fetchall()


def poison(db: Connection, stage: int, action: str = "raise exception 'poisoned'") -> None:
    """Make every change of this stage's status do `action`, in the transaction that makes it."""
    db.execute(
        f"create function public.poison_{stage}() returns trigger language plpgsql as"
        f" $$ begin if new.id = {stage} then {action}; end if; return new; end $$".encode()
    )
    db.execute(
        f"create trigger poison_{stage} after update of status on stages"
        f" for each row execute function public.poison_{stage}()".encode()
    )


def cure(db: Connection, stage: int) -> None:
    """Take the poison away."""
    db.execute(f"drop function public.poison_{stage}() cascade".encode())
