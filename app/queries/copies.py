"""Where a plan can be copied to, and what goes with a whole course work."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, literal, null, select, union_all

from app.db import db
from app.models import Assignment, AssignmentTeacher, Attachment, Course, Link, Stage, User
from app.models.types import AssignmentState
from app.policy import Scope

LIMIT = 500  # of each kind, the newest ones


@dataclass(frozen=True)
class Target:
    """A course in which a new course work is made, or a draft (`title`) to whose plan another one is appended."""

    kind: str
    id: int
    title: str | None
    course_code: str
    course_name: str
    term: str | None
    time_zone: str
    stages: int

    @property
    def key(self) -> str:
        """What a form sends: course-3, draft-7."""
        return f"{self.kind}-{self.id}"

    @property
    def is_draft(self) -> bool:
        """Whether it is there already."""
        return self.kind == "draft"

    @property
    def draft_id(self) -> int | None:
        """The key of the draft; None for a course."""
        return self.id if self.is_draft else None


@dataclass(frozen=True)
class Material:
    """What a course work has beside its plan, in numbers; the names of who manages it and can sign in."""

    files: int
    bytes: int
    links: int
    managers: list[str]


def targets(teaching: ColumnElement[bool], scope: Scope, assignment_id: int) -> list[Target]:
    """Courses that somebody teaches, and drafts of theirs other than this course work; the newest first."""
    course = (Course.code.label("course_code"), Course.name.label("course_name"), Course.term)
    courses = (
        select(
            literal("course").label("kind"),
            Course.id,
            null().label("title"),
            *course,
            Course.time_zone,
            literal(0).label("stages"),
        )
        .where(teaching, Course.archived_at.is_(None))
        .order_by(Course.id.desc())
    )
    planned = select(func.count()).where(Stage.assignment_id == Assignment.id).scalar_subquery()
    drafts = (
        select(literal("draft"), Assignment.id, Assignment.title, *course, Assignment.time_zone, planned)
        .join(Course, Course.id == Assignment.course_id)
        .where(scope.staff, Assignment.state == AssignmentState.DRAFT, Assignment.id != assignment_id)
        .order_by(Assignment.id.desc())
    )
    both = union_all(*(select(_newest(kind)) for kind in (courses, drafts))).subquery()
    rows = db.session.execute(select(both).order_by(both.c.kind, both.c.id.desc()))
    return [Target(**row) for row in rows.mappings()]


def material(assignment_id: int) -> Material:
    """What goes with a whole course work."""
    files = select(func.count(), func.coalesce(func.sum(Attachment.size_bytes), 0).label("bytes"))
    of_files: Subquery = files.where(Attachment.assignment_id == assignment_id).subquery()
    links = select(func.count()).where(Link.assignment_id == assignment_id).scalar_subquery()
    managers = (
        select(User.name)
        .join(AssignmentTeacher, AssignmentTeacher.user_id == User.id)
        .where(AssignmentTeacher.assignment_id == assignment_id, User.is_active)
        .order_by(User.name, User.id)
        .scalar_subquery()
    )
    row = db.session.execute(select(of_files, links, func.array(managers))).one()
    return Material(row[0], int(row[1]), row[2], row[3])


def _newest(chosen: Select[*tuple[Any, ...]]) -> Subquery:
    return chosen.limit(LIMIT).subquery()
