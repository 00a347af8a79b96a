"""Who is in a course: its teachers, its class list, and who could be added."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import aliased

from app.db import db
from app.models import Enrollment, User
from app.models.types import EnrollmentRole, UserRole
from app.queries import keyset
from app.queries.keyset import Window

PAGE_SIZE = 100
PLACE = aliased(Enrollment)  # by another name than the policy's conditions use for theirs


@dataclass(frozen=True)
class Member:
    """Somebody's place in a course. `is_waiting`: has yet to choose a password of their own."""

    id: int
    username: str
    name: str
    student_number: str | None
    is_active: bool
    is_waiting: bool
    role: EnrollmentRole


def teachers(course_id: int) -> list[Member]:
    """Those who teach the course, by name."""
    return _read(_members(course_id, EnrollmentRole.TEACHER).order_by(User.name, User.id))


def students(course_id: int, search: str, page: int) -> tuple[list[Member], bool]:
    """One page (1 is the first) of the class list by student number; is there more?"""
    chosen = _members(course_id, EnrollmentRole.STUDENT).where(_matches(search))
    order = chosen.order_by(User.student_number.asc().nulls_last(), User.name, User.id)
    rows = _read(order.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def read_on(course_id: int, role: EnrollmentRole | None, search: str, window: Window) -> list[Member]:
    """A window of those who teach or study in the course, whose account is the oldest first."""
    chosen = _members(course_id, role).where(_matches(search))
    return _read(keyset.read_on(chosen, User.id, window, newest_first=False))


def one(course_id: int, user_id: int) -> Member | None:
    """Somebody's place in the course, None where they have none."""
    return next(iter(_read(_members(course_id).where(User.id == user_id))), None)


def waiting(course_id: int, allowed: ColumnElement[bool]) -> list[Member]:
    """Students of the class who have never chosen a password, of those `users` that are allowed; by student number."""
    return _read(_waiting(course_id, allowed).order_by(User.student_number.asc().nulls_last(), User.id))


def count_waiting(course_id: int, allowed: ColumnElement[bool]) -> int:
    """How many they are."""
    return db.session.scalar(select(func.count()).select_from(_waiting(course_id, allowed).subquery())) or 0


def found(text: str) -> list[int]:
    """Keys of the people whose student number or username this is: more than one where it is one's and another's."""
    chosen = select(User.id).where(or_(User.student_number == text, func.lower(User.username) == func.lower(text)))
    return list(db.session.scalars(chosen))


def _matches(search: str) -> ColumnElement[bool]:
    """Name, student number or username contains it, whatever its case."""
    columns = (User.name, User.student_number, User.username)
    return or_(*(column.icontains(search, autoescape=True) for column in columns)) if search else true()


def _waiting(course_id: int, allowed: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    given = (User.must_change_password, User.role == UserRole.STUDENT, allowed)
    return _members(course_id, EnrollmentRole.STUDENT).where(*given)


def _members(course_id: int, role: EnrollmentRole | None = None) -> Select[*tuple[Any, ...]]:
    columns = (User.id, User.username, User.name, User.student_number, User.is_active)
    joined = select(*columns, User.must_change_password.label("is_waiting"), PLACE.role)
    chosen = joined.join(PLACE, PLACE.user_id == User.id).where(PLACE.course_id == course_id)
    return chosen.where(PLACE.role == role) if role else chosen


def _read(statement: Select[*tuple[Any, ...]]) -> list[Member]:
    return [Member(**row) for row in db.session.execute(statement).mappings()]
