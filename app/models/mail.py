"""Notices on their way by mail."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Instant


class MailOutbox(Base):
    """One notice to be mailed, written with the notice itself. It waits while it is neither sent nor dead (given up).

    A sender counts the attempt and moves `next_try_at` ahead, as a lease, before it sends.
    """

    __tablename__ = "mail_outbox"
    __table_args__ = (
        CheckConstraint("sent_at is null or dead_at is null", name="sent_or_dead"),
        Index(
            "ix_mail_outbox_waiting",
            *("next_try_at", "notification_id"),
            postgresql_where=text("sent_at is null and dead_at is null"),
        ),
        Index("ix_mail_outbox_sent_at", "sent_at", postgresql_where=text("sent_at is not null")),
        Index("ix_mail_outbox_dead_at", "dead_at", postgresql_where=text("dead_at is not null")),
    )

    notification_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("notifications.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_try_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[Instant | None]
    dead_at: Mapped[Instant | None]
    error: Mapped[str | None]
    created_at: Mapped[CreatedAt]
