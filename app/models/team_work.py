"""What a team shares out among its members: roles and tasks."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Instant, Key
from app.models.types import TaskPriority, task_priority


class DivisionRole(Base):
    """A role of a division stage: the teacher's for every team where `team_id` is empty, else that team's own."""

    __tablename__ = "division_roles"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="name_is_not_blank"),
        Index("uq_division_roles_name", "stage_id", text("coalesce(team_id, 0)"), text("lower(name)"), unique=True),
    )

    id: Mapped[Key]
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stages.id"))
    team_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    required: Mapped[bool] = mapped_column(server_default=true())
    created_at: Mapped[CreatedAt]


class RoleAssignment(Base):
    """Who holds a role in a team: more than one role a person, more than one person a role."""

    __tablename__ = "role_assignments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["team_id", "user_id"], ["team_members.team_id", "team_members.user_id"], ondelete="CASCADE"
        ),
    )

    team_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    role_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("division_roles.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    # Empty: the clock, by the closing in `transition_id`.
    assigned_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    transition_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("stage_transitions.id", deferrable=True, initially="DEFERRED"), index=True
    )
    created_at: Mapped[CreatedAt]


class TeamTask(Base):
    """One thing that a team has to do; `progress` in per cent."""

    __tablename__ = "team_tasks"
    __table_args__ = (
        CheckConstraint("btrim(title) <> ''", name="title_is_not_blank"),
        CheckConstraint("progress between 0 and 100", name="progress_is_per_cent"),
        ForeignKeyConstraint(
            ["team_id", "assignee_id"],
            ["team_members.team_id", "team_members.user_id"],
            ondelete="SET NULL (assignee_id)",
        ),
    )

    id: Mapped[Key]
    team_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    assignee_id: Mapped[int | None] = mapped_column(BigInteger)
    priority: Mapped[TaskPriority] = mapped_column(task_priority, server_default="normal")
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    progress: Mapped[int] = mapped_column(server_default=text("0"))
    completed_at: Mapped[Instant | None]
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class TaskUpdate(Base):
    """One report of progress on a task."""

    __tablename__ = "task_updates"
    __table_args__ = (CheckConstraint("progress between 0 and 100", name="progress_is_per_cent"),)

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("team_tasks.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    progress: Mapped[int]
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[CreatedAt]
