"""What the pages for making, changing and deleting course work show: whose it is, where it may be, what goes."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select

from app.db import db
from app.models import Assignment, AssignmentTeacher, Course, User
from app.queries import courses


@dataclass(frozen=True)
class Manager:
    """Somebody who manages a course work; who is not active cannot sign in."""

    id: int
    username: str
    name: str
    is_active: bool


@dataclass(frozen=True)
class Contents:
    """How many rows of one table go with a course work."""

    part: str
    number: int


def managers(assignment_id: int) -> list[Manager]:
    """Who manages a course work, by name."""
    joined = select(User.id, User.username, User.name, User.is_active).join(
        AssignmentTeacher, AssignmentTeacher.user_id == User.id
    )
    chosen = joined.where(AssignmentTeacher.assignment_id == assignment_id).order_by(User.name, User.id)
    return [Manager(**row) for row in db.session.execute(chosen).mappings()]


def reminders(assignment_id: int) -> list[timedelta]:
    """How long before a stage of a course work closes its students are reminded."""
    return db.session.scalar(select(Assignment.reminders).where(Assignment.id == assignment_id)) or []


def contents(assignment_id: int) -> list[Contents]:
    """What goes with a course work when it is deleted, table by table; nothing is left out."""
    counted = func.stageclock.contents_of_assignment(assignment_id).table_valued("part", "number")
    return [Contents(**row) for row in db.session.execute(select(counted)).mappings()]


def places(teaching: ColumnElement[bool], search: str, page: int) -> tuple[list[courses.Course], bool]:
    """One page (1 is the first) of the courses in which somebody may make course work; is there more?"""
    return courses.listed(and_(teaching, Course.archived_at.is_(None)), search, page)
