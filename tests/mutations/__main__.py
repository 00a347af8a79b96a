"""`python -m tests.mutations`: each safeguard is taken away in a copy of this tree, and its tests are run there.

Prints which tests turned red. Exits with 1 where a safeguard's absence went unnoticed, or its tests are not green
while it is there.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.clusters import ROOT
from tests.mutations.safeguards import SAFEGUARDS, Safeguard

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".local", "__pycache__", ".*_cache", "node_modules")
RED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)
PASSED = re.compile(r"\b(\d+) passed")


def run(tree: Path, tests: tuple[str, ...]) -> tuple[set[str], str]:
    """The tests that failed in a tree, and all that pytest said."""
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", "-rf", *tests]
    said = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return set(RED.findall(said.stdout)), said.stdout + said.stderr


def copy_of_the_tree(place: str) -> Path:
    """A copy in which files may be changed."""
    return Path(shutil.copytree(ROOT, Path(place) / "tree", ignore=LEFT_OUT))


def refuse_red_tests() -> None:
    """With every safeguard in place all their tests are green."""
    tests = tuple(dict.fromkeys(test for safeguard in SAFEGUARDS for test in safeguard.tests))
    red, said = run(ROOT, tests)
    if red or not PASSED.search(said):
        sys.exit(f"Error: nothing was taken away, and yet these are red: {sorted(red)}\n{said[-2000:]}")


def try_without(safeguard: Safeguard) -> bool:
    """Whether a test noticed; says which."""
    with tempfile.TemporaryDirectory() as place:
        tree = copy_of_the_tree(place)
        safeguard.take_away(tree)
        red, said = run(tree, safeguard.tests)
    print(f"{safeguard.name}: {'taken away' if red else 'SURVIVED'}", flush=True)
    for test in sorted(red):
        print(f"    red: {test}", flush=True)
    if not red:
        print(said[-1500:], flush=True)
    return bool(red)


def main() -> int:
    """All of them, one after the other."""
    refuse_red_tests()
    noticed = [try_without(safeguard) for safeguard in SAFEGUARDS]
    print(f"{sum(noticed)} of {len(noticed)} safeguards are watched by a test.")
    return 0 if all(noticed) else 1


if __name__ == "__main__":
    sys.exit(main())
