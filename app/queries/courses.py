"""Courses: those whose class list somebody keeps, and one of them whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from app.db import db
from app.models import Assignment, Enrollment
from app.models import Course as Table
from app.models.types import AssignmentState, EnrollmentRole
from app.queries import keyset
from app.queries.keyset import Window

PAGE_SIZE = 50


@dataclass(frozen=True)
class Course:
    """One course; `students` is how long its class list is."""

    id: int
    code: str
    name: str
    term: str | None
    time_zone: str
    archived_at: datetime | None
    students: int


@dataclass(frozen=True)
class Work:
    """One course work of a course."""

    id: int
    title: str
    state: AssignmentState
    paused_at: datetime | None


def listed(allowed: ColumnElement[bool], search: str, page: int) -> tuple[list[Course], bool]:
    """One page (1 is the first) of those that are allowed, the newest first and the archived last; is there more?"""
    order = (Table.archived_at.is_not(None), Table.id.desc())
    chosen = _courses(allowed).where(_matches(search)).order_by(*order)
    window = chosen.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)
    rows = [Course(**row) for row in db.session.execute(window).mappings()]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def read_on(allowed: ColumnElement[bool], search: str, window: Window) -> list[Course]:
    """A window of those that are allowed, the newest first."""
    chosen = keyset.read_on(_courses(allowed).where(_matches(search)), Table.id, window)
    return [Course(**row) for row in db.session.execute(chosen).mappings()]


def one(allowed: ColumnElement[bool], course_id: int) -> Course | None:
    """One course, None where there is none or it is not allowed."""
    row = db.session.execute(_courses(allowed).where(Table.id == course_id)).mappings().one_or_none()
    return Course(**row) if row else None


def course_work(course_id: int) -> Sequence[Work]:
    """The course work of a course, the newest first and the archived last."""
    columns = select(Assignment.id, Assignment.title, Assignment.state, Assignment.paused_at)
    order = (Assignment.state == AssignmentState.ARCHIVED, Assignment.id.desc())
    rows = db.session.execute(columns.where(Assignment.course_id == course_id).order_by(*order))
    return [Work(**row) for row in rows.mappings()]


def _matches(search: str) -> ColumnElement[bool]:
    """Code, name or term contains it, whatever its case."""
    columns = (Table.code, Table.name, Table.term)
    return or_(*(column.icontains(search, autoescape=True) for column in columns)) if search else true()


def _courses(allowed: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    on_list = (Enrollment.course_id == Table.id, Enrollment.role == EnrollmentRole.STUDENT)
    students = select(func.count()).select_from(Enrollment).where(*on_list).scalar_subquery().label("students")
    columns = (Table.id, Table.code, Table.name, Table.term, Table.time_zone, Table.archived_at)
    return select(*columns, students).where(allowed)
