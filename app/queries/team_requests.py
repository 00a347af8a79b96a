"""What is asked inside teams: invitations, wishes to leave, wishes to dissolve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from app.db import db
from app.models import Assignment, DissolveRequest, LeaveRequest, Team, TeamInvitation, TeamMember, User
from app.models.types import InvitationStatus, RequestStatus

# What is asked or was declined is shown; what was granted or taken back is over.
SHOWN = (RequestStatus.WAITING, RequestStatus.ESCALATED, RequestStatus.DECLINED)


@dataclass(frozen=True)
class Invitation:
    """One invitation of a student into a team. `members` are the names of who is in it by now."""

    id: int
    team_id: int
    team_name: str
    assignment_id: int
    user_id: int
    user_name: str
    student_number: str | None
    by_name: str
    created_at: datetime
    members: list[str]


@dataclass(frozen=True)
class Request:
    """The latest wish of a member to leave (`what` is `leave`) or of a leader to dissolve the team (`dissolution`).

    `is_by_leader`: who leads the team now has declined it, so that it may still go to the teachers.
    """

    what: str
    id: int
    team_id: int
    user_id: int
    user_name: str
    reason: str
    status: RequestStatus
    decided_by_name: str | None
    decision_reason: str | None
    is_by_leader: bool
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.status in (RequestStatus.WAITING, RequestStatus.ESCALATED)


def waiting_for(assignment_id: int, user_id: int) -> list[Invitation]:
    """The invitations of one course work that a student may accept or decline, the oldest first."""
    waiting = (Team.assignment_id == assignment_id, TeamInvitation.status == InvitationStatus.WAITING)
    return _invitations(and_(*waiting, TeamInvitation.user_id == user_id))


def sent_by(team_id: int) -> list[Invitation]:
    """The invitations of a team that wait for an answer, the oldest first."""
    return _invitations(and_(TeamInvitation.team_id == team_id, TeamInvitation.status == InvitationStatus.WAITING))


def invitation(condition: ColumnElement[bool], user_id: int, invitation_id: int) -> Invitation | None:
    """One invitation, whatever became of it: for whom it invites, and for who sees the inside of its team."""
    seen = or_(TeamInvitation.user_id == user_id, condition)
    return next(iter(_invitations(and_(TeamInvitation.id == invitation_id, seen))), None)


def of_teams(team_ids: Sequence[int]) -> dict[int, list[Request]]:
    """What is asked in these teams, by team; of each person and kind the latest, the oldest first."""
    found: dict[int, list[Request]] = {key: [] for key in team_ids}
    if not found:
        return found
    asked = union_all(_leaves(team_ids), _dissolutions(team_ids)).subquery()
    for row in db.session.execute(select(asked).where(asked.c.status.in_(SHOWN)).order_by(asked.c.created_at)):
        found[row.team_id].append(Request(**row._mapping))
    return found


def team_of_leave(condition: ColumnElement[bool], request_id: int) -> int | None:
    """The team that somebody asks to leave, None where the condition on `teams` and `assignments` does not hold."""
    return _team_of(LeaveRequest, condition, request_id)


def team_of_dissolution(condition: ColumnElement[bool], request_id: int) -> int | None:
    """The team that asks to be dissolved, None where the condition on `teams` and `assignments` does not hold."""
    return _team_of(DissolveRequest, condition, request_id)


def _team_of(
    kind: type[LeaveRequest] | type[DissolveRequest], condition: ColumnElement[bool], key: int
) -> int | None:  # fmt: skip
    joined = select(Team.id).join(Assignment, Assignment.id == Team.assignment_id).join(kind, kind.team_id == Team.id)
    return db.session.scalar(joined.where(kind.id == key, condition))


def _leaves(team_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    asked = LeaveRequest
    stays = (TeamMember.team_id == asked.team_id, TeamMember.user_id == asked.user_id)
    chosen = _requests("leave", asked, asked.user_id).join(TeamMember, and_(*stays)).where(asked.team_id.in_(team_ids))
    return chosen.ext(distinct_on(asked.team_id, asked.user_id)).order_by(asked.team_id, asked.user_id, asked.id.desc())


def _dissolutions(team_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    asked = DissolveRequest
    chosen = _requests("dissolution", asked, asked.requested_by).where(asked.team_id.in_(team_ids))
    return chosen.ext(distinct_on(asked.team_id)).order_by(asked.team_id, asked.id.desc())


def _requests(
    what: str, asked: type[LeaveRequest] | type[DissolveRequest], asker: Any
) -> Select[*tuple[Any, ...]]:  # fmt: skip
    person, decider = aliased(User), aliased(User)
    own = (literal(what).label("what"), asked.id, asked.team_id, asker.label("user_id"), person.name.label("user_name"))
    answer = (asked.status, decider.name.label("decided_by_name"), asked.decision_reason)
    is_by_leader = func.coalesce(asked.decided_by == Team.leader_id, False).label("is_by_leader")
    joined = select(*own, asked.reason, *answer, is_by_leader, asked.created_at).join(Team, Team.id == asked.team_id)
    return joined.join(person, person.id == asker).outerjoin(decider, decider.id == asked.decided_by)


def _invitations(condition: ColumnElement[bool]) -> list[Invitation]:
    person, inviter, member, place = aliased(User), aliased(User), aliased(User), aliased(TeamMember)
    names = select(member.name).join(place, place.user_id == member.id).where(place.team_id == Team.id)
    inside = func.array(names.order_by(member.name).correlate(Team).scalar_subquery())
    row = TeamInvitation
    own = (row.id, row.team_id, Team.name.label("team_name"), Team.assignment_id, row.user_id, row.created_at)
    who = (person.name.label("user_name"), person.student_number, inviter.name.label("by_name"))
    joined = select(*own, *who, inside.label("members")).join(Team, Team.id == row.team_id)
    joined = joined.join(Assignment, Assignment.id == Team.assignment_id).join(person, person.id == row.user_id)
    chosen = joined.join(inviter, inviter.id == row.invited_by).where(condition).order_by(row.id)
    return [Invitation(**found) for found in db.session.execute(chosen).mappings()]
