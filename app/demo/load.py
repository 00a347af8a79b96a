"""Writes the demo into an empty database, in one transaction, and its few files into storage."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from app import passwords
from app.demo import deeds
from app.demo.people import ADMIN, TEACHERS, students
from app.demo.plans import BOOKSHOP, COURSES, PLANS, SENSORS, TERM, PlannedCourse, PlannedStage, PlannedWork
from app.errors import OperatorError

Connection = psycopg.Connection[Any]
DEEDS = {BOOKSHOP.title: deeds.in_the_bookshop, SENSORS.title: deeds.among_the_sensors}
PASSWORD = "demo"  # noqa: S105  shown to everybody, and refused where the pages are public
ZONE = "Asia/Shanghai"


def load(connection: Connection, storage_dir: Path) -> None:
    """Add people, courses, course work and what was done in it; OperatorError where somebody is there already."""
    if _one(connection, "select exists (select from users)"):
        raise OperatorError("The demo goes into an empty database only, and this one has people in it.")
    teachers = _add_people(connection, [ADMIN, *TEACHERS])[1:]
    pupils = _add_people(connection, students())
    courses = {course.code: _add_course(connection, course, teachers, pupils) for course in COURSES}
    now = _one(connection, "select date_trunc('minute', stageclock.current_time())").astimezone(ZoneInfo(ZONE))
    for plan in PLANS:
        work = _add_work(connection, plan, courses[plan.course], teachers, now)
        if plan.title in DEEDS:
            DEEDS[plan.title](deeds.Deeds(connection, work, TEACHERS[0][0], now, storage_dir))


def _add_people(connection: Connection, people: list[tuple[str, str, str | None, str]]) -> list[int]:
    rows = connection.execute(
        "insert into users (username, name, student_number, role, password_hash)"
        " select p.*, %s from unnest(%s::text[], %s::text[], %s::text[], %s::user_role[]) p returning id",
        [passwords.make_hash(PASSWORD), *(list(column) for column in zip(*people, strict=True))],
    )
    return [row[0] for row in rows]


def _add_course(connection: Connection, plan: PlannedCourse, teachers: list[int], pupils: list[int]) -> int:
    insert = "insert into courses (code, name, term, time_zone) values (%s, %s, %s, %s) returning id"
    course = _one(connection, insert, plan.code, plan.name, TERM, ZONE)
    connection.execute(
        "insert into enrollments (course_id, user_id, role)"
        " select %(course)s, unnest(%(teachers)s::bigint[]), 'teacher'::enrollment_role"
        " union all select %(course)s, unnest(%(pupils)s::bigint[]), 'student'",
        {"course": course, "teachers": teachers, "pupils": pupils[: plan.students]},
    )
    return int(course)


def _add_work(connection: Connection, plan: PlannedWork, course: int, teachers: list[int], now: datetime) -> int:
    work = _one(
        connection,
        "insert into assignments (course_id, title, description, time_zone, state, created_by)"
        " values (%s, %s, %s, %s, %s, %s) returning id",
        *(course, plan.title, plan.description, ZONE, plan.state, teachers[0]),
    )
    connection.execute(
        "insert into assignment_teachers (assignment_id, user_id) select %s, unnest(%s::bigint[])", [work, teachers]
    )
    for position, stage in enumerate(plan.stages):
        _add_stage(connection, stage, work, position, now)
    return int(work)


def _add_stage(connection: Connection, stage: PlannedStage, work: int, position: int, now: datetime) -> None:
    """A stage; what began before today was opened by the clock at the time, as its history says."""
    start, end = (moment and moment(now) for moment in (stage.start, stage.end))
    begun = start is not None and start < now
    key = _one(
        connection,
        "insert into stages"
        " (assignment_id, position, name, kind, starts_at, ends_at, submission_mode, description, status)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
        *(work, position, stage.name, stage.kind, start, end, stage.mode, stage.description),
        "active" if begun else "pending",
    )
    if start and begun:
        connection.execute(
            "insert into stage_transitions (stage_id, generation, from_status, to_status, due_at, happened_at, cause)"
            " values (%s, 0, 'pending', 'active', %s, %s, 'clock')",
            [key, start, start + stage.lag],
        )


def _one(connection: Connection, query: str, *parameters: object) -> Any:
    row = connection.execute(query.encode(), parameters or None).fetchone()
    return row[0] if row else None
