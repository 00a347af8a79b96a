"""Starting on one's own machine: `python -m bench.start [--runs 5]`.

What `make run` does once bin/setup has found everything in place, in a copy of this checkout, until the first page
answers: cold, where there is no cluster yet (it is made, the schema brought to its newest version, the demo loaded),
and warm, where it was stopped before. The limit is a bare cluster: made and started, and started.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.cluster import Cluster, find_bin_dir
from bench.frame import Comparison, Report, timed
from bench.keeping import keep
from tests.clusters import PORT, ROOT
from tests.serving import answer, free_port

PATIENCE = 120.0


@contextmanager
def checkout() -> Iterator[Path]:
    """A copy of this one's files, with nothing made in it yet; what was made is removed with it."""
    with tempfile.TemporaryDirectory(prefix="sc-start-") as place:
        copy = Path(place) / "checkout"
        listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
        for name in filter(None, listed.split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
        (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
        yield copy


def local(copy: Path, *words: str, port: int = 0) -> subprocess.Popen[bytes]:
    """`flask local …` in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PORT": str(port or 8000)}
    command = [str(copy / ".venv/bin/flask"), "--app", "app", "local", *words]
    return subprocess.Popen(command, cwd=copy, env=environment, stdout=subprocess.DEVNULL)


def start(copy: Path) -> float:
    """Seconds from the command until its first page; it is stopped afterwards."""
    port = free_port()
    began = time.perf_counter()
    running = local(copy, "run", port=port)
    try:
        assert answer(f"http://127.0.0.1:{port}/sign-in", PATIENCE) == 200
        return time.perf_counter() - began
    finally:
        running.terminate()
        running.wait(PATIENCE)


def bare() -> tuple[float, float]:
    """Seconds of making and starting a cluster, and of starting it again."""
    home = Path(tempfile.mkdtemp(prefix="sc-bare-"))
    home.chmod(0o755)
    cluster = Cluster(home / "data", home / "s", PORT, find_bin_dir())
    try:
        cold = timed(partial(cluster.initialise, {})) + timed(cluster.start)
        cluster.stop()
        return cold, timed(cluster.start)
    finally:
        cluster.stop("immediate")
        shutil.rmtree(home)


def run(runs: int) -> Report:
    """Cold and warm, turn and turn about with the bare cluster."""
    colds, warms, bares = [], [], []
    with checkout() as copy:
        for _ in range(runs):
            try:
                colds.append(start(copy))
                warms.append(start(copy))
                bares.append(bare())
            finally:
                local(copy, "remove", "--yes").wait(PATIENCE)
    report = Report("start", "Starting", {"runs": runs})
    report.comparisons += [
        Comparison("cold start, with the demo", colds, "bare cluster made and started", [cold for cold, _ in bares]),
        Comparison("warm start", warms, "bare cluster started", [warm for _, warm in bares]),
    ]
    return report


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    keep(run(parser.parse_args().runs))


if __name__ == "__main__":
    main()
