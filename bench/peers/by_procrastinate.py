"""Procrastinate: asynchronous tasks, `concurrency` jobs at a time in one worker, as its documentation advises for tasks
that wait for a database; finished jobs stay, which is its default. Jobs are deferred in one batch beforehand."""

import asyncio

import procrastinate
from psycopg_pool import AsyncConnectionPool

from bench.peers.work import CONCURRENCY, PSYCOPG, SPARE, Stopwatch
from bench.tick.scene import Scene


def measure(scene: Scene, ids: list[int]) -> float:
    """Seconds from the start of the worker until the last job has committed."""
    url = scene.database.url("postgres")
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=CONCURRENCY, max_size=CONCURRENCY + SPARE)
    app = procrastinate.App(connector=connector)
    pool = AsyncConnectionPool(url, min_size=CONCURRENCY, max_size=CONCURRENCY, open=False)

    watches: list[Stopwatch] = []

    @app.task(name="open_stage")
    async def open_stage(stage: int) -> None:
        async with pool.connection() as connection:
            for statement in PSYCOPG:
                await connection.execute(statement.encode(), [stage])
        watches[-1].done()

    async def prepare() -> None:
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            await open_stage.batch_defer_async(*({"stage": stage} for stage in ids))

    async def work() -> float:
        watches.append(Stopwatch())
        async with pool, app.open_async():
            await app.run_worker_async(concurrency=CONCURRENCY, wait=False, install_signal_handlers=False)
        return watches[-1].seconds

    asyncio.run(prepare())
    return asyncio.run(work())
