"""Text → lines: comma, semicolon or tab between the cells, quotation marks around those that need them (RFC 4180)."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from flask_babel import gettext as _

from app.rosters.table import LINES_ABOVE, Cell, Line, Unreadable, first_filled

# Where two are equally frequent, the one that is less likely to stand in a name.
DELIMITERS = ("\t", ";", ",")
QUOTED = re.compile(r'"[^"]*"')


def read(text: str) -> tuple[Line, ...]:
    """The lines that are not blank; raise Unreadable at a quotation mark that has no partner."""
    return first_filled(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 1
    try:
        for cells in reader:
            yield Line(number, tuple(Cell(cell.strip()) for cell in cells))
            number = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _(
                "Row %(row)s: a quotation mark is opened and not closed, or text follows one that closes. "
                "Mend it, or save the list as .xlsx.",
                row=number,
            )
        ) from None


def _delimiter(text: str) -> str:
    """The delimiter that the first lines have most of, outside quotation marks."""
    top = QUOTED.sub("", "".join(islice(StringIO(text), LINES_ABOVE)))
    return max(DELIMITERS, key=top.count)
