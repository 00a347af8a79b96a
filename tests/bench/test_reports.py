"""What a bench says: medians, ratios, claims, and the files that it leaves."""

import json
from pathlib import Path

import pytest

from bench.frame import Comparison, Figure, Report, alternate
from bench.keeping import keep, markdown, spoken

ROUNDS = {"ours": [2.0, 9.0, 4.0], "theirs": [1.0, 3.0, 4.0]}


def compared(**more: float | bool) -> Comparison:
    """Three rounds, at ratios of 2, 3 and 1."""
    return Comparison("tick", ROUNDS["ours"], "bare", ROUNDS["theirs"], **more)  # type: ignore[arg-type]


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    assert compared().ratios == [2.0, 3.0, 1.0]
    assert compared().ratio == 2.0


def test_how_many_times_faster_is_the_other_way_round() -> None:
    assert Comparison("tick", [2.0], "queue", [50.0], faster=True).ratio == 25.0


def test_what_ran_once_is_compared_with_a_median() -> None:
    assert Comparison("tick", [1.0, 2.0, 9.0], "queue", [50.0], faster=True).ratios == [25.0]


def test_what_stands_in_no_pairs_is_compared_by_its_medians() -> None:
    assert compared(paired=False).ratios == [4.0 / 3.0]


def test_only_what_is_worse_than_what_is_known_is_news() -> None:
    report = Report("t", "T", {})
    for known_up_to in (None, 15.0, 20.0):
        report.comparisons.append(Comparison(f"{known_up_to}", [18.0], "b", [1.0], at_most=8, known_up_to=known_up_to))
    assert [row.holds for row in report.comparisons] == [False] * 3
    assert report.broken == ["None", "15.0"]
    assert next(line for line in markdown(report) if line.startswith("| 20.0")).endswith("| ≤ 8 | no, known |")


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (compared(), None),
        (compared(at_most=2.0), True),
        (compared(at_most=1.9), False),
        (Comparison("tick", [2.0], "queue", [50.0], at_least=25, faster=True), True),
        (Comparison("tick", [2.0], "queue", [49.0], at_least=25, faster=True), False),
        (Figure("pages", 21, at_most=20), False),
        (Figure("pages", 20, at_most=20), True),
        (Figure("pages", 20), None),
    ],
)
def test_a_claim_holds_or_does_not(row: Comparison | Figure, holds: bool | None) -> None:
    assert row.holds is holds


def test_rounds_alternate_and_the_first_is_not_counted() -> None:
    done: list[str] = []
    taken = alternate(
        2, {"a": lambda: done.append("a"), "b": lambda: done.append("b")}, after=lambda: done.append("-")
    )  # fmt: skip
    assert "".join(done) == "b-a-a-b-b-a-"
    assert {name: len(rounds) for name, rounds in taken.items()} == {"a": 2, "b": 2}


def test_a_report_is_printed_and_kept_with_each_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = Report("tick", "The tick", {"stages": [10]}, [compared(at_most=1.5)], [Figure("pages", 11, at_most=20)])
    keep(report, tmp_path)
    said = capsys.readouterr().out
    assert "| tick | 4 s | bare | 3 s | 2.00 | 1.00 … 3.00 | ≤ 1.5 | **no** |" in said
    assert "| pages | 11 | ≤ 20 | yes |" in said
    kept = json.loads((tmp_path / "tick.json").read_text())
    assert kept["comparisons"][0]["ours"] == ROUNDS["ours"]
    assert kept["comparisons"][0]["holds"] is False
    assert kept["machine"]["cores"]
    assert report.broken == ["tick"]


@pytest.mark.parametrize(("seconds", "words"), [(1.5, "1.5 s"), (0.012, "12 ms"), (0.0004, "400 µs")])
def test_seconds_are_said_in_words_that_fit(seconds: float, words: str) -> None:
    assert spoken(seconds) == words
