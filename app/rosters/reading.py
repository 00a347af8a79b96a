"""A file → its students: the one thing that pages ask of this package."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.rosters import columns, csv_table, rows, sniff, xlsx_table
from app.rosters.decoding import decode
from app.rosters.rows import Student
from app.rosters.table import Table, Unreadable

MOST_BYTES = 10_000_000


@dataclass(frozen=True)
class Roster:
    """A class list that can be looked at. A text file has an encoding, a workbook the sheet that was read."""

    students: tuple[Student, ...]
    encoding: str | None
    sheet: str | None


def read(data: bytes) -> Roster:
    """The students of a file; raise Unreadable with all that is wrong."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file has more than 10 MB. Copy the list alone into a new one, without pictures."))
    table = _table(data)
    if not table.lines:
        raise Unreadable(_("The file is empty."))
    found = columns.find(table.lines)
    return Roster(rows.students(table.lines[found.below :], found), table.encoding, table.sheet)


def _table(data: bytes) -> Table:
    if sniff.is_workbook(data):
        return xlsx_table.read(data)
    text, encoding = decode(data)
    sniff.refuse_web_page(text)
    return Table(csv_table.read(text), encoding)
