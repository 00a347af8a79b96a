"""Course work, who manages it, and its material."""

from datetime import timedelta

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Interval, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import DATES_ARE_PLAUSIBLE, ZONE_EXISTS, Base, CreatedAt, Instant, Key
from app.models.types import AssignmentState, assignment_state


class Assignment(Base):
    """One piece of course work ("大作业"); its stages are its plan."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("btrim(title) <> ''", name="title_is_not_blank"),
        CheckConstraint("min_team_size >= 1 and max_team_size >= min_team_size", name="team_sizes_in_order"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(DATES_ARE_PLAUSIBLE, name="dates_are_plausible"),
        CheckConstraint(ZONE_EXISTS, name="time_zone_exists"),
    )

    id: Mapped[Key]
    course_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("courses.id"), index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    time_zone: Mapped[str]
    min_team_size: Mapped[int] = mapped_column(server_default=text("2"))
    max_team_size: Mapped[int] = mapped_column(server_default=text("5"))
    starts_at: Mapped[Instant | None]
    ends_at: Mapped[Instant | None]
    state: Mapped[AssignmentState] = mapped_column(assignment_state, server_default="draft")
    paused_at: Mapped[Instant | None]
    paused_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    pause_reason: Mapped[str | None]
    # Counts edits, so that the second of two people who edit at once is told.
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    # How long before a stage closes its students are reminded.
    reminders: Mapped[list[timedelta]] = mapped_column(ARRAY(Interval), server_default=text("'{24:00:00,01:00:00}'"))
    created_at: Mapped[CreatedAt]


class AssignmentTeacher(Base):
    """A teacher who manages one piece of course work."""

    __tablename__ = "assignment_teachers"

    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), primary_key=True, index=True)
    created_at: Mapped[CreatedAt]


class Attachment(Base):
    """A file handed out with the course work; its bytes lie in storage under `storage_key`."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("size_bytes >= 0", name="size_is_not_negative"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hex"),
        CheckConstraint("btrim(file_name) <> ''", name="file_name_is_not_blank"),
    )

    id: Mapped[Key]
    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"), index=True)
    storage_key: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    uploaded_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class Link(Base):
    """An address handed out with the course work; http and https only, so that it can be shown as a link."""

    __tablename__ = "links"
    __table_args__ = (
        CheckConstraint("url ~* '^https?://[^[:space:]]+$'", name="url_is_http"),
        CheckConstraint("btrim(title) <> ''", name="title_is_not_blank"),
    )

    id: Mapped[Key]
    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"), index=True)
    url: Mapped[str]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
