"""What people did that is no change of a stage's status; append-only."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Key


class AuditEvent(Base):
    """One act. `action` is a past tense such as `stage_rescheduled`; `details` keeps what was and what is."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject_type_subject_id", "subject_type", "subject_id", "id"),
        # What was done to the teams of one course work, those that are gone included.
        Index(
            "ix_audit_events_of_teams",
            text("(details ->> 'assignment_id')"),
            "id",
            postgresql_where=text("subject_type = 'team'"),
        ),
        Index("ix_audit_events_actor_id_id", "actor_id", "id"),
        Index("ix_audit_events_action_id", "action", "id"),
        # What became of a stage that is there no more.
        Index(
            "ix_audit_events_gone_stages",
            "details",
            postgresql_using="gin",
            postgresql_ops={"details": "jsonb_path_ops"},
            postgresql_where=text("action in ('stage_removed', 'assignment_deleted')"),
        ),
    )

    id: Mapped[Key]
    # Empty where no user of ours acted: an operator at a terminal is named in `details`.
    actor_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    created_at: Mapped[CreatedAt]
