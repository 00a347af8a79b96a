"""The colours of the style sheet: each written once, and told apart by whoever looks."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "app/static/stageclock.css"
ROOT, REST = re.split(r"(?=^:root\[data-appearance)", CSS.read_text(), maxsplit=1, flags=re.MULTILINE)
HEX = re.compile(r"#[0-9a-f]{3,8}\b")
PAIRS = {
    name: (light, dark or light)
    for name, light, dark in re.findall(r"--sc-([a-z-]+): (?:light-dark\()?(#\w+)(?:, (#\w+)\))?;", ROOT)
}
SURFACES = ("ground", "paper", "field")
STATES = ("active", "pending", "completed", "paused", "red")
TEXT, PARTS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11

CONTRASTS = [
    *((ink, surface, TEXT) for ink in ("ink", "soft", "link", *STATES) for surface in SURFACES),
    *((ink, f"{state}-ground", TEXT) for ink in ("ink", "soft", "link") for state in STATES),
    *((state, f"{state}-ground", TEXT) for state in (*STATES, "quiet")),
    *((part, surface, PARTS) for part in ("edge", "focus") for surface in SURFACES),
    ("paused-ink", "paused-ground", TEXT), ("on-fill", "active", TEXT), ("ink", "completed-bar", TEXT),
    *(("bright", fill, TEXT) for fill in ("navy", "navy-hover", "fill", "fill-hover", "alarm", "alarm-hover")),
    ("bright-soft", "navy", TEXT), ("navy-line", "navy", PARTS), ("bright-focus", "navy", PARTS),
    ("mark", "navy", PARTS),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_each_colour_is_written_where_all_are() -> None:
    drawn = re.sub(r"url\([^)]*\)", "", REST)  # the arrow of a choice is a picture, seen on light and dark
    assert not HEX.findall(drawn)
    assert not re.findall(r"\brgba?\(|\bhsla?\(", drawn)


@pytest.mark.parametrize(("front", "back", "least"), CONTRASTS)
def test_colours_can_be_told_apart_light_and_dark(front: str, back: str, least: float) -> None:
    for appearance in (0, 1):
        assert contrast(PAIRS[front][appearance], PAIRS[back][appearance]) >= least, appearance
