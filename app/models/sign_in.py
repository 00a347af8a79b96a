"""Failed sign-ins, kept where every process sees them."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Instant


class SignInFailure(Base):
    """Failures in a row for one username, whether anybody has it or not, from one address.

    `username` is in lower case; the empty `address` counts those from everywhere.
    """

    __tablename__ = "sign_in_failures"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures_is_not_negative"),
        Index("ix_sign_in_failures_last_at", "last_at"),
    )

    username: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[Instant]
    locked_until: Mapped[Instant | None]
