"""APScheduler 3: one job with a `date` trigger a transition, in its SQLAlchemy job store in the same database.

Jobs run in its default pool of threads, with as many connections kept open; no job is missed, however late. They are
added beforehand, to a scheduler that is paused.
"""

import threading
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from psycopg_pool import ConnectionPool

from bench.frame import timed
from bench.peers.work import CONCURRENCY, PSYCOPG
from bench.tick.scene import Scene

PATIENCE = 1800.0
pools: list[ConnectionPool] = []  # a stored job is a function's name and plain arguments


def open_stage(stage: int) -> None:
    """The job."""
    with pools[-1].connection() as connection:
        for statement in PSYCOPG:
            connection.execute(statement.encode(), [stage])


def measure(scene: Scene, ids: list[int]) -> float:
    """Seconds from letting the scheduler go until every job is done."""
    url = scene.database.url("postgres")
    store = SQLAlchemyJobStore(url.replace("postgresql://", "postgresql+psycopg://", 1))
    defaults = {"misfire_grace_time": None}
    scheduler = BackgroundScheduler(
        jobstores={"default": store}, executors={"default": ThreadPoolExecutor(CONCURRENCY)}, job_defaults=defaults,
        timezone=UTC,
    )  # fmt: skip
    left = len(ids)
    done = threading.Event()

    def count(_event: JobEvent) -> None:
        nonlocal left
        left -= 1
        if not left:
            done.set()

    scheduler.add_listener(count, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
    scheduler.start(paused=True)
    past = datetime.now(UTC) - timedelta(minutes=1)
    for stage in ids:
        scheduler.add_job(open_stage, "date", run_date=past, args=[stage])
    with ConnectionPool(url, min_size=CONCURRENCY, max_size=CONCURRENCY) as pool:
        pools.append(pool)
        seconds = timed(lambda: (scheduler.resume(), done.wait(PATIENCE)))
        scheduler.shutdown()
    return seconds
