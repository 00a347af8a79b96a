"""One kind of request by one class: alone beside the bare Flask, and in a crowd."""

import statistics
from dataclasses import dataclass
from functools import partial

from bench.frame import Act, Comparison, Figure, Report, alternate
from bench.web.asking import PAGE, Asked, requests_of
from bench.web.classes import Class, keys_of
from bench.web.load import Loaded, load
from bench.web.served import Served
from bench.web.shares import shares_of
from bench.web.statements import statements_of

CONNECTIONS = 8
TAIL = 3  # times the median: what the 99th percentile may be


@dataclass(frozen=True)
class Round:
    """Median seconds of a request alone, ours and bare, and what crowds of either met."""

    ours: float
    bare: float
    crowd: Loaded
    bare_crowd: Loaded


@dataclass(frozen=True)
class Measuring:
    """How much is asked, of whom, and where it is written down."""

    place: Served
    count: int
    runs: int
    report: Report

    def a_class(self, a_class: Class) -> dict[str, list[float]]:
        """Everything that its people ask; seconds of a request alone, a round each, by its kind."""
        asked = requests_of(a_class, keys_of(self.place.database, a_class))
        return {each.name: self.one(each, f"{each.name}, {a_class.students:,} students") for each in asked}

    def beside_each_other(self, classes: list[Class]) -> dict[int, list[float]]:
        """Seconds of a student page alone by size of the class, the classes turn and turn about."""
        acts: dict[str, Act] = {}
        for each in classes:
            pages = next(a for a in requests_of(each, keys_of(self.place.database, each)) if a.name == PAGE)
            acts[f"{each.students}"] = partial(load, self.place.ours.port, pages.messages, self.count, 1)
        rounds = alternate(self.runs, acts)
        return {int(size): [seconds / self.count for seconds in taken] for size, taken in rounds.items()}

    def one(self, asked: Asked, name: str) -> list[float]:
        """One kind of request; the first round is not counted."""
        rounds = [self.round(asked) for _ in range(self.runs + 1)][1:]
        alone = [each.ours for each in rounds]
        bare = [each.bare for each in rounds]
        self.report.comparisons.append(
            Comparison(name, alone, "bare Flask", bare, asked.at_most, known_up_to=asked.known_up_to)
        )
        self.crowds(name, rounds)
        statements = statements_of(self.place.database, self.place.storage, asked.messages[0])
        self.report.figures.append(Figure(f"statements, {name}", statements))
        if asked.at_most:
            self.shares(asked, name)
        return alone

    def round(self, asked: Asked) -> Round:
        """Ours and the bare one, turn and turn about."""
        count, place = max(self.count // asked.weight, CONNECTIONS), self.place
        return Round(
            statistics.median(load(place.ours.port, asked.messages, count, 1).taken),
            statistics.median(load(place.bare.port, [asked.beside], count, 1).taken),
            load(place.ours.port, asked.messages, 2 * count, CONNECTIONS),
            load(place.bare.port, [asked.beside], 2 * count, CONNECTIONS),
        )

    def shares(self, asked: Asked, name: str) -> None:
        """Add where the time of what is claimed goes."""
        found = shares_of(self.place.database, self.place.storage, asked.messages[0])
        self.report.figures += [Figure(f"{layer}, of a {name}", share, "%") for layer, share in found.items()]

    def crowds(self, name: str, rounds: list[Round]) -> None:
        """Add the tail beside the median, and the rate beside that of the bare Flask."""
        at_once = f"{CONNECTIONS} at once"
        slowest = [each.crowd.percentile(99) for each in rounds]
        medians = [statistics.median(each.crowd.taken) for each in rounds]
        each_ours = [1 / each.crowd.rate for each in rounds]
        each_bare = [1 / each.bare_crowd.rate for each in rounds]
        self.report.comparisons += [
            Comparison(f"p99 of {at_once}, {name}", slowest, "their median", medians, TAIL),
            Comparison(f"a request of {at_once}, {name}", each_ours, "bare Flask", each_bare),
        ]
        rate = statistics.median(each.crowd.rate for each in rounds)
        self.report.figures.append(Figure(f"requests a second of {at_once}, {name}", rate))
