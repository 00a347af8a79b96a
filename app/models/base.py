"""What every table shares: the key, the time of creation, and the names of constraints."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Identity, MetaData, Text, text
from sqlalchemy.orm import DeclarativeBase, mapped_column

CLOCK = text("clock_timestamp()")
# Infinity, and years that no calendar on a page can show in every zone, are no dates of a plan.
DATES_ARE_PLAUSIBLE = " and ".join(
    f"{column} between timestamptz '1900-01-01 00:00+00' and timestamptz '9000-01-01 00:00+00'"
    for column in ("starts_at", "ends_at")
)
# PostgreSQL takes FOO+3 for a zone as well; people mean a place.
ZONE_EXISTS = "((time_zone = 'UTC' or time_zone ~ '/') and timestamp '2000-01-01' at time zone time_zone is not null)"

Key = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=CLOCK)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Big = Annotated[int, mapped_column(BigInteger)]


class Base(DeclarativeBase):
    """Tables as Alembic and queries see them. Shapes only: rules live in sql/."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
