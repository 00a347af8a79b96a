"""`python -m tests.containers [SUITE] [-- PYTEST ARGUMENTS]`, or `--remove`: what `make test-docker` does.

Exits with 1 where a story failed, with 2 where the system could not be had at all, and says why.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from types import ModuleType

import pytest

from tests.containers import bases
from tests.containers.engine import running_engine
from tests.containers.place import PLACE
from tests.containers.private import alone
from tests.containers.system import PG_MAJORS, System, build, copied_system
from tests.debian import Unavailable

HERE = Path(__file__).parent
# In this order: each takes the system as the one before left it, and leaves it whole.
STORIES = ("starting", "clock", "scaled", "mail", "faults", "restored", "documented")


def lending(system: System) -> ModuleType:
    """A plugin of pytest's that gives every story the one system there is."""

    @pytest.fixture(scope="session", name="system")
    def composed() -> System:
        return system

    plugin = ModuleType("lending")
    vars(plugin)["system"] = composed
    return plugin


@contextmanager
def timed(doing: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    print(f"{doing} …", flush=True)
    began = time.monotonic()
    yield
    print(f"{doing}: {time.monotonic() - began:.0f} s", flush=True)


def tell(system: System, arguments: list[str]) -> int:
    """Every story, by pytest."""
    stories = [str(HERE / "stories" / f"{name}.py") for name in STORIES]
    options = ["-v", "--durations=0", "--durations-min=1", "-p", "no:xdist", "-p", "no:cacheprovider"]
    return int(pytest.main([*options, *(arguments or stories)], plugins=[lending(system)]))


def try_suite(suite: str, arguments: list[str]) -> int:
    """Build and start the system of one Debian, and try everything on it."""
    bases.refuse_unknown(suite, PG_MAJORS)
    with running_engine() as engine, tempfile.TemporaryDirectory(prefix="sc-containers-") as name:
        with timed("Seeing to the base image"):
            bases.ensure(engine, suite)
        with copied_system(engine, suite, Path(name)) as system:
            with timed("Building the images"):
                build(system)
            return tell(system, arguments)


def remove() -> int:
    """Everything that is kept for the next time."""
    if PLACE.exists():
        with alone():
            rmtree(PLACE, ignore_errors=True)
    return 0


def main(words: list[str]) -> int:
    """As the words say."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything is taken down then too
    split = words.index("--") if "--" in words else len(words)
    suite = (words[:split] or ["trixie"])[0]
    try:
        if words == ["--remove"]:
            return remove()
        with timed(f"The composed system on Debian {suite}"):
            return try_suite(suite, words[split + 1 :])
    except Unavailable as reason:
        print(f"Error: {reason}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
