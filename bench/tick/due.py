"""Ticks with work, beside the limit: one bare UPDATE by key and one bare INSERT of the same history a commit.

Same rows, constraints, triggers and commits, and a session of its own for either, as pg_cron opens one each minute.
"""

import statistics
from functools import partial

from bench.frame import Act, Comparison, Figure, Report, alternate
from bench.plots import Plot
from bench.tick.counting import counted
from bench.tick.scene import Scene

BATCH = 250  # the tick's own default
CLAIMED_FROM = 10_000  # due stages: below, opening a session weighs more than the work
BARE_UPDATE = "update stages set status = 'active' where id = any(%s)"
BARE_INSERT = """
insert into stage_transitions (stage_id, generation, from_status, to_status, due_at, happened_at, cause, run_id)
select id, generation, 'pending', 'active', starts_at, stageclock.current_time(), 'clock', 1
from stages where id = any(%s)
"""


def bare(scene: Scene, ids: list[int]) -> None:
    """The limit."""
    with scene.database.connect("postgres", autocommit=False) as session:
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            session.execute(BARE_UPDATE, [batch])
            session.execute(BARE_INSERT, [batch])
            session.commit()


def measure(scene: Scene, due: int, runs: int, report: Report) -> tuple[float, float]:
    """Add time, pages and WAL of a tick with so many due, and of the limit; returns their medians in seconds."""
    ids = scene.make_due(due)
    acts: dict[str, Act] = {"tick": scene.database.tick, "bare": partial(bare, scene, ids)}
    put_back = partial(scene.reset, due)
    for name, act in acts.items():
        found = counted(scene.db, act)
        put_back()
        of = f"{name}, {due:,} due of {scene.stages:,}"
        report.figures += [
            Figure(f"pages touched, {of}", found.pages),
            Figure(f"WAL, {of}", found.wal / 1000, "kB"),
        ]
    rounds = alternate(runs, acts, put_back)
    claim = 1.5 if due >= CLAIMED_FROM else None
    report.comparisons.append(
        Comparison(
            f"tick, {due:,} due of {scene.stages:,}", rounds["tick"], "bare UPDATE and INSERT", rounds["bare"], claim
        )
    )
    return statistics.median(rounds["tick"]), statistics.median(rounds["bare"])


def measure_all(scenes: list[Scene], dues: list[int], runs: int, report: Report) -> None:
    """Every number due at every size that has as many pending stages, and the plots."""
    by_size: dict[str, list[tuple[float, float]]] = {}
    by_due: dict[str, list[tuple[float, float]]] = {"tick": [], "bare UPDATE and INSERT": []}
    for scene in scenes:
        for due in dues:
            if due > scene.stages / 2:
                continue
            ours, limit = measure(scene, due, runs, report)
            by_size.setdefault(f"{due:,} due", []).append((scene.stages, 1000 * ours))
            if scene is scenes[-1]:
                by_due["tick"].append((due, 1000 * ours))
                by_due["bare UPDATE and INSERT"].append((due, 1000 * limit))
    at = f"A tick at {scenes[-1].stages:,} stages"
    report.plots += [
        Plot("stages", "A tick with work", "stages in the database", "milliseconds", by_size),
        Plot("due", at, "stages due", "milliseconds", by_due),
    ]
