"""Everybody with an account, as administrators look them up: the list, and one of them with courses and locks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, true

from app.db import db
from app.models import Course, Enrollment, User
from app.models.types import EnrollmentRole, UserRole
from app.queries import keyset
from app.queries.keyset import Window

PAGE_SIZE = 50

LOCKS = text(
    """
    select f.address, f.failures, f.locked_until
    from public.sign_in_failures f
    where f.username = lower(:username) and f.locked_until > stageclock.current_time()
    order by f.locked_until desc
    limit 20
    """
)


@dataclass(frozen=True)
class Account:
    """One account. `must_change_password`: somebody else made the password."""

    id: int
    username: str
    name: str
    role: UserRole
    student_number: str | None
    email: str | None
    is_active: bool
    must_change_password: bool
    version: int
    created_at: datetime


@dataclass(frozen=True)
class Place:
    """Somebody's place in a course."""

    course_id: int
    code: str
    name: str
    term: str | None
    archived_at: datetime | None
    role: EnrollmentRole


@dataclass(frozen=True)
class Lock:
    """Sign-ins that are refused until an instant; from everywhere where the address is empty."""

    address: str
    failures: int
    locked_until: datetime


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: in name, username or student number; None is any role, or active and switched off."""

    search: str = ""
    role: UserRole | None = None
    is_active: bool | None = None


def listed(wanted: Wanted, page: int) -> tuple[list[Account], bool]:
    """One page (1 is the first) of the accounts that are wanted, by name; is there more?"""
    chosen = _accounts(_matches(wanted)).order_by(func.lower(User.name), User.id)
    rows = _read(chosen.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def read_on(wanted: Wanted, window: Window) -> list[Account]:
    """A window of the accounts that are wanted, the oldest first."""
    return _read(keyset.read_on(_accounts(_matches(wanted)), User.id, window, newest_first=False))


def one(allowed: ColumnElement[bool], person_id: int) -> Account | None:
    """One account, None where there is none or it is not allowed."""
    return next(iter(_read(_accounts(allowed).where(User.id == person_id))), None)


def own(person_id: int) -> Account:
    """The account of who asks."""
    return _read(_accounts(User.id == person_id))[0]


def places(person_id: int) -> Sequence[Place]:
    """The courses that somebody teaches or studies in, the newest first and the archived last."""
    columns = (Enrollment.course_id, Course.code, Course.name, Course.term, Course.archived_at, Enrollment.role)
    joined = select(*columns).join(Course, Course.id == Enrollment.course_id)
    order = (Course.archived_at.is_not(None), Course.id.desc())
    rows = db.session.execute(joined.where(Enrollment.user_id == person_id).order_by(*order))
    return [Place(**row) for row in rows.mappings()]


def locks(username: str) -> list[Lock]:
    """Where sign-ins with a username are refused now."""
    return [Lock(**row) for row in db.session.execute(LOCKS, {"username": username}).mappings()]


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    columns = (User.name, User.username, User.student_number)
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.search:
        conditions.append(or_(*(column.icontains(wanted.search, autoescape=True) for column in columns)))
    if wanted.role is not None:
        conditions.append(User.role == wanted.role)
    if wanted.is_active is not None:
        conditions.append(User.is_active == wanted.is_active)
    return and_(*conditions)


def _accounts(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = (User.id, User.username, User.name, User.role, User.student_number, User.email)
    return select(*columns, User.is_active, User.must_change_password, User.version, User.created_at).where(condition)


def _read(statement: Select[*tuple[Any, ...]]) -> list[Account]:
    return [Account(**row) for row in db.session.execute(statement).mappings()]
