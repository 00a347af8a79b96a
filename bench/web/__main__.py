"""Pages under load: `python -m bench.web [--students 10 500 10000] [--requests 200] [--runs 5]`.

The web as operators run it, two workers with gunicorn's settings from app/gunicorn_conf.py, and a bare Flask under the
same, on loopback, turn and turn about. The time of a request is that of one connection alone; throughput and the 99th
percentile are those of several at once.
"""

import argparse
import statistics

from bench.frame import Comparison, Figure, Report
from bench.keeping import keep
from bench.plots import Plot, Points
from bench.web.asking import PAGE
from bench.web.classes import Class, add_class
from bench.web.measuring import CONNECTIONS, Measuring
from bench.web.served import WORKERS, memory_of, served
from tests.clusters import Database, running_cluster

GROWTH = 1.5  # times: what a page may take more in the largest class; more than noise, far less than its students


def run(students: list[int], count: int, runs: int) -> Report:
    """Measure every kind of request in classes of every size."""
    sizes: dict[str, object] = {"students": students, "requests": count, "runs": runs}
    report = Report("web", "Pages under load", sizes | {"workers": WORKERS, "connections": CONNECTIONS})
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create database bench")
        database = Database(cluster, "bench")
        database.prepare()
        classes = fill(database, students)
        with served(database) as place:
            measuring = Measuring(place, count, runs, report)
            by_size = {each.students: measuring.a_class(each) for each in classes}
            growth = measuring.beside_each_other(classes)
            report.figures += [
                Figure("memory of a worker afterwards", memory_of(place.ours), "MB"),
                Figure("memory of a worker of the bare Flask", memory_of(place.bare), "MB"),
            ]
    compare_sizes(by_size, growth, report)
    return report


def fill(database: Database, students: list[int]) -> list[Class]:
    """A class of each size, in one database."""
    with database.connect() as db:
        classes = [add_class(db, size) for size in students]
        db.execute("vacuum analyze")
    return classes


def compare_sizes(by_size: dict[int, dict[str, list[float]]], growth: dict[int, list[float]], report: Report) -> None:
    """Add what a student page costs in the largest class beside the smallest, and the plot of everything."""
    least, most = min(growth), max(growth)
    if most != least:
        report.comparisons.append(
            Comparison(f"{PAGE}, {most:,} students", growth[most], f"{least:,} students", growth[least], GROWTH)
        )
    lines: dict[str, Points] = {
        name: [(size, 1000 * statistics.median(found[name])) for size, found in by_size.items()]
        for name in by_size[least]
    }
    report.plots.append(Plot("classes", "A request alone", "students in the class", "milliseconds", lines))


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[10, 500, 10_000])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    keep(run(asked.students, asked.requests, asked.runs))


if __name__ == "__main__":
    main()
