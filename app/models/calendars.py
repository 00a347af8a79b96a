"""Under which secret addresses people's calendar programs find their stages."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt


class CalendarAddress(Base):
    """One person's secret; a new one takes its place. Kept as it is, for its owner reads it again for each device."""

    __tablename__ = "calendar_addresses"
    __table_args__ = (CheckConstraint("length(token) >= 40", name="token_is_long"),)

    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
