"""Which column holds what: by its header, in English or Chinese, in any order and case."""

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.rosters.fields import FIELDS, HEADERS, REQUIRED, WEAK
from app.rosters.table import LINES_ABOVE, Line, Unreadable

NOT_A_LETTER = re.compile(r"[\W_]+")
LONGEST_SHOWN, MOST_SHOWN = 30, 12


@dataclass(frozen=True)
class Columns:
    """Where the students begin, and the place in each line of what is known: field → index."""

    below: int
    places: dict[str, int]


def find(lines: Sequence[Line]) -> Columns:
    """The columns by the first line that names both required ones; raise Unreadable naming what is missing or twice."""
    found = [Columns(n + 1, _places(line)) for n, line in enumerate(lines[:LINES_ABOVE])]
    whole = [columns for columns in found if set(REQUIRED) <= columns.places.keys()]
    if whole:
        return _without_doubles(whole[0], lines[whole[0].below - 1])
    nearest = max(found, key=lambda columns: len(columns.places))
    header = lines[nearest.below - 1]
    raise Unreadable(*(_missing(field, header) for field in REQUIRED if field not in nearest.places))


def _places(line: Line) -> dict[str, int]:
    """Field → index of the first cell that is one of its headers."""
    headers = [_plain(cell.text) for cell in line.cells]
    places = {field: index for field, known in KNOWN.items() if (index := _first(headers, known)) is not None}
    weak = _first(headers, WEAK)
    return places if weak is None else {"student_number": weak, **places}


def _first(headers: Sequence[str], known: Container[str]) -> int | None:
    return next((index for index, header in enumerate(headers) if header in known), None)


def _plain(text: str) -> str:
    """A header without case, width, spaces and signs: “Student No.*” and “student_no” are the same."""
    return NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


KNOWN = {field: frozenset(map(_plain, headers)) for field, headers in HEADERS.items()}


def _without_doubles(columns: Columns, header: Line) -> Columns:
    doubled = {field: [cell.text for cell in header.cells if _plain(cell.text) in KNOWN[field]] for field in FIELDS}
    problems = [_double(field, found) for field, found in doubled.items() if len(found) > 1]
    if problems:
        raise Unreadable(*problems)
    return columns


def _double(field: str, found: list[str]) -> str:
    said = _(
        "Several columns can be the %(field)s: %(found)s. Keep one of them.", field=FIELDS[field], found=_list(found)
    )
    return str(said)


def _missing(field: str, header: Line) -> str:
    chinese, english = HEADERS[field][:2]
    found = _list([cell.text for cell in header.cells if cell.text])
    said = _(
        "There is no column for the %(field)s: head one “%(chinese)s” or “%(english)s”. Row %(row)s has: %(found)s.",
        **{"field": FIELDS[field], "chinese": chinese, "english": english, "row": header.number, "found": found},
    )
    return str(said)


def _list(texts: list[str]) -> str:
    shown = str(_(", ")).join(f"“{text[:LONGEST_SHOWN]}”" for text in texts[:MOST_SHOWN])
    return f"{shown} …" if len(texts) > MOST_SHOWN else shown
