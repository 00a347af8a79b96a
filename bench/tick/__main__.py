"""The tick: `python -m bench.tick [--stages 10000 1000000] [--due 1 1000] [--runs 5]`, see docs/performance.md.

Idle at every size; with work beside the bare statements; beside the algorithm that it replaced; beside job queues.
"""

import argparse

from bench.frame import Report
from bench.keeping import keep
from bench.plots import Plot, Points
from bench.tick import due, idle, replaced
from bench.tick.scene import Scene, scenes

CLAIM = (100_000, 1_000.0)  # at so many stages, so many times faster than the algorithm that the tick replaced


def run(stages: list[int], dues: list[int], runs: int, replaced_at: list[int], replaced_due: int) -> Report:
    """Measure at these sizes, with these numbers due; the replaced algorithm at sizes and with a number of its own."""
    report = Report("tick", "The tick", {"stages": stages, "due": dues, "runs": runs})
    with scenes(sorted(stages)) as made:
        idle.measure(made, runs, report)
        due.measure_all(made, dues, runs, report)
        beside_replaced([scene for scene in made if scene.stages in replaced_at], replaced_due, runs, report)
    return report


def beside_replaced(made: list[Scene], number: int, runs: int, report: Report) -> None:
    """Add the replaced algorithm with so many due at each of these sizes, and the plot of both."""
    lines: dict[str, Points] = {"tick": [], "ORM loop, a commit each": []}
    for scene in made:
        taken = replaced.measure(scene, number, runs, report, CLAIM[1] if scene.stages >= CLAIM[0] else None)
        for line, seconds in zip(lines.values(), taken, strict=True):
            line.append((scene.stages, 1000 * seconds))
    if made:
        title = f"{number:,} due: the tick and what it replaced"
        report.plots.append(Plot("replaced", title, "stages in the database", "milliseconds", lines))


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--due", type=int, nargs="+", default=[1, 1_000, 10_000])
    parser.add_argument("--replaced-at", type=int, nargs="*", default=[10_000])
    parser.add_argument("--replaced-due", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    keep(run(asked.stages, asked.due, asked.runs, asked.replaced_at, asked.replaced_due))


if __name__ == "__main__":
    main()
