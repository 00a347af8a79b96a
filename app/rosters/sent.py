"""A class list that a program sends → its students, by the same rules as a file; its first row is number 1."""

from collections.abc import Mapping, Sequence

from app.rosters.columns import Columns
from app.rosters.fields import FIELDS
from app.rosters.reading import Roster
from app.rosters.rows import students
from app.rosters.table import Cell, Line

PLACES = Columns(0, {field: index for index, field in enumerate(FIELDS)})


def read(rows: Sequence[Mapping[str, str | None]]) -> Roster:
    """The students; raise Unreadable with all that is wrong."""
    lines = [Line(number, tuple(_cell(row[field]) for field in FIELDS)) for number, row in enumerate(rows, start=1)]
    return Roster(students(lines, PLACES), None, None)


def _cell(text: str | None) -> Cell:
    """Blanks around it do not count; a text of blanks alone stays one, and is refused."""
    return Cell((text or "").strip() or text or "")
