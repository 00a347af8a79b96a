"""The job that each job queue does, once a transition: the bare UPDATE and INSERT of one stage, in one transaction."""

import time
from dataclasses import dataclass, field

UPDATE = "update stages set status = 'active' where id = {0} and status = 'pending'"
INSERT = """
insert into stage_transitions (stage_id, generation, from_status, to_status, due_at, happened_at, cause, run_id)
select id, generation, 'pending', 'active', starts_at, stageclock.current_time(), 'clock', 1
from stages where id = {0}
"""
PSYCOPG = [statement.format("%s") for statement in (UPDATE, INSERT)]
ASYNCPG = [statement.format("$1") for statement in (UPDATE, INSERT)]
CONCURRENCY = 20  # jobs at a time, where the queue leaves the choice
SPARE = 3  # connections beyond those, for the queue itself


@dataclass
class Stopwatch:
    """Runs from when it is made until the last job has committed: what a queue does afterwards is not counted."""

    began: float = field(default_factory=time.perf_counter)
    last: float = 0.0

    def done(self) -> None:
        """A job has committed."""
        self.last = time.perf_counter()

    @property
    def seconds(self) -> float:
        """What it took."""
        return self.last - self.began
