"""Idle ticks, each in a session that has ticked before: their time at every size, and what they touch."""

import statistics
from functools import partial

from bench.frame import Act, Comparison, Figure, Report, alternate
from bench.plots import Plot
from bench.tick.counting import counted
from bench.tick.scene import Connection, Scene

TICKS = 50  # a round
PAGES = 20  # "at most 20 buffer hits besides" the heap update


def tick(session: Connection, times: int = TICKS) -> None:
    """Ticks one after the other in one session."""
    for _ in range(times):
        session.execute("CALL stageclock.tick()")
    # Else a session hands its statistics in at most once a second.
    session.execute("select pg_stat_force_next_flush()")


def measure(scenes: list[Scene], runs: int, report: Report) -> None:
    """Add what idle ticks cost at every size, the sizes in turn."""
    sessions = [scene.database.connect("stageclock_clock") for scene in scenes]
    acts: dict[str, Act] = {
        f"{scene.stages}": partial(tick, session) for scene, session in zip(scenes, sessions, strict=True)
    }
    rounds = alternate(runs, acts)
    costs = {stages: [seconds / TICKS for seconds in taken] for stages, taken in rounds.items()}
    least, most = scenes[0], scenes[-1]
    for scene in scenes[1:]:
        report.comparisons.append(
            Comparison(
                f"idle tick, {scene.stages:,} stages", costs[f"{scene.stages}"],
                f"idle tick, {least.stages:,} stages", costs[f"{least.stages}"], at_most=2,
            )
        )  # fmt: skip
    count(most, sessions[-1], report)
    points = [(float(stages), 1000 * statistics.median(taken)) for stages, taken in costs.items()]
    report.plots.append(
        Plot("idle", "One idle tick", "stages in the database", "milliseconds", {"tick, warm session": points})
    )
    for session in sessions:
        session.close()


def count(scene: Scene, session: Connection, report: Report) -> None:
    """Add what ten idle ticks touch at the largest size, a tenth each."""
    found = counted(scene.db, partial(tick, session, 10))
    at = f"an idle tick, {scene.stages:,} stages"
    report.figures += [
        Figure(f"rows written by {at}", found.rows / 10, at_most=1),
        Figure(f"pages of tables and indexes touched by {at}", found.pages / 10, at_most=PAGES),
        Figure(f"WAL of {at}", found.wal / 10, "bytes"),
    ]
