"""Reports as people read them and as programs do: markdown on the screen, JSON and SVG in bench/results."""

import json
import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cluster import find_bin_dir
from bench.frame import Comparison, Figure, Report
from bench.plots import draw

RESULTS = Path(__file__).parent / "results"
WORDS = {True: "yes", False: "**no**", None: ""}


def keep(report: Report, directory: Path = RESULTS) -> None:
    """Print it; write its JSON and its plots."""
    print("\n".join(markdown(report)), flush=True)
    directory.mkdir(exist_ok=True)
    text = json.dumps(as_json(report), indent=1, ensure_ascii=False)
    (directory / f"{report.name}.json").write_text(text + "\n")
    for plot in report.plots:
        draw(plot, directory / f"{report.name}-{plot.name}.svg")


def as_json(report: Report) -> dict[str, Any]:
    """Everything in it, with each round."""
    return {
        "title": report.title,
        "machine": machine(),
        "sizes": report.sizes,
        "comparisons": [
            {**asdict(each), "ratio": each.ratio, "ratios": each.ratios, "holds": each.holds}
            for each in report.comparisons
        ],
        "figures": [{**asdict(each), "holds": each.holds} for each in report.figures],
    }


def machine() -> dict[str, object]:
    """What the seconds belong to."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "postgresql": find_bin_dir().parent.name,
        "kernel": platform.release(),
    }


def markdown(report: Report) -> Iterator[str]:
    """A title and up to two tables."""
    yield f"\n### {report.title}\n"
    if report.comparisons:
        yield "| what | median | beside | median | ratio | from … to | claimed | holds |"
        yield "|---|--:|---|--:|--:|--:|--:|---|"
        yield from map(compared, report.comparisons)
    if report.figures:
        yield "\n| what | figure | claimed | holds |"
        yield "|---|--:|--:|---|"
        yield from map(counted, report.figures)


def compared(row: Comparison) -> str:
    """One line of ratios."""
    ours, theirs = (spoken(statistics.median(side)) for side in (row.ours, row.theirs))
    spread = f"{min(row.ratios):,.2f} … {max(row.ratios):,.2f}" if len(row.ratios) > 1 else ""
    ratio = f"{row.ratio:,.2f}{' times faster' if row.faster else ''}"
    holds = "no, known" if row.is_known else WORDS[row.holds]
    return f"| {row.what} | {ours} | {row.beside} | {theirs} | {ratio} | {spread} | {row.claim} | {holds} |"


def counted(row: Figure) -> str:
    """One line of something counted."""
    claim = f"≤ {row.at_most:g}" if row.at_most is not None else ""
    figure = f"{row.value:,.0f}" if row.value >= 100 else f"{row.value:.3g}"
    return f"| {row.what} | {f'{figure} {row.unit}'.strip()} | {claim} | {WORDS[row.holds]} |"


def spoken(seconds: float) -> str:
    """Seconds as people say them."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:,.3g} {unit}"
    return f"{seconds * 1e6:,.3g} µs"
