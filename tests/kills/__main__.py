"""`python -m tests.kills [ROUNDS [SEED]]`: load, kill -9 at a random moment, recovery, one tick, then sql/checks.sql.

Exits with 1 where a round left anything half done, done twice or lost, or met an error that is no refusal. The seed is
printed: the same one draws the same victims, moments and acts, as far as the machine's own timing lets it.
"""

import contextlib
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg

from tests.clusters import Database, running_cluster
from tests.faults.scene import Scene, add_scene
from tests.faults.watching import violations
from tests.kills.people import ACTS, Promises, lost
from tests.main_path.test_killed_effects import survivor
from tests.plans import one

PEOPLE, TICKS, SCENES = 5, 3, 3
# Refusals (SC…), ends and refusals of connections (57P…, 08…).
NO_FAULT = ("SC", "57P", "08")
# Every stage ends while the round lasts, the divisions after the team formations.
SPREAD = (
    "update stages set ends_at = ends_at + position * interval '250 ms', submission_mode = 'link' where status = %s"
)
WAITING = "select stageclock.oldest_ready(stageclock.current_time())"
SUMMARY = """
select (select count(*) from stage_transitions), (select count(*) from submissions), (select count(*) from teams),
       (select count(*) from role_assignments)
"""
LEFT = "select count(*) from stage_attempts where sqlstate is not null or quarantined_at is not null"


class Load:
    """People and ticks that go on until they are told to stop, whatever they are refused or cut off from."""

    def __init__(self, database: Database, scenes: list[Scene], teacher: int, seed: int, kept: Promises) -> None:
        self.database, self.scenes, self.teacher, self.seed, self.kept = database, scenes, teacher, seed, kept
        self.stop = threading.Event()
        self.ticking: dict[int, int] = {}
        self.done: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()

    def people(self, number: int) -> None:
        """One person after the other acts, in a session each."""
        dice = random.Random(self.seed * 100 + number)
        while not self.stop.is_set():
            act = dice.choice(ACTS)
            try:
                with self.database.connect("stageclock_app") as db:
                    act(db, dice.choice(self.scenes), self.teacher, dice, self.kept)
                    self.done[act.__name__] += 1
            except psycopg.Error as error:
                self.judge(error)
                time.sleep(0.05 if error.sqlstate is None else 0)

    def judge(self, error: psycopg.Error) -> None:
        """A refusal of ours or a connection that was cut is no fault; anything else is, a deadlock too."""
        if error.sqlstate is not None and not error.sqlstate.startswith(NO_FAULT):
            self.faults[str(error).splitlines()[0]] += 1

    def ticks(self, number: int) -> None:
        """One tick after the other."""
        while not self.stop.is_set():
            try:
                with self.database.connect("stageclock_clock") as session:
                    self.ticking[number] = session.info.backend_pid
                    session.execute("CALL stageclock.tick()")
                    self.done["tick"] += 1
            except psycopg.Error as error:
                self.judge(error)
            time.sleep(0.01)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """While the block lasts."""
        with ThreadPoolExecutor(PEOPLE + TICKS) as pool:
            workers = [pool.submit(self.people, n) for n in range(PEOPLE)]
            workers += [pool.submit(self.ticks, n) for n in range(TICKS)]
            try:
                yield
            finally:
                self.stop.set()
                for worker in workers:
                    worker.result(120)


def prepare(database: Database, number: int) -> tuple[list[Scene], int]:
    """Fresh course work of this round, and its teacher."""
    with database.connect() as db:
        now = one(db, "select clock_timestamp()")
        scenes = [add_scene(db, now + timedelta(milliseconds=300 + 100 * n)) for n in range(SCENES)]
        db.execute(SPREAD, ["pending"])
        insert = "insert into users (username, name, password_hash) values (%s, 'Teacher', 'x') returning id"
        return scenes, int(one(db, insert, f"teacher{number}"))


def kill(load: Load, dice: random.Random) -> str:
    """One tick's backend, or the whole server; says which."""
    victims = [pid for pid in load.ticking.values() if is_alive(pid)]
    if dice.random() < 0.5 or not victims:
        load.database.cluster.kill()
        return "postmaster"
    with contextlib.suppress(ProcessLookupError):
        os.kill(dice.choice(victims), signal.SIGKILL)
    return "tick"


def is_alive(pid: int) -> bool:
    """Whether this is still a backend of a server."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"postgres:")
    return False


def play(database: Database, number: int, seed: int) -> str | None:
    """One round; what is wrong after it, None where nothing is."""
    dice = random.Random(seed)
    scenes, teacher = prepare(database, number)
    kept = Promises()
    load = Load(database, scenes, teacher, seed, kept)
    with load.running():
        time.sleep(dice.uniform(0.2, 1.8))
        victim = kill(load, dice)
        load.stop.set()
    if not database.cluster.is_running:
        database.cluster.start()
    with survivor(database) as db:
        db.execute("update stage_attempts set next_try_at = clock_timestamp()")  # the lease of whoever was killed
    database.tick()
    with database.connect() as db:
        found = {**violations(db), **{f"lost {table}": n for table, n in lost(db, kept).items()}}
        if one(db, LEFT):
            found["failed attempts"] = one(db, LEFT)
    found.update(load.faults)
    acts = load.done.total()
    print(f"round {number:>2}  killed the {victim:<10}  {acts:>4} acts and ticks  {found or 'sound'}", flush=True)
    return str(found) if found else None


def main(words: list[str]) -> int:
    """All rounds against one server, then everything that is due must be done."""
    rounds = int(words[0]) if words else 50
    seed = int(words[1]) if len(words) > 1 else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}: python -m tests.kills {rounds} {seed}", flush=True)
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create database stageclock")
        database = Database(cluster, "stageclock")
        database.prepare()
        broken = [number for number in range(1, rounds + 1) if play(database, number, seed + number)]
        with database.connect() as db:
            database.tick()
            waiting = one(db, WAITING)
            print(
                "In all: {} transitions, {} hand-ins, {} teams, {} roles given.".format(
                    *db.execute(SUMMARY).fetchall()[0]
                )
            )
    print(f"{rounds - len(broken)} of {rounds} rounds left everything whole" + (f", not {broken}" if broken else ""))
    return 1 if broken or waiting else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
