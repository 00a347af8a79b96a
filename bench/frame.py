"""What all benches share: rounds turn and turn about, medians, and a report of ratios.

Only ratios from one run are claims: a machine's seconds are its own. Each comparison keeps every round, so that its
spread can be seen and its median computed again.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.plots import Plot

Act = Callable[[], object]


def timed(act: Act) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def alternate(runs: int, acts: dict[str, Act], after: Act | None = None) -> dict[str, list[float]]:
    """Seconds of each act in each of `runs` rounds, after one round that is not counted; every other round backwards.

    `after` puts things back after each act and is not timed.
    """
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(runs + 1):
        for name in list(acts) if number % 2 else reversed(acts):
            seconds = timed(acts[name])
            if after:
                after()
            if number:
                taken[name].append(seconds)
    return taken


@dataclass(frozen=True)
class Comparison:
    """Seconds of ours and of something beside it, a round each, and what their ratio must be.

    The ratio is ours to theirs; `faster` says how many times faster ours is, theirs to ours, which is claimed by
    `at_least`. `paired` is false where rounds do not stand beside each other. `known_up_to`: how far a claim is known
    to be missed, for a reason that docs/performance.md gives; only what is worse than that is news.
    """

    what: str
    ours: list[float]
    beside: str
    theirs: list[float]
    at_most: float | None = None
    at_least: float | None = None
    faster: bool = False
    paired: bool = True
    known_up_to: float | None = None

    @property
    def ratios(self) -> list[float]:
        """Round by round; of the medians where one side ran once or what was measured stands in no pairs."""
        ours, theirs = self.ours, self.theirs
        if len(ours) != len(theirs) or not self.paired:
            ours, theirs = [statistics.median(ours)], [statistics.median(theirs)]
        pairs = zip(ours, theirs, strict=True)
        return [b / a if self.faster else a / b for a, b in pairs]

    @property
    def ratio(self) -> float:
        """Their median."""
        return statistics.median(self.ratios)

    @property
    def claim(self) -> str:
        """What the ratio must be; empty where nothing is claimed."""
        if self.at_least:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most else ""

    @property
    def holds(self) -> bool | None:
        """Whether the claim does; None where there is none."""
        if self.at_least:
            return self.ratio >= self.at_least
        return self.ratio <= self.at_most if self.at_most else None

    @property
    def is_known(self) -> bool:
        """Whether it does not, as is known."""
        return self.holds is False and self.known_up_to is not None and self.ratio <= self.known_up_to


@dataclass(frozen=True)
class Figure:
    """Something counted or measured that has nothing beside it; `at_most` where that is a claim."""

    what: str
    value: float
    unit: str = ""
    at_most: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the claim does; None where there is none."""
        return self.value <= self.at_most if self.at_most is not None else None


@dataclass
class Report:
    """What one bench found; `name` is that of its files in bench/results."""

    name: str
    title: str
    sizes: dict[str, object] = field(default_factory=dict)
    comparisons: list[Comparison] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        """The claims that do not hold, but for what is known."""
        rows: list[Comparison | Figure] = [*(each for each in self.comparisons if not each.is_known), *self.figures]
        return [each.what for each in rows if each.holds is False]
