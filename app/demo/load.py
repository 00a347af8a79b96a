"""Writes the demo into an empty database, in one transaction."""

from datetime import datetime, timedelta
from typing import Any

import psycopg

from app import passwords
from app.demo import deeds
from app.demo.people import ADMIN, TEACHERS, students
from app.demo.plans import BOOKSHOP, PLANS, SENSORS, PlannedWork
from app.errors import OperatorError

DEEDS = {BOOKSHOP.title: deeds.in_the_bookshop, SENSORS.title: deeds.among_the_sensors}
PASSWORD = "demo"  # noqa: S105  shown to everybody, and refused where the pages are public
ZONE = "Asia/Shanghai"


def load(connection: psycopg.Connection[Any]) -> None:
    """Add people, a course, its course work and what was done in it; OperatorError where somebody is there already."""
    if _one(connection, "select exists (select from users)"):
        raise OperatorError("The demo goes into an empty database only, and this one has people in it.")
    teachers = _add_people(connection, [ADMIN, *TEACHERS])[1:]
    pupils = _add_people(connection, students())
    course = _add_course(connection, teachers, pupils)
    now = _one(connection, "select date_trunc('minute', stageclock.current_time())")
    for plan in PLANS:
        work = _add_work(connection, plan, course, teachers, now)
        if plan.title in DEEDS:
            DEEDS[plan.title](deeds.Deeds(connection, work, TEACHERS[0][0], now))


def _add_people(connection: psycopg.Connection[Any], people: list[tuple[str, str, str | None, str]]) -> list[int]:
    rows = connection.execute(
        "insert into users (username, name, student_number, role, password_hash)"
        " select p.*, %s from unnest(%s::text[], %s::text[], %s::text[], %s::user_role[]) p returning id",
        [passwords.make_hash(PASSWORD), *(list(column) for column in zip(*people, strict=True))],
    )
    return [row[0] for row in rows]


def _add_course(connection: psycopg.Connection[Any], teachers: list[int], pupils: list[int]) -> int:
    course = _one(
        connection,
        "insert into courses (code, name, term, time_zone)"
        " values ('SE-2026', '软件工程 · Software Engineering', '2026 autumn', %s) returning id",
        ZONE,
    )
    connection.execute(
        "insert into enrollments (course_id, user_id, role)"
        " select %(course)s, unnest(%(teachers)s::bigint[]), 'teacher'::enrollment_role"
        " union all select %(course)s, unnest(%(pupils)s::bigint[]), 'student'",
        {"course": course, "teachers": teachers, "pupils": pupils},
    )
    return int(course)


def _add_work(
    connection: psycopg.Connection[Any], plan: PlannedWork, course: int, teachers: list[int], now: datetime
) -> int:
    work = _one(
        connection,
        "insert into assignments (course_id, title, description, time_zone, state, created_by)"
        " values (%s, %s, %s, %s, %s, %s) returning id",
        *(course, plan.title, plan.description, ZONE, plan.state, teachers[0]),
    )
    connection.execute(
        "insert into assignment_teachers (assignment_id, user_id) select %s, unnest(%s::bigint[])", [work, teachers]
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into stages (assignment_id, position, name, kind, starts_at, ends_at, submission_mode)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [
                (work, n, stage.name, stage.kind, _at(now, stage.start), _at(now, stage.end), stage.mode)
                for n, stage in enumerate(plan.stages)
            ],
        )
    return int(work)


def _at(now: datetime, distance: timedelta | None) -> datetime | None:
    return None if distance is None else now + distance


def _one(connection: psycopg.Connection[Any], query: str, *parameters: object) -> Any:
    row = connection.execute(query.encode(), parameters or None).fetchone()
    return row[0] if row else None
