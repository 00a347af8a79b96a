"""Class lists that were uploaded and are looked at before they are applied."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Instant, Key


class RosterDraft(Base):
    """One uploaded class list, as it was read; a day later it is purged, applied or not.

    `rows` is an array of {"row": line in the file, "student_number", "name", "email", "username"}: text, or null
    where the file says nothing. A text file has an `encoding`, a workbook the name of the `sheet` that was read.
    """

    __tablename__ = "roster_drafts"
    __table_args__ = (
        CheckConstraint("jsonb_typeof(rows) = 'array'", name="rows_are_a_list"),
        Index("ix_roster_drafts_created_at", "created_at"),
    )

    id: Mapped[Key]
    course_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("courses.id"), index=True)
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    file_name: Mapped[str]
    encoding: Mapped[str | None]
    sheet: Mapped[str | None]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    applied_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
