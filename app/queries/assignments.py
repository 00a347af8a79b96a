"""Course work: the list of what somebody may see, and one of them whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from app import policy
from app.db import db, rows
from app.models import Assignment, Attachment, Course, Link, Stage, User
from app.models.types import AssignmentState, UserRole
from app.policy import Scope, Someone, WhoeverAsks
from app.queries import keyset
from app.queries.keyset import Window

PAGE_SIZE = 50


@dataclass(frozen=True)
class CourseWork:
    """One course work with its course; `is_staff` tells whether the reader teaches or manages it."""

    id: int
    title: str
    description: str
    time_zone: str
    min_team_size: int
    max_team_size: int
    starts_at: datetime | None
    ends_at: datetime | None
    state: AssignmentState
    paused_at: datetime | None
    pause_reason: str | None
    paused_by_name: str | None
    version: int
    course_id: int
    course_name: str
    course_code: str
    term: str | None
    is_staff: bool


@dataclass(frozen=True)
class Wanted:
    """Which course work: of one course, in one state, of which the reader is staff or not, with this in its title."""

    course_id: int | None = None
    state: AssignmentState | None = None
    is_staff: bool | None = None
    q: str | None = None


def visible(person: Someone, page: int) -> tuple[list[CourseWork], bool]:
    """One page (1 is the first) of what a person may see, the newest first and the archived last; is there more?"""
    return one_page(_visible(person.role), page, reader_id=person.id)


@cache
def _visible(role: UserRole) -> Select[*tuple[Any, ...]]:
    return in_pages(policy.course_work(WhoeverAsks(role)))


def in_pages(scope: Scope) -> Select[*tuple[Any, ...]]:
    """All that the reader may see, the newest first and the archived last, for `one_page`."""
    order = (Assignment.state == AssignmentState.ARCHIVED, Assignment.id.desc())
    return course_work(scope).order_by(*order).limit(PAGE_SIZE + 1).offset(bindparam("before", type_=Integer))


def one_page(statement: Select[*tuple[Any, ...]], page: int, **values: object) -> tuple[list[CourseWork], bool]:
    """One page of it (1 is the first); is there more?"""
    found = [CourseWork(**row) for row in rows(statement, before=(page - 1) * PAGE_SIZE, **values)]
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def in_use(scope: Scope, limit: int) -> list[CourseWork]:
    """What the reader may see and nobody has put away, the newest first, at most so many."""
    mine = course_work(scope).where(Assignment.state != AssignmentState.ARCHIVED)
    window = mine.order_by(Assignment.id.desc()).limit(limit)
    return [CourseWork(**row) for row in db.session.execute(window).mappings()]


def read_on(scope: Scope, wanted: Wanted, window: Window) -> list[CourseWork]:
    """A window of what the reader may see, the newest first."""
    chosen = course_work(scope)
    if wanted.course_id is not None:
        chosen = chosen.where(Assignment.course_id == wanted.course_id)
    if wanted.state is not None:
        chosen = chosen.where(Assignment.state == wanted.state)
    if wanted.is_staff is not None:
        chosen = chosen.where(scope.staff if wanted.is_staff else ~scope.staff)
    if wanted.q:
        chosen = chosen.where(Assignment.title.icontains(wanted.q, autoescape=True))
    return [CourseWork(**row) for row in db.session.execute(keyset.read_on(chosen, Assignment.id, window)).mappings()]


def one(scope: Scope, assignment_id: int) -> CourseWork | None:
    """One course work, None where there is none or the reader may not see it."""
    row = db.session.execute(course_work(scope).where(Assignment.id == assignment_id)).mappings().one_or_none()
    return CourseWork(**row) if row else None


def of_stage(scope: Scope, stage_id: int) -> CourseWork | None:
    """The course work of a stage, None where there is no such stage or the reader may not see it."""
    joined = course_work(scope).join(Stage, Stage.assignment_id == Assignment.id).where(Stage.id == stage_id)
    row = db.session.execute(joined).mappings().one_or_none()
    return CourseWork(**row) if row else None


def attachments(assignment_id: int) -> Sequence[Attachment]:
    """The files handed out with a course work, in the order in which they were added."""
    chosen = select(Attachment).where(Attachment.assignment_id == assignment_id)
    return db.session.scalars(chosen.order_by(Attachment.id)).all()


def links(assignment_id: int) -> Sequence[Link]:
    """The addresses handed out with a course work, in the order in which they were added."""
    return db.session.scalars(select(Link).where(Link.assignment_id == assignment_id).order_by(Link.id)).all()


def attachment(scope: Scope, attachment_id: int) -> Attachment | None:
    """One file, None where there is none or the reader may not see its course work."""
    joined = select(Attachment).join(Assignment, Assignment.id == Attachment.assignment_id)
    return db.session.scalars(joined.where(Attachment.id == attachment_id, scope.visible)).one_or_none()


def link(scope: Scope, link_id: int) -> Link | None:
    """One address, None where there is none or the reader may not see its course work."""
    joined = select(Link).join(Assignment, Assignment.id == Link.assignment_id)
    return db.session.scalars(joined.where(Link.id == link_id, scope.visible)).one_or_none()


def course_work(scope: Scope) -> Select[*tuple[Any, ...]]:
    """What becomes `CourseWork`: all that the reader may see; to be narrowed and ordered."""
    work, course = Assignment, Course
    columns = (work.id, work.title, work.description, work.time_zone, work.min_team_size, work.max_team_size)
    state = (work.starts_at, work.ends_at, work.state, work.paused_at, scope.staff.label("is_staff"))
    pause = (work.pause_reason, User.name.label("paused_by_name"), work.version)
    of_course = (work.course_id, course.name.label("course_name"), course.code.label("course_code"), course.term)
    joined = select(*columns, *state, *pause, *of_course).join(course, course.id == work.course_id)
    return joined.outerjoin(User, User.id == work.paused_by).where(scope.visible)
