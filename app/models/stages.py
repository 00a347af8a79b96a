"""Stages, the ledger of their transitions, and the attempts that have not succeeded yet."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import DATES_ARE_PLAUSIBLE, Base, CreatedAt, Instant, Key
from app.models.types import StageKind, StageStatus, TransitionCause, stage_kind, stage_status, transition_cause


class Stage(Base):
    """One stage of a plan. `status` is what the tick last wrote: pages read `stages_now.effective_status`."""

    __tablename__ = "stages"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="name_is_not_blank"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(DATES_ARE_PLAUSIBLE, name="dates_are_plausible"),
        CheckConstraint("position >= 0", name="position_is_not_negative"),
        CheckConstraint("submission_mode in ('file', 'link')", name="submission_mode_is_known"),
        CheckConstraint("generation >= 0", name="generation_is_not_negative"),
        CheckConstraint("max_files between 1 and 50", name="max_files_is_sensible"),
        CheckConstraint("max_file_mb >= 1", name="max_file_mb_is_positive"),
        UniqueConstraint("assignment_id", "position", deferrable=True, initially="DEFERRED"),
        Index("ix_stages_to_open", "starts_at", "id", postgresql_where=text("status = 'pending' and not held")),
        Index("ix_stages_to_remind", "remind_at", "id", postgresql_where=text("remind_at is not null and not held")),
        Index("ix_stages_to_close", "ends_at", "id", postgresql_where=text("status = 'active' and not held")),
        Index("ix_stages_paused", "assignment_id", postgresql_where=text("paused_at is not null")),
    )

    id: Mapped[Key]
    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"))
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[StageKind] = mapped_column(stage_kind)
    status: Mapped[StageStatus] = mapped_column(stage_status, server_default="pending")
    starts_at: Mapped[Instant | None]
    ends_at: Mapped[Instant | None]
    submission_mode: Mapped[str | None]
    # What may be handed in: how many files, how large each, and which kinds (empty: any), as lower-case extensions.
    max_files: Mapped[int] = mapped_column(server_default=text("5"))
    max_file_mb: Mapped[int] = mapped_column(server_default=text("50"))
    file_types: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    generation: Mapped[int] = mapped_column(server_default=text("0"))
    # When the next reminder of the end is to be made; kept by a trigger.
    remind_at: Mapped[Instant | None]
    paused_at: Mapped[Instant | None]
    paused_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    pause_reason: Mapped[str | None]
    # Counts edits, so that the second of two people who edit at once is told.
    version: Mapped[int] = mapped_column(server_default=text("1"))
    held: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[CreatedAt]


class StageTransition(Base):
    """One change of status that happened; append-only. The unique key makes a second one impossible."""

    __tablename__ = "stage_transitions"
    __table_args__ = (
        UniqueConstraint("stage_id", "generation", "to_status"),
        CheckConstraint(
            "(from_status, to_status) in (('pending', 'active'), ('pending', 'completed'),"
            " ('active', 'completed'), ('completed', 'active'))",
            name="transition_is_possible",
        ),
        CheckConstraint("generation >= 0", name="generation_is_not_negative"),
    )

    id: Mapped[Key]
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stages.id"))
    generation: Mapped[int]
    from_status: Mapped[StageStatus] = mapped_column(stage_status)
    to_status: Mapped[StageStatus] = mapped_column(stage_status)
    due_at: Mapped[Instant | None]
    happened_at: Mapped[Instant]
    cause: Mapped[TransitionCause] = mapped_column(transition_cause)
    actor_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    reason: Mapped[str | None]
    # No foreign key: runs are purged after 30 days, history stays.
    run_id: Mapped[int | None] = mapped_column(BigInteger)
    effects: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    created_at: Mapped[CreatedAt]


class TransitionCount(Base):
    """How many transitions there have been up to the key `last_id`; younger ones are counted when somebody asks."""

    __tablename__ = "transition_counts"

    kind: Mapped[StageKind] = mapped_column(stage_kind, primary_key=True)
    to_status: Mapped[StageStatus] = mapped_column(stage_status, primary_key=True)
    cause: Mapped[TransitionCause] = mapped_column(transition_cause, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    last_id: Mapped[int] = mapped_column(BigInteger)


class StageAttempt(Base):
    """A transition under way or failed. `next_try_at` is the lease while it runs and the back-off after it failed."""

    __tablename__ = "stage_attempts"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_is_not_negative"),
        CheckConstraint("to_status <> 'pending'", name="nothing_becomes_pending"),
    )

    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    to_status: Mapped[StageStatus] = mapped_column(stage_status, primary_key=True)
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_try_at: Mapped[Instant]
    quarantined_at: Mapped[Instant | None]
    sqlstate: Mapped[str | None]
    message: Mapped[str | None]
    created_at: Mapped[CreatedAt]
