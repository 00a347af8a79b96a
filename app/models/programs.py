"""What programs use: access tokens of people, and the answers to requests that may be sent twice."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Instant, Key


class AccessToken(Base):
    """One program's way in as one person; of the token itself only the SHA-256 is kept. `scope`: read or write."""

    __tablename__ = "access_tokens"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="name_is_not_blank"),
        CheckConstraint("scope in ('read', 'write')", name="scope_is_known"),
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str]
    expires_at: Mapped[Instant]
    last_used_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]


class IdempotencyKey(Base):
    """One request under a key of its sender's; `status` and `body` are what was answered, null until it was."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_created_at", "created_at"),)

    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
