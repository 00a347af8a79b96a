"""Job queues that one would take instead: `python -m bench.peers [--stages 100000] [--due 500 5000] [--runs 5]`.

Each gets one scheduled job a transition, all due, in the same database as the stages, and runs once; beside them the
tick, in the median of several runs, some before each queue. What each queue's settings are, and why, says its module.
Not counted against them: scheduling the jobs, and moving or removing them when a teacher changes a date. The cluster
lies on a disk, and each commit waits for it, as on a server: whoever commits a batch waits once.
"""

import argparse
import logging
import math
import statistics
from collections.abc import Callable

from bench.frame import Comparison, Report, timed
from bench.keeping import keep
from bench.peers import by_apscheduler, by_pgqueuer, by_procrastinate
from bench.plots import Plot, Points
from bench.tick.scene import Scene, scenes

CLAIMED_FROM = 5_000  # due stages: below, starting weighs more than the work
Measure = Callable[[Scene, list[int]], float]
QUEUES: dict[str, Measure] = {
    "Procrastinate": by_procrastinate.measure,
    "PGQueuer": by_pgqueuer.measure,
    "APScheduler 3": by_apscheduler.measure,
}


def run(stages: int, dues: list[int], runs: int) -> Report:
    """Measure the tick and each queue with each number due, in a fresh database each."""
    logging.disable(logging.WARNING)
    report = Report("peers", "Job queues beside the tick", {"stages": stages, "due": dues, "runs": runs})
    lines: dict[str, Points] = {name: [] for name in ("tick", *QUEUES)}
    for due in dues:
        for name, seconds in compare(stages, due, runs, report).items():
            lines[name].append((due, 1000 * seconds))
    report.plots.append(Plot("due", f"One run at {stages:,} stages", "stages due", "milliseconds", lines))
    return report


def compare(stages: int, due: int, runs: int, report: Report) -> dict[str, float]:
    """Add the tick, some before each queue, beside each queue, claiming upon the best only; the seconds of all."""
    ticks: list[float] = []
    found: dict[str, float] = {}
    with scenes([stages], on_disk=True) as (scene,):
        ids = scene.make_due(due)
        ticked(scene, due)
        for name, measure in QUEUES.items():
            ticks += [ticked(scene, due) for _ in range(math.ceil(runs / len(QUEUES)))]
            found[name] = once(scene, ids, measure)
    best = min(found, key=lambda name: found[name])
    for name, seconds in found.items():
        claim = 20 if name == best and due >= CLAIMED_FROM else None
        queue = f"{name}, a job each (once)"
        report.comparisons.append(
            Comparison(f"tick, {due:,} due of {stages:,}", ticks, queue, [seconds], at_least=claim, faster=True)
        )
    return {"tick": statistics.median(ticks), **found}


def ticked(scene: Scene, due: int) -> float:
    """Seconds of one tick."""
    seconds = timed(scene.database.tick)
    scene.reset(due)
    return seconds


def once(scene: Scene, ids: list[int], measure: Measure) -> float:
    """Seconds of one queue, checked to have moved every stage."""
    seconds = measure(scene, ids)
    scene.reset(len(ids))
    return seconds


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=int, default=100_000)
    parser.add_argument("--due", type=int, nargs="+", default=[500, 5_000])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    keep(run(asked.stages, asked.due, asked.runs))


if __name__ == "__main__":
    main()
