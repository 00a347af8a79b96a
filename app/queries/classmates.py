"""The students of a course work's class, as its teams see them: in which team somebody is, and who is in none."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from app.db import db
from app.models import Enrollment, Team, TeamMember, User
from app.models.types import EnrollmentRole
from app.queries import keyset
from app.queries.assignments import CourseWork
from app.queries.keyset import Window


@dataclass(frozen=True)
class Classmate:
    """One active student of the class; `team_id` and `team_name` are None where they are in no team."""

    id: int
    name: str
    student_number: str | None
    team_id: int | None = None
    team_name: str | None = None


def without_team(work: CourseWork, search: str, limit: int) -> tuple[list[Classmate], int]:
    """The first students in no team whose name or student number contains the text; and how many there are."""
    chosen = _in_none(work, search).add_columns(func.count().over())
    order = (User.student_number.asc().nulls_last(), User.name, User.id)
    rows = db.session.execute(chosen.order_by(*order).limit(limit)).all()
    return [Classmate(*row[:3]) for row in rows], rows[0][3] if rows else 0


def read_on(work: CourseWork, search: str, window: Window) -> list[Classmate]:
    """A window of the students in no team whose name or student number contains the text, the newest account first."""
    rows = db.session.execute(keyset.read_on(_in_none(work, search), User.id, window))
    return [Classmate(*row) for row in rows]


def one(work: CourseWork, user_id: int) -> Classmate | None:
    """One student and their team; None for who is no active student of the class."""
    place = and_(TeamMember.assignment_id == work.id, TeamMember.user_id == User.id)
    joined = _students(work).add_columns(Team.id, Team.name).outerjoin(TeamMember, place)
    row = db.session.execute(joined.outerjoin(Team, Team.id == TeamMember.team_id).where(User.id == user_id)).first()
    return Classmate(*row) if row else None


def _in_none(work: CourseWork, search: str) -> Select[*tuple[Any, ...]]:
    chosen = _students(work).where(
        ~exists().where(TeamMember.assignment_id == work.id, TeamMember.user_id == User.id)
    )  # fmt: skip
    columns = (User.name, User.student_number)
    within = or_(*(column.icontains(search, autoescape=True) for column in columns))
    return chosen.where(within) if search else chosen


def _students(work: CourseWork) -> Select[*tuple[Any, ...]]:
    joined = select(User.id, User.name, User.student_number).join(Enrollment, Enrollment.user_id == User.id)
    of_class = (Enrollment.course_id == work.course_id, Enrollment.role == EnrollmentRole.STUDENT)
    return joined.where(*of_class, User.is_active)
