"""What both kinds of file become: lines of cells, as the file has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

MOST_STUDENTS = 5_000
LINES_ABOVE = 20  # titles and the header, which may stand above the students
MOST_LINES = MOST_STUDENTS + LINES_ABOVE


class Unreadable(Exception):
    """A file that is no class list. `problems` are sentences in the reader's language: all that was found."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class Kind(Enum):
    """What a cell holds; a text file holds only text."""

    TEXT = auto()
    ROUNDED = auto()  # a number that is not, or may not be, the one that was typed
    FORMULA = auto()
    DATE = auto()
    TRUTH = auto()  # TRUE or FALSE
    ERROR = auto()


@dataclass(frozen=True)
class Cell:
    """One cell, without spaces around it. `place` is its name in a workbook, such as B7, else empty."""

    text: str = ""
    kind: Kind = Kind.TEXT
    place: str = ""


@dataclass(frozen=True)
class Line:
    """One row of the file; `number` is the one that a spreadsheet or an editor shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The lines that are not blank, `MOST_LINES` at most. A text file has an encoding, a workbook a sheet."""

    lines: tuple[Line, ...]
    encoding: str | None = None
    sheet: str | None = None


def first_filled(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The first lines that are not blank, as many as a table holds; no further one is read."""
    kept: list[Line] = []
    for line in lines:
        if any(cell.text for cell in line.cells):
            kept.append(line)
        if len(kept) == MOST_LINES:
            break
    return tuple(kept)
