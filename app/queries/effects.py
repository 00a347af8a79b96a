"""What closings did by themselves, whose names it concerns, and what of it was taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from app.db import db
from app.models import AuditEvent, DivisionRole, Stage, StageTransition, Team, User
from app.models.types import StageKind, StageStatus
from app.queries.transitions import has_effects_left


@dataclass(frozen=True)
class Closing:
    """One closing and what it did (`effects`). `is_left`: something of it stands, so that it may be taken back."""

    id: int
    stage_id: int
    stage_name: str
    kind: StageKind
    happened_at: datetime
    effects: dict[str, Any]
    is_left: bool


@dataclass(frozen=True)
class Undoing:
    """One time that somebody took a closing's effects back: what went and what stayed, as `undo_effects` said it."""

    created_at: datetime
    by_name: str | None
    details: dict[str, Any]


@dataclass(frozen=True)
class Outlook:
    """What taking a closing back would remove now, in numbers, and what people have built on, by key."""

    teams: int
    members: int
    roles: int
    kept_teams: list[int]
    kept_members: list[int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would go: the database refuses then."""
        return not (self.teams or self.members or self.roles)


@dataclass(frozen=True)
class Names:
    """Names by key; what is there no more has none."""

    people: dict[int, str]
    teams: dict[int, str]
    roles: dict[int, str]


def closing(transition_id: int) -> Closing | None:
    """One closing, None where there is none."""
    return _read(and_(StageTransition.id == transition_id, StageTransition.to_status == StageStatus.COMPLETED))


def latest_grouping(assignment_id: int) -> Closing | None:
    """The latest closing of a team formation that put students into teams where they still are."""
    formation = (Stage.assignment_id == assignment_id, Stage.kind == StageKind.TEAM_FORMATION)
    return _read(and_(*formation, StageTransition.to_status == StageStatus.COMPLETED, has_effects_left()))


def undoings(closing: Closing) -> list[Undoing]:
    """Every time that what the closing did was taken back, the oldest first."""
    own = (AuditEvent.subject_type == "stage", AuditEvent.subject_id == closing.stage_id)
    said = (AuditEvent.action == "effects_undone", AuditEvent.details["transition_id"].astext == str(closing.id))
    columns = (AuditEvent.created_at, User.name, AuditEvent.details)
    joined = select(*columns).outerjoin(User, User.id == AuditEvent.actor_id).where(*own, *said)
    return [Undoing(*row) for row in db.session.execute(joined.order_by(AuditEvent.id))]


def outlook(closing: Closing) -> Outlook:
    """What taking it back would do now, by the database."""
    return Outlook(**db.session.scalars(select(func.stageclock.preview_undo(closing.id))).one())


def names(people: Iterable[int], teams: Iterable[int], roles: Iterable[int]) -> Names:
    """What these people, teams and roles are called, in one statement each; none where nobody is asked for."""
    return Names(_names(User, people), _names(Team, teams), _names(DivisionRole, roles))


def _names(kind: type[User] | type[Team] | type[DivisionRole], keys: Iterable[int]) -> dict[int, str]:
    wanted = set(keys)
    rows = db.session.execute(select(kind.id, kind.name).where(kind.id.in_(wanted))) if wanted else ()
    return {key: name for key, name in rows}


def _read(condition: ColumnElement[bool]) -> Closing | None:
    row = StageTransition
    own = (row.id, row.stage_id, Stage.name.label("stage_name"), Stage.kind, row.happened_at, row.effects)
    joined = select(*own, has_effects_left().label("is_left")).join(Stage, Stage.id == row.stage_id).where(condition)
    found = db.session.execute(joined.order_by(row.id.desc()).limit(1)).mappings().one_or_none()
    return Closing(**found) if found else None
