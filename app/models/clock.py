"""The clock's own state: where it lives, whether it is paused, and what its runs did."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Interval, false, text, true
from sqlalchemy.dialects.postgresql import OID
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLOCK, Base, Big, Instant, Key
from app.models.types import RunOutcome, run_outcome


class ClockControl(Base):
    """One row. A tick refuses where `home_system` and `home_database` are not this database's."""

    __tablename__ = "clock_control"
    # Half-empty pages keep the heartbeat's update on its page, without touching an index.
    __table_args__ = (
        CheckConstraint("singleton", name="one_row"),
        CheckConstraint("driver in ('pg_cron', 'other_database', 'external')", name="driver_is_known"),
        CheckConstraint("driver_interval >= interval '1 second'", name="driver_interval_is_positive"),
        {"postgresql_with": {"fillfactor": "50"}},
    )

    singleton: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    heartbeat_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=CLOCK)
    paused_at: Mapped[Instant | None]
    paused_by: Mapped[str | None]
    reason: Mapped[str | None]
    # What calls the tick: pg_cron, or a scheduler outside PostgreSQL at this interval.
    driver: Mapped[str] = mapped_column(server_default="pg_cron")
    driver_interval: Mapped[timedelta] = mapped_column(Interval, server_default=text("'1 minute'"))
    # Whether notices are queued to be mailed: nothing is where nobody sends.
    is_mailing: Mapped[bool] = mapped_column(server_default=false())
    home_system: Mapped[Big]
    home_database: Mapped[int] = mapped_column(OID)


class ClockRun(Base):
    """One tick that had something to do or refused to. An idle tick leaves no row."""

    __tablename__ = "clock_runs"
    __table_args__ = (
        CheckConstraint("(outcome = 'running') = (finished_at is null)", name="finished_unless_running"),
        Index("ix_clock_runs_running", "id", postgresql_where=text("outcome = 'running'")),
        Index("ix_clock_runs_started_at", "started_at"),
    )

    id: Mapped[Key]
    started_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]
    outcome: Mapped[RunOutcome] = mapped_column(run_outcome)
    activated: Mapped[int] = mapped_column(server_default=text("0"))
    completed: Mapped[int] = mapped_column(server_default=text("0"))
    failed: Mapped[int] = mapped_column(server_default=text("0"))
    oldest_due_at: Mapped[Instant | None]
    # Who runs it: together they name one backend for ever, so that its death can be seen.
    backend_pid: Mapped[int] = mapped_column(server_default=text("pg_backend_pid()"))
    backend_start: Mapped[Instant | None]


class ImportSource(Base):
    """Where an imported row came from: makes a second import change nothing."""

    __tablename__ = "import_sources"

    system: Mapped[str] = mapped_column(primary_key=True)
    source_table: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    table_name: Mapped[str]
    row_id: Mapped[int] = mapped_column(BigInteger)
