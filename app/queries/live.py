"""Whom a change concerns: what PostgreSQL says after a commit, turned into the people who look at it just now."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, column, exists, func, or_, select, union, values

from app import policy
from app.db import db
from app.models import Assignment, Enrollment, Notification, Stage, StageAttempt, StageTransition, Team, User
from app.models.types import UserRole
from app.queries.people import is_one_of

# A run is read by the history's key, of which its rows are among the last: its own column has no index. Those of ticks
# that commit at the same time may lie this far behind.
LATEST = 10_000
# Keys are given before commits: the last one alone would hide a notice that was committed after a later one.
NOTICES = 20


class Change(NamedTuple):
    """What `stageclock.wake` said: a kind of row (stage, team, run …) and its key."""

    kind: str
    key: int


def concerned(changes: Collection[Change], among: Collection[int]) -> set[int]:
    """Which of these people may see what changed; a change of a kind that nobody looks at concerns nobody."""
    told = values(column("kind", Text), column("key", BigInteger), name="told").data(list(changes)).cte("told")
    works = _course_work(told.c.kind, told.c.key).cte("works")
    scope = policy.course_work_of_row()

    def keys(kind: str) -> Select[int]:
        return select(told.c.key).where(told.c.kind == kind)

    sees = exists().where(Assignment.id.in_(select(works.c.id)), scope.visible)
    is_inside = exists().where(Team.id.in_(keys("team")), Assignment.id == Team.assignment_id, policy.team_of_row())
    is_enrolled = exists().where(Enrollment.user_id == User.id, Enrollment.course_id.in_(keys("course")))
    watches = and_(User.role == UserRole.ADMIN, exists().where(told.c.kind.in_(("clock", "run"))))
    touched = or_(User.id.in_(keys("user")), sees, is_inside, is_enrolled, watches)
    return set(db.session.scalars(select(User.id).where(is_one_of(among), touched))) if changes and among else set()


def latest_notices(of: Collection[int]) -> dict[int, int]:
    """For each of these people a figure that differs as soon as a notice has come; notices are asked by their key."""
    last = select(Notification.id).where(Notification.recipient_id == User.id).order_by(Notification.id.desc())
    figure = select(func.coalesce(func.sum(last.limit(NOTICES).correlate(User).subquery().c.id), 0)).scalar_subquery()
    rows = db.session.execute(select(User.id, figure).where(is_one_of(of))) if of else ()
    return {key: int(number) for key, number in rows}


def was_told_within(person_id: int, length: timedelta) -> bool:
    """Whether one of a person's last notices came within a time until now."""
    last = select(Notification.created_at).where(Notification.recipient_id == person_id)
    newest = func.max(last.order_by(Notification.id.desc()).limit(NOTICES).subquery().c.created_at)
    return bool(db.session.scalar(select(newest >= func.stageclock.current_time() - length)))


def _course_work(kind: ColumnElement[str], key: ColumnElement[int]) -> Select[int]:
    """Keys of the course works whose plan changed; a run also changes those in which something fails."""
    newest = select(func.max(StageTransition.id)).scalar_subquery()
    moved = select(Stage.assignment_id).join(StageTransition, StageTransition.stage_id == Stage.id)
    failing = select(Stage.assignment_id).join(StageAttempt, StageAttempt.stage_id == Stage.id)
    parts: Iterable[Select[int]] = (
        select(key.label("id")).where(kind == "assignment"),
        select(Stage.assignment_id).join_from(Stage, key.table, key == Stage.id).where(kind == "stage"),
        select(Assignment.id).join_from(Assignment, key.table, key == Assignment.course_id).where(kind == "course"),
        moved.where(StageTransition.id > newest - LATEST, StageTransition.run_id.in_(select(key).where(kind == "run"))),
        failing.where(exists().where(kind == "run")),
    )
    return select(union(*parts).subquery().c.id)
