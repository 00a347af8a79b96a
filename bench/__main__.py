"""All that we claim about speed: `python -m bench [--full] [--only tick web …]`.

Small, in under three minutes, or full, in under an hour; each bench runs alone too, with sizes of one's own choice.
What is printed is markdown, so that it can be pasted into docs/performance.md. The exit status is 1 where a claim does
not hold or a bench failed; the others run all the same.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable

from bench import effects, start, upgrade
from bench.frame import Report
from bench.importing import __main__ as importing
from bench.importing.store import Size
from bench.keeping import keep
from bench.live import __main__ as live
from bench.peers import __main__ as peers
from bench.tick import __main__ as tick
from bench.web import __main__ as web

Benches = dict[str, Callable[[], Report]]
QUICK: Benches = {
    "tick": lambda: tick.run([10_000, 100_000], [1, 10_000], 5, [10_000], 100),
    "peers": lambda: peers.run(10_000, [1_000], 5),
    "effects": lambda: effects.run([100, 1_000], 5),
    "web": lambda: web.run([10, 500], 16, 5),
    "live": lambda: live.run([100], 5),
    "import": lambda: importing.run(Size(1_000, 100)),
    "start": lambda: start.run(1),
}
FULL: Benches = {
    "tick": lambda: tick.run(
        [10_000, 100_000, 1_000_000, 10_000_000], [1, 1_000, 10_000, 100_000], 5, [10_000, 100_000], 1_000
    ),
    "peers": lambda: peers.run(100_000, [500, 5_000], 5),
    "effects": lambda: effects.run([100, 1_000, 10_000], 5),
    "web": lambda: web.run([10, 500, 10_000], 200, 5),
    "live": lambda: live.run([100, 500, 2_000], 5),
    "import": lambda: importing.run(Size(50_000, 5_000)),
    "start": lambda: start.run(5),
    "upgrade": lambda: upgrade.run(1_000_000, 5),
}


def measure(name: str, bench: Callable[[], Report]) -> list[str]:
    """Run one and keep what it found; what is wrong with it."""
    print(f"{name} …", file=sys.stderr, flush=True)
    began = time.perf_counter()
    try:
        report = bench()
    except Exception:  # whatever happened to this one, the others shall run
        traceback.print_exc()
        return [f"{name} failed"]
    keep(report)
    print(f"{name} took {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return [f"does not hold: {what}" for what in report.broken]


def main() -> None:
    """Run those that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="every size, up to 10,000,000 stages")
    parser.add_argument("--only", nargs="+", choices=FULL, help="these alone")
    asked = parser.parse_args()
    benches = FULL if asked.full else QUICK
    if missing := set(asked.only or ()) - set(benches):
        parser.error(f"only with --full: {', '.join(sorted(missing))}")
    wrong: list[str] = []
    for name, bench in benches.items():
        if not asked.only or name in asked.only:
            wrong += measure(name, bench)
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
