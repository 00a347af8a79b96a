"""`python -m tests.matrix [MAJOR …] [-- PYTEST ARGUMENTS]`, or `--remove`: what `make test-matrix` does.

Exits with 1 where a test failed or was skipped, or an engine could not be had; nothing is left out in silence.
"""

import sys

from tests.debian import Unavailable
from tests.matrix import trees
from tests.matrix.engines import SUITES, of_this_machine
from tests.matrix.suite import Row, try_engine

HEAD = ("PostgreSQL", "pg_cron", "passed", "failed", "skipped", "firings", "seconds")
WIDTH = "{:<12}{:<10}{:>8}{:>8}{:>9}{:>9}{:>9}"


def try_major(major: int, arguments: list[str]) -> Row | str:
    """An engine's row, or why there is none."""
    if major not in SUITES:
        return f"the matrix knows {', '.join(map(str, SUITES))}"
    try:
        return try_engine(of_this_machine(major) or trees.make(major), arguments)
    except Unavailable as reason:
        return str(reason)


def line(row: Row) -> str:
    """A row as the table shows it."""
    firings = "-" if row.firings is None else row.firings
    return WIDTH.format(row.postgresql, row.pg_cron, row.passed, row.failed, row.skipped, firings, f"{row.seconds:.0f}")


def main(words: list[str]) -> int:
    """Try each engine in turn, then show the table."""
    if words == ["--remove"]:
        trees.remove()
        return 0
    split = words.index("--") if "--" in words else len(words)
    majors = [int(word) for word in words[:split]] or list(SUITES)
    rows = {major: try_major(major, words[split + 1 :]) for major in majors}
    print("\n" + WIDTH.format(*HEAD))
    for major, row in rows.items():
        print(line(row) if isinstance(row, Row) else f"{major:<12}not tried: {row}")
    print("firings: pg_cron's at one-second schedules, which it knows from 1.5 on.")
    return 0 if all(isinstance(row, Row) and row.is_fine for row in rows.values()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
