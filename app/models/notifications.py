"""What people are told. The text is rendered in the reader's language from `kind` and `params`."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Interval, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Instant, Key


class Notification(Base):
    """One notice to one person; told of one transition at most once."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("transition_id", "recipient_id", "kind"),
        Index("ix_notifications_recipient_id_id", "recipient_id", "id"),
        Index("ix_notifications_unread", "recipient_id", postgresql_where=text("read_at is null")),
    )

    id: Mapped[Key]
    recipient_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    kind: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    transition_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stage_transitions.id"))
    read_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]


class StageReminder(Base):
    """A reminder that was made: once for each end of a stage and each distance from it."""

    __tablename__ = "stage_reminders"

    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    ahead: Mapped[timedelta] = mapped_column(Interval, primary_key=True)
    created_at: Mapped[CreatedAt]
