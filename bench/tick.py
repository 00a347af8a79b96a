"""What a tick costs, beside the limit: `python -m bench.tick [--stages 1000000] [--due 10000] [--runs 5]`.

The limit is one bare UPDATE by key and one bare INSERT of the same history, with the same constraints and as many
commits, in the same run, turn and turn about. Courses have no students. An idle tick is counted, not timed: index
scans, rows and pages from pg_stat, so that the machine's noise has no part in it.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.clusters import Database, MovableClock, running_cluster
from tests.plans import HOUR, MONDAY

RESULTS = Path(__file__).parent / "results"
BATCH = 250  # the tick's own default
Connection = psycopg.Connection[Any]

FILL = """
insert into stages (assignment_id, position, name, kind, status, starts_at, ends_at)
select 1 + n / 8, n %% 8, 'Stage ' || n, 'custom', (array['pending', 'active'])[1 + n %% 2]::stage_status,
       %(monday)s::timestamptz + n * interval '1 second', %(monday)s::timestamptz + interval '10 years'
from generate_series(0, %(stages)s - 1) n
"""
BARE_UPDATE = "update stages set status = 'active' where id = any(%s)"
BARE_INSERT = """
insert into stage_transitions (stage_id, generation, from_status, to_status, due_at, happened_at, cause, run_id)
select id, generation, 'pending', 'active', starts_at, stageclock.current_time(), 'clock', 1
from stages where id = any(%s)
"""
COUNTERS = """
select jsonb_build_object(
    'stages: index scans', s.idx_scan, 'stages: sequential scans', s.seq_scan,
    'stages: rows read', s.seq_tup_read + s.idx_tup_fetch, 'stages: rows written', s.n_tup_ins + s.n_tup_upd,
    'heartbeat: updates', c.n_tup_upd, 'heartbeat: updates on the same page', c.n_tup_hot_upd,
    'other tables: rows written', o.written
) from pg_stat_user_tables s, pg_stat_user_tables c,
    (select sum(n_tup_ins + n_tup_upd + n_tup_del) as written from pg_stat_user_tables
     where relname not in ('stages', 'clock_control')) o
where s.relname = 'stages' and c.relname = 'clock_control'
"""


def fill(db: Connection, stages: int) -> None:
    """Courses without students, eight stages a course work, one start a second from MONDAY on."""
    db.execute("insert into courses (code, name, time_zone) values ('B', 'Bench', 'UTC')")
    db.execute(
        "insert into assignments (course_id, title, time_zone, state)"
        " select 1, 'Work ' || n, 'UTC', 'published' from generate_series(0, %s / 8) n",
        [stages],
    )
    db.execute("alter table stages disable trigger hold_stage")
    db.execute(FILL, {"monday": MONDAY, "stages": stages})
    db.execute("alter table stages enable trigger hold_stage")
    db.execute("vacuum analyze")


def idle_costs(database: Database, db: Connection) -> dict[str, int]:
    """What pg_stat counts over ten idle ticks."""
    with database.connect("stageclock_clock") as session:
        session.execute("CALL stageclock.tick()")
        session.execute("select pg_stat_force_next_flush()")
        before = settled_counters(db)
        for _ in range(10):
            session.execute("CALL stageclock.tick()")
        session.execute("select 1")
    after = settled_counters(db)
    return {name: after[name] - before[name] for name in after}


def settled_counters(db: Connection) -> dict[str, int]:
    """Counters once every session has handed its own in, which they do at most once a second."""
    time.sleep(1.5)
    db.execute("select pg_stat_force_next_flush()")
    row = db.execute(COUNTERS).fetchone()
    assert row is not None
    return dict(row[0])


def reset(db: Connection) -> None:
    """Everything pending again, no history, no dead rows."""
    db.execute("update stages s set status = 'pending' from stage_transitions t where t.stage_id = s.id")
    db.execute("alter table stage_transitions disable trigger no_change_of_history")
    db.execute("delete from stage_transitions")
    db.execute("alter table stage_transitions enable trigger no_change_of_history")
    db.execute("vacuum (analyze) stages, stage_transitions, clock_runs")
    db.execute("checkpoint")


def tick(database: Database, ids: list[int]) -> None:
    """The product: whatever is due."""
    with database.connect("stageclock_clock") as session:
        session.execute("CALL stageclock.tick()")


def bare(database: Database, ids: list[int]) -> None:
    """The limit: the same rows by key, the same history, the same commits."""
    with database.connect("postgres", autocommit=False) as session:
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            session.execute(BARE_UPDATE, [batch])
            session.execute(BARE_INSERT, [batch])
            session.commit()


def timed(action: Callable[[Database, list[int]], None], database: Database, db: Connection, ids: list[int]) -> float:
    """Seconds for one round, checked to have moved every row."""
    started = time.perf_counter()
    action(database, ids)
    seconds = time.perf_counter() - started
    moved = db.execute("select count(*) from stage_transitions").fetchone()
    assert moved == (len(ids),), f"{action.__name__} moved {moved} of {len(ids)}"
    reset(db)
    return seconds


def compare(database: Database, db: Connection, due: int, runs: int) -> dict[str, Any]:
    """Medians of alternating rounds, and the ratio pair by pair."""
    ids = [
        row[0]
        for row in db.execute("select id from stages where status = 'pending' order by starts_at, id limit %s", [due])
    ]
    rounds = [(timed(tick, database, db, ids), timed(bare, database, db, ids)) for _ in range(runs + 1)][1:]
    ratios = [t / b for t, b in rounds]
    return {
        "tick_s": statistics.median(t for t, _ in rounds),
        "bare_s": statistics.median(b for _, b in rounds),
        "ratio": statistics.median(ratios),
        "ratio_min": min(ratios),
        "ratio_max": max(ratios),
    }


def main() -> None:
    """Fill, count, compare, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with running_cluster("postgres") as cluster:
        database = Database(cluster, "bench")
        cluster.run_sql("postgres", "create database bench")
        database.prepare()
        with database.connect() as db:
            print(f"Filling {options.stages:,} stages …", flush=True)
            fill(db, options.stages)
            clock = MovableClock(database)
            clock.set(MONDAY - HOUR)
            idle = idle_costs(database, db)
            clock.set(MONDAY + HOUR * (2 * options.due / 3600) - HOUR / 3600)
            busy = compare(database, db, options.due, options.runs)
    report(options, idle, busy)


def report(options: argparse.Namespace, idle: dict[str, int], busy: dict[str, Any]) -> None:
    """A table for people, JSON for programs."""
    print(f"\nIdle ticks, {options.stages:,} stages, ten ticks together:")
    for name, count in idle.items():
        print(f"  {name:<36} {count}")
    print(f"\n{options.due:,} due of {options.stages:,}, median of {options.runs} alternating rounds:")
    print(f"  tick {busy['tick_s']:.3f} s, bare UPDATE and INSERT {busy['bare_s']:.3f} s")
    print(f"  ratio {busy['ratio']:.2f} (from {busy['ratio_min']:.2f} to {busy['ratio_max']:.2f})")
    RESULTS.mkdir(exist_ok=True)
    found = {"stages": options.stages, "due": options.due, "idle": idle, "busy": busy}
    (RESULTS / "tick.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
