"""`python -m tests.coverage [PYTEST ARGUMENTS]`: what `make coverage` does. Without arguments the quick suite is run.

Prints both figures and every statement of PL/pgSQL that no test ran. Exits with 1 below the limit or after a failure.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.installer import code
from tests.clusters import ROOT

LIMIT = 95.0  # per cent of PL/pgSQL's statements

# A statement: the function's name, its line in the body, what it is, its number in the function.
Statement = tuple[str, int, str, int]


def run(directory: Path, arguments: Sequence[str]) -> int:
    """pytest under both counters; its exit status."""
    counting = ["--cov=app", "--cov-report=", f"--cov-report=json:{directory / 'python.json'}"]
    command = [sys.executable, "-m", "pytest", "-q", *counting, *(arguments or ["-n", "2"])]
    environment = os.environ | {"STAGECLOCK_PROFILE": str(directory), "COVERAGE_FILE": str(directory / "python")}
    return subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode


def merged(directory: Path) -> dict[Statement, bool]:
    """Every statement, and whether any test ran it."""
    ran: dict[Statement, bool] = {}
    for file in directory.glob("*.jsonl"):
        for text in file.read_text().splitlines():
            name, line, what, number, was_run = json.loads(text)
            statement = (name, line, what, number)
            ran[statement] = ran.get(statement, False) or was_run
    return ran


def place(statement: Statement) -> str:
    """Where a statement stands: `sql/functions/tell.sql:12`."""
    name, line, what, _ = statement
    path = next(file for file in code.files() if file.stem == name)
    body = next(n for n, text in enumerate(path.read_text().splitlines()) if text.startswith("as $$"))
    return f"{path.relative_to(ROOT)}:{body + line} {what}"


def report(directory: Path) -> float:
    """Print both figures and what was missed; returns PL/pgSQL's."""
    totals = json.loads((directory / "python.json").read_text())["totals"]
    ran = merged(directory)
    missed = [place(statement) for statement in sorted(ran) if not ran[statement]]
    share = 100.0 * (len(ran) - len(missed)) / max(len(ran), 1)
    print("\nPL/pgSQL that no test runs:" if missed else "")
    print("\n".join(f"  {line}" for line in missed))
    print(f"Python:   {totals['percent_covered']:5.1f} % of {totals['num_statements']} statements in app/")
    print(f"PL/pgSQL: {share:5.1f} % of {len(ran)} statements in sql/ (at least {LIMIT} is asked)")
    return share


def main(arguments: Sequence[str]) -> int:
    """Run, report, judge."""
    with tempfile.TemporaryDirectory(prefix="sc-coverage-") as name:
        status = run(Path(name), arguments)
        return 1 if report(Path(name)) < LIMIT else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
