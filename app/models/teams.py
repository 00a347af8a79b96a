"""Teams, who is in them, and what is asked of whom."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLOCK, Base, CreatedAt, Instant, Key
from app.models.types import (
    InvitationStatus,
    RequestStatus,
    TeamStatus,
    invitation_status,
    request_status,
    team_status,
)


class Team(Base):
    """One team of one course work. Its leader is a member row too: the deferred key sees to it."""

    __tablename__ = "teams"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="name_is_not_blank"),
        UniqueConstraint("id", "assignment_id"),
        ForeignKeyConstraint(
            ["id", "leader_id"],
            ["team_members.team_id", "team_members.user_id"],
            name="fk_teams_leader_is_a_member",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
    )

    id: Mapped[Key]
    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"), index=True)
    name: Mapped[str]
    leader_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), index=True)
    status: Mapped[TeamStatus] = mapped_column(team_status, server_default="forming")
    locked_at: Mapped[Instant | None]
    # What the leader said when asking for confirmation; needed where the size is out of range.
    request_reason: Mapped[str | None]
    requested_at: Mapped[Instant | None]
    decided_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[str | None]
    # The closing that made it; empty where people did.
    transition_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("stage_transitions.id", deferrable=True, initially="DEFERRED"), index=True
    )
    created_at: Mapped[CreatedAt]


class TeamMember(Base):
    """One person's place in one team; one team a student a course work."""

    __tablename__ = "team_members"
    __table_args__ = (
        UniqueConstraint("assignment_id", "user_id"),
        ForeignKeyConstraint(["team_id", "assignment_id"], ["teams.id", "teams.assignment_id"], ondelete="CASCADE"),
    )

    team_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), primary_key=True, index=True)
    assignment_id: Mapped[int] = mapped_column(BigInteger)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=CLOCK)
    # The closing that put them here; empty where people did.
    transition_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("stage_transitions.id", deferrable=True, initially="DEFERRED"), index=True
    )


class TeamInvitation(Base):
    """A member's invitation to a student of the class."""

    __tablename__ = "team_invitations"
    __table_args__ = (
        Index(
            "uq_team_invitations_waiting",
            "team_id",
            "user_id",
            unique=True,
            postgresql_where=text("status = 'waiting'"),
        ),
        Index("ix_team_invitations_user_id_waiting", "user_id", postgresql_where=text("status = 'waiting'")),
    )

    id: Mapped[Key]
    team_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    invited_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    status: Mapped[InvitationStatus] = mapped_column(invitation_status, server_default="waiting")
    answered_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]


class LeaveRequest(Base):
    """A member asks to leave: the leader decides, or the teacher once the member has escalated it."""

    __tablename__ = "leave_requests"
    __table_args__ = (
        CheckConstraint("btrim(reason) <> ''", name="reason_is_not_blank"),
        Index(
            "uq_leave_requests_open", "team_id", "user_id", unique=True,
            postgresql_where=text("status in ('waiting', 'escalated')"),
        ),
    )  # fmt: skip

    id: Mapped[Key]
    team_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    reason: Mapped[str]
    status: Mapped[RequestStatus] = mapped_column(request_status, server_default="waiting")
    decided_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[str | None]
    created_at: Mapped[CreatedAt]


class DissolveRequest(Base):
    """A leader asks the teacher to dissolve the team."""

    __tablename__ = "dissolve_requests"
    __table_args__ = (
        CheckConstraint("btrim(reason) <> ''", name="reason_is_not_blank"),
        Index("uq_dissolve_requests_open", "team_id", unique=True, postgresql_where=text("status = 'waiting'")),
    )

    id: Mapped[Key]
    team_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    requested_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    reason: Mapped[str]
    status: Mapped[RequestStatus] = mapped_column(request_status, server_default="waiting")
    decided_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[str | None]
    created_at: Mapped[CreatedAt]
