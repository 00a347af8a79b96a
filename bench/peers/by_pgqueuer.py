"""PGQueuer: its asyncpg driver on a pool, a batch of 50 jobs a dequeue, at most 100 at a time, in drain mode.

Jobs are enqueued in one call beforehand.
"""

import asyncio

import asyncpg
from pgqueuer import AsyncpgPoolDriver, Job, PgQueuer, Queries
from pgqueuer.types import QueueExecutionMode

from bench.peers.work import ASYNCPG, CONCURRENCY, SPARE, Stopwatch
from bench.tick.scene import Scene

BATCH = 50


def measure(scene: Scene, ids: list[int]) -> float:
    """Seconds from the start of the worker until the last job has committed."""
    url = scene.database.url("postgres")

    async def prepare() -> None:
        async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
            queries = Queries(AsyncpgPoolDriver(pool))
            await queries.install()
            payloads: list[bytes | None] = [str(stage).encode() for stage in ids]
            await queries.enqueue(["open_stage"] * len(ids), payloads, [0] * len(ids))

    async def work() -> float:
        watch = Stopwatch()
        size = CONCURRENCY + SPARE
        async with asyncpg.create_pool(url, min_size=size, max_size=size) as pool:
            queue = PgQueuer(AsyncpgPoolDriver(pool))

            @queue.entrypoint("open_stage")
            async def open_stage(job: Job) -> None:
                stage = int(job.payload or b"")
                async with pool.acquire() as connection, connection.transaction():
                    for statement in ASYNCPG:
                        await connection.execute(statement, stage)
                watch.done()

            await queue.run(batch_size=BATCH, max_concurrent_tasks=2 * BATCH, mode=QueueExecutionMode.drain)
        return watch.seconds

    asyncio.run(prepare())
    return asyncio.run(work())
