"""What people are told. The text is rendered in the reader's language from `kind` and `params`."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Instant, Key


class Notification(Base):
    """One notice to one person; told of one transition at most once."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("transition_id", "recipient_id", "kind"),
        Index("ix_notifications_recipient_id_id", "recipient_id", "id"),
    )

    id: Mapped[Key]
    recipient_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    kind: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    transition_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stage_transitions.id"))
    read_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
