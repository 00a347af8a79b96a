"""Cost as a function of size, drawn as SVG by matplotlib (the extra `bench`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Plot:
    """Lines over a common size, both axes logarithmic; `name` ends the file's name."""

    name: str
    title: str
    across: str
    up: str
    lines: Mapping[str, Sequence[tuple[float, float]]]


def draw(plot: Plot, path: Path) -> None:
    """Write the SVG; the same figures give the same file."""
    import matplotlib as mpl  # noqa: PLC0415 - half a second, and only who draws needs it

    mpl.use("svg")
    from matplotlib import pyplot  # noqa: PLC0415

    with mpl.rc_context({"svg.hashsalt": "stageclock", "svg.fonttype": "none", "axes.spines.top": False}):
        figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
        for name, points in plot.lines.items():
            axes.loglog(*zip(*sorted(points), strict=True), marker="o", label=name)
        axes.set(title=plot.title, xlabel=plot.across, ylabel=plot.up)
        axes.grid(visible=True, which="major", alpha=0.3)
        axes.legend()
        figure.savefig(path, format="svg", metadata={"Date": None})
        pyplot.close(figure)
