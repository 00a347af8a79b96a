"""Hand-ins, their files, the tickets that say when they were begun, and later ends for single teams."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Instant, Key
from app.models.types import ReviewState, review_state


class StageExtension(Base):
    """A later end of one submission stage for one team; one at a time counts."""

    __tablename__ = "stage_extensions"
    __table_args__ = (
        CheckConstraint("btrim(reason) <> ''", name="reason_is_not_blank"),
        Index(
            "uq_stage_extensions_in_force", "stage_id", "team_id", unique=True,
            postgresql_where=text("revoked_at is null"),
        ),
    )  # fmt: skip

    id: Mapped[Key]
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stages.id"))
    team_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    ends_at: Mapped[Instant]
    reason: Mapped[str]
    granted_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    revoked_at: Mapped[Instant | None]
    revoked_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class SubmissionTicket(Base):
    """The gate was asked, once, and let this hand-in begin; it completes within 15 minutes or not at all."""

    __tablename__ = "submission_tickets"
    __table_args__ = (Index("ix_submission_tickets_begun_at", "begun_at"),)

    id: Mapped[Key]
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stages.id"), index=True)
    team_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    begun_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class Submission(Base):
    """One hand-in of one team: `begun_at` is what counts. A file hand-in has files, a link hand-in a `url`."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("stage_id", "team_id", "attempt"),
        CheckConstraint("attempt >= 1", name="attempt_counts_from_one"),
        CheckConstraint("url ~* '^https?://[^[:space:]]+$'", name="url_is_http"),
        CheckConstraint("submitted_at >= begun_at", name="submitted_after_begun"),
    )

    id: Mapped[Key]
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stages.id"))
    team_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("teams.id"), index=True)
    attempt: Mapped[int]
    submitted_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    begun_at: Mapped[Instant]
    submitted_at: Mapped[Instant]
    url: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    review: Mapped[ReviewState] = mapped_column(review_state, server_default="waiting")
    reviewed_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    reviewed_at: Mapped[Instant | None]
    review_comment: Mapped[str | None]
    created_at: Mapped[CreatedAt]


class SubmissionFile(Base):
    """One file of a hand-in; its bytes lie in storage under `storage_key`."""

    __tablename__ = "submission_files"
    __table_args__ = (
        CheckConstraint("size_bytes >= 0", name="size_is_not_negative"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hex"),
        CheckConstraint("btrim(file_name) <> ''", name="file_name_is_not_blank"),
    )

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    storage_key: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    created_at: Mapped[CreatedAt]
