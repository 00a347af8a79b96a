"""People, as signing in and pages need them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, DateTime, Select, any_, bindparam, func, literal, select

from app.db import db, rows
from app.models import AssignmentTeacher, CalendarAddress, Notification, User
from app.models.types import UserRole

MOST_UNREAD = 100  # so that counting costs the same however many there are


@dataclass(frozen=True)
class Person:
    """A person who can sign in. `locale` and `time_zone` are None where they have chosen none.

    `unread` is how many of their notices are, counted up to MOST_UNREAD; `as_of` the instant by the database's clock.
    """

    id: int
    username: str
    name: str
    role: UserRole
    locale: str | None
    time_zone: str | None
    is_active: bool
    must_change_password: bool
    password_hash: str
    unread: int
    as_of: datetime


def by_id(person_id: int) -> Person | None:
    """The person with this key."""
    return _one(_by_id(), wanted=person_id)


def by_calendar(token: str) -> Person | None:
    """Whose calendar has this secret in its address."""
    owner = select(CalendarAddress.user_id).where(CalendarAddress.token == token).scalar_subquery()
    return _one(_people().where(User.id == owner))


def several(keys: Collection[int]) -> list[Person]:
    """The people with these keys, in any order."""
    return [Person(**row) for row in db.session.execute(_people().where(is_one_of(keys))).mappings()]


def is_one_of(keys: Collection[int]) -> ColumnElement[bool]:
    """Condition on `users`, which takes any number of keys."""
    return User.id == any_(literal(list(keys), ARRAY(BigInteger)))


def by_username(username: str) -> Person | None:
    """The person with this username, whatever its case; spaces around it are forgiven."""
    if "\0" in username:  # PostgreSQL has no such text
        return None
    return _one(_people().where(func.lower(User.username) == func.lower(username.strip())))


def managing(assignment_id: int) -> list[str]:
    """Names of the teachers who manage a course work."""
    statement = (
        select(User.name)
        .join(AssignmentTeacher, AssignmentTeacher.user_id == User.id)
        .where(AssignmentTeacher.assignment_id == assignment_id)
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(statement))


@cache
def _by_id() -> Select[*tuple[Any, ...]]:
    return _people().where(User.id == bindparam("wanted"))


def _one(statement: Select[*tuple[Any, ...]], **values: object) -> Person | None:
    found = rows(statement, **values)
    return Person(**found[0]) if found else None


def _people() -> Select[*tuple[Any, ...]]:
    columns = (User.id, User.username, User.name, User.role, User.locale, User.time_zone)
    first = select(Notification.id).where(Notification.recipient_id == User.id, Notification.read_at.is_(None))
    few = first.limit(MOST_UNREAD).correlate(User).subquery()
    unread = select(func.count()).select_from(few).scalar_subquery().label("unread")
    as_of = func.stageclock.current_time(type_=DateTime(timezone=True)).label("as_of")
    return select(*columns, User.is_active, User.must_change_password, User.password_hash, unread, as_of)
