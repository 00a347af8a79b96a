"""What open pages cost: `python -m bench.live [--streams 100 500 2000] [--runs 5]`, one web process on this machine.

For each number of streams, each of another student of one class: the memory that they add to the process, the time from
the commit of a transition until the last browser has heard of it, and what a page request takes beside them, in the
same run as without any; then the same request while eight people sign in without pause, each a password to hash. The
limit of the request is the same one in a quiet process.
"""

import argparse
import statistics

from bench.frame import Comparison, Figure, Report
from bench.keeping import keep
from bench.live.class_of import SIGNERS
from bench.live.measuring import REQUESTS, Found, measure
from bench.plots import Plot


def run(streams: list[int], runs: int) -> Report:
    """Measure each number of streams in a cluster and a web of its own."""
    report = Report("live", "Open pages", {"streams": streams, "runs": runs, "requests": REQUESTS})
    found = [measure(number, runs) for number in streams]
    for each in found:
        add(report, each)
    lines = {"MB that they add": [(each.streams, each.memory_mb) for each in found]}
    report.plots.append(Plot("memory", "Memory of open streams", "streams on one web process", "MB", lines))
    return report


def add(report: Report, found: Found) -> None:
    """What was found for one number of streams."""
    streams = f"{found.streams:,} streams"
    signing = f"a page beside {SIGNERS} people signing in, {streams}"
    report.comparisons += [
        Comparison(f"a page beside {streams}", found.beside_streams, "without", found.quiet, paired=False),
        Comparison(signing, found.beside_signing_in, "without either", found.quiet, paired=False),
    ]
    report.figures += [
        Figure(f"memory that {streams} add", found.memory_mb, "MB"),
        Figure(f"the last of {streams} is told after", statistics.median(found.reaching), "s"),
        Figure(f"the last of {streams} is told after, at the slowest", max(found.reaching), "s"),
        Figure(f"{signing}, at the slowest", 1000 * max(found.beside_signing_in), "ms"),
        Figure(f"who signed in meanwhile, {streams}", found.signed_in),
    ]


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    keep(run(asked.streams, asked.runs))


if __name__ == "__main__":
    main()
