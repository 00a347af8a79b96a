"""The clock's own state: its control row, its runs, and pg_cron's jobs and their runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, text

from app.db import db
from app.models import ClockRun

RUNS_LIMIT = 20

CONTROL = text(
    "select heartbeat_at, paused_at, paused_by, reason, c.at as as_of"
    " from public.clock_control, lateral (select stageclock.current_time() as at) c"
)
JOBS = text(
    "select jobid, jobname, schedule, command, nodename, nodeport, database, username, active"
    " from stageclock.cron_jobs order by jobid"
)
JOB_RUNS = text(
    "select runid, jobid, jobname, status, return_message, start_time, end_time"
    " from stageclock.cron_job_runs order by runid desc limit :limit"
)


@dataclass(frozen=True)
class Control:
    """The clock's one row at the instant `as_of`; the heartbeat is the last tick that looked."""

    heartbeat_at: datetime
    paused_at: datetime | None
    paused_by: str | None
    reason: str | None
    as_of: datetime


def control() -> Control | None:
    """The clock's control row; None where the clock was never installed."""
    row = db.session.execute(CONTROL).mappings().one_or_none()
    return Control(**row) if row else None


def runs() -> Sequence[ClockRun]:
    """The last ticks that had something to do or refused to, newest first."""
    return db.session.scalars(select(ClockRun).order_by(ClockRun.started_at.desc()).limit(RUNS_LIMIT)).all()


def cron_jobs() -> Sequence[RowMapping]:
    """Our rows of `cron.job`; none where pg_cron is not in this database."""
    return _rows(JOBS)


def cron_job_runs() -> Sequence[RowMapping]:
    """The tail of `cron.job_run_details` for our jobs, newest first."""
    return _rows(JOB_RUNS, limit=RUNS_LIMIT)


def _rows(statement: Any, **parameters: Any) -> Sequence[RowMapping]:
    return db.session.execute(statement, parameters).mappings().all()
