"""What a teacher's dashboard shows of all course works of which somebody is staff."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Select, and_, func, literal, literal_column, null, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from app.db import db
from app.models import Assignment, Stage, User
from app.models.types import AssignmentState, StageStatus
from app.policy import Scope
from app.queries import assignments
from app.queries.assignments import CourseWork
from app.queries.stages import stages_now

LIMIT = 50
CLOCK = literal_column("stageclock.current_time()", DateTime(timezone=True))


@dataclass(frozen=True)
class Change:
    """One opening or closing that the clock will make, at `next_at`; `as_of` is the database's now."""

    stage_id: int
    name: str
    assignment_id: int
    title: str
    time_zone: str
    next_at: datetime
    next_status: StageStatus
    as_of: datetime


@dataclass(frozen=True)
class Paused:
    """A course work or, with a name, one of its stages that somebody paused."""

    assignment_id: int
    title: str
    time_zone: str
    stage_id: int | None
    name: str | None
    paused_at: datetime
    by_name: str | None
    reason: str | None


@dataclass(frozen=True)
class Waiting:
    """A course work in which nothing goes on until a teacher opens this stage."""

    stage_id: int
    name: str
    assignment_id: int
    title: str


def now() -> datetime:
    """The database's clock."""
    return db.session.scalars(select(CLOCK)).one()


def course_work(scope: Scope, with_archived: bool, page: int) -> tuple[list[CourseWork], bool]:
    """One page (1 is the first) of the course works of which somebody is staff; is there more?"""
    wanted = scope.staff if with_archived else and_(scope.staff, Assignment.state != AssignmentState.ARCHIVED)
    return assignments.one_page(assignments.in_pages(replace(scope, visible=wanted)), page)


def coming(scope: Scope, until: datetime) -> list[Change]:
    """What opens or closes by itself until then, the next first."""
    row = stages_now.c
    # Whatever changes by then has one of its dates before then: so the tick's two partial indexes find it.
    soon = union_all(
        select(Stage.id).where(_runs(StageStatus.PENDING), Stage.starts_at <= until),
        select(Stage.id).where(_runs(StageStatus.ACTIVE), Stage.ends_at <= until),
    ).scalar_subquery()
    found = (
        select(row.id.label("stage_id"), row.name, row.next_at, row.next_status, row.as_of, *_work())
        .join(Assignment, Assignment.id == row.assignment_id)
        .where(row.id == func.any(func.array(soon)), row.next_at <= until, scope.staff)
        .order_by(row.next_at, row.id)
        .limit(LIMIT)
    )
    return [Change(**change) for change in db.session.execute(found).mappings()]


def paused(scope: Scope) -> list[Paused]:
    """Course works and stages that stand still because somebody paused them, the last first."""
    none = (null().label("stage_id"), null().label("name"))
    works = select(*_work(), *none, Assignment.paused_at, User.name.label("by_name"), Assignment.pause_reason)
    works = works.outerjoin(User, User.id == Assignment.paused_by).where(Assignment.paused_at.is_not(None))
    stages = select(*_work(), Stage.id, Stage.name, Stage.paused_at, User.name, Stage.pause_reason)
    stages = stages.join(Stage, Stage.assignment_id == Assignment.id).outerjoin(User, User.id == Stage.paused_by)
    stages = stages.where(Stage.paused_at.is_not(None), Stage.status != StageStatus.COMPLETED)
    shown = [_still_runs(statement, scope) for statement in (works, stages)]
    every = union_all(*shown).subquery("p")
    columns = [every.c[name] for name in ("assignment_id", "title", "time_zone", "stage_id", "name", "paused_at")]
    more = (every.c.by_name, every.c.pause_reason.label("reason"))
    found = select(*columns, *more).order_by(every.c.paused_at.desc()).limit(LIMIT)
    return [Paused(**row) for row in db.session.execute(found).mappings()]


def waiting(scope: Scope) -> list[Waiting]:
    """Where nothing is open, nothing opens by itself, and a stage without a start waits for a teacher."""
    row = stages_now.c
    goes_on = select(literal(1)).where(
        row.assignment_id == Stage.assignment_id, or_(row.is_open, row.next_at.is_not(None))
    )
    found = (
        select(Stage.id.label("stage_id"), Stage.name, Assignment.id.label("assignment_id"), Assignment.title)
        .join(Assignment, Assignment.id == Stage.assignment_id)
        .where(_runs(StageStatus.PENDING), Stage.starts_at.is_(None), scope.staff, ~goes_on.exists())
        .ext(distinct_on(Assignment.id))
        .order_by(Assignment.id.desc(), Stage.position)
        .limit(LIMIT)
    )
    return [Waiting(**stage) for stage in db.session.execute(found).mappings()]


def _runs(status: StageStatus) -> Any:
    return and_(Stage.status == status, ~Stage.held)


def _work() -> tuple[Any, ...]:
    return Assignment.id.label("assignment_id"), Assignment.title, Assignment.time_zone


def _still_runs(statement: Select[*tuple[Any, ...]], scope: Scope) -> Select[*tuple[Any, ...]]:
    return statement.where(scope.staff, Assignment.state == AssignmentState.PUBLISHED)
