"""One engine's row: the tests against it, counted."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.clusters import ROOT
from tests.matrix.engines import Engine
from tests.matrix.programs import entering, lay_out

EVERY_SECOND = "tests/main_path/every_second.py"
KNOWS_SECONDS = (1, 5)
QUICK = ("-n", "2")
FAULTS = ("tests/faults", "-n", "4", "--dist", "loadfile")


@dataclass(frozen=True)
class Row:
    """What one engine showed; `firings` are pg_cron's at one-second schedules, None where they were not tried."""

    postgresql: str
    pg_cron: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    firings: int | None = None
    seconds: float = 0.0

    @property
    def is_fine(self) -> bool:
        """Whether every test was run and none failed."""
        return self.passed > 0 and self.failed == 0 and self.skipped == 0


def try_engine(engine: Engine, arguments: Sequence[str]) -> Row:
    """Run pytest with these arguments; without any the quick suite, the faults and the firings of every second."""
    cron = engine.version(f"postgresql-{engine.major}-cron")
    row = Row(engine.version(f"postgresql-{engine.major}"), cron)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sc-matrix-") as name:
        usr = Path(name)
        usr.chmod(0o755)
        lay_out(engine, usr)
        for words in [arguments] if arguments else [QUICK, FAULTS]:
            row = count(row, run(engine, usr, words))
        if not arguments and tuple(int(part) for part in cron.split(".")[:2]) >= KNOWS_SECONDS:
            row = count(row, run(engine, usr, ["-rP", EVERY_SECOND]))
    return replace(row, seconds=time.monotonic() - began)


def run(engine: Engine, usr: Path, arguments: Sequence[str]) -> ET.Element | None:
    """pytest's report; None where it made none."""
    report = usr / "report.xml"
    report.unlink(missing_ok=True)
    # xunit1 is the form in which a test may record a figure of its own.
    report_as = [f"--junitxml={report}", "-o", "junit_family=xunit1"]
    command = [sys.executable, "-m", "pytest", "-q", *report_as, *arguments]
    # Changes of the clocks are what a Debian's tzdata says: Python has to ask the same one as its server.
    zones = str(engine.root / "usr/share/zoneinfo")
    environment = os.environ | {"STAGECLOCK_USR": str(usr), "PYTHONTZPATH": zones}
    subprocess.run(entering(engine, command), check=False, cwd=ROOT, env=environment)
    return ET.parse(report).getroot() if report.exists() else None


def count(row: Row, report: ET.Element | None) -> Row:
    """The row with this report's figures added; a run that made none counts as failed."""
    if report is None:
        return replace(row, failed=row.failed + 1)
    suites = list(report.iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    firings = report.find(".//property[@name='firings']")
    return replace(
        row,
        passed=row.passed + total - failures - errors - skipped,
        failed=row.failed + failures + errors,
        skipped=row.skipped + skipped,
        firings=row.firings if firings is None else int(firings.get("value", 0)),
    )
