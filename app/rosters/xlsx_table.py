"""Workbook → lines of its first visible sheet that has any. Read as a stream, and never beyond what was declared."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.rosters.table import Cell, Kind, Line, Table, Unreadable, first_filled

# A workbook with 5,000 students unpacks to about 2 MB; the parts of the largest ones are some hundred.
MOST_BYTES, MOST_PARTS = 60_000_000, 2_000
# Sheets are read as a stream; other parts, such as texts and styles, are held as a whole and cost a hundredfold.
STREAMED = "xl/worksheets/"
MOST_BYTES_HELD = 5_000_000
# Blank rows take time as well, and a row may say that it is billions further down.
LAST_ROW, LAST_COLUMN = 100_000, 50
EXACT = 10**15  # Excel keeps 15 digits; those that follow became zeros when they were typed

KINDS = {"f": Kind.FORMULA, "d": Kind.DATE, "b": Kind.TRUTH, "e": Kind.ERROR}
LETTERS = [get_column_letter(column) for column in range(1, LAST_COLUMN + 1)]
ZEROS = re.compile("0+")  # the number format that shows leading zeros


def read(data: bytes) -> Table:
    """The lines that are not blank, and the sheet they are on; raise Unreadable for what is no workbook."""
    _refuse_bomb(data)
    try:
        return _first_filled_sheet(data)
    except Unreadable:
        raise
    # openpyxl stumbles over a damaged or foreign file wherever it happens to be, with any error there is.
    except Exception as error:
        raise Unreadable(
            _("This workbook cannot be read: it is damaged or of another kind. Save it as .xlsx once more, or as CSV.")
        ) from error


def _refuse_bomb(data: bytes) -> None:
    """Refuse, before anything is unpacked, what would fill the memory. zipfile gives no more than was declared."""
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable(_("This file is damaged: save it as .xlsx once more and upload it again.")) from None
    held = [
        part.file_size for part in parts if part.filename.endswith(".xml") and not part.filename.startswith(STREAMED)
    ]
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_BYTES or max(held, default=0) > MOST_BYTES_HELD:
        raise Unreadable(
            _("This workbook unpacks to more than a class list needs. Copy the list into a new workbook and save that.")
        )


def _first_filled_sheet(data: bytes) -> Table:
    workbook = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        lines = first_filled(_lines(sheet)) if sheet.sheet_state == "visible" else ()
        if lines:
            return Table(lines, sheet=sheet.title)
    return Table(())


def _lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what a sheet says of its size is not always so
    for number, row in enumerate(sheet.iter_rows(max_col=LAST_COLUMN), start=1):
        if number > LAST_ROW:
            raise Unreadable(
                _("The sheet goes on for more than 100,000 rows. Copy the list into a new workbook and save that.")
            )
        if any(cell.value is not None for cell in row):
            yield Line(
                number, tuple(_cell(cell, f"{letter}{number}") for letter, cell in zip(LETTERS, row, strict=False))
            )


def _cell(cell: Any, place: str) -> Cell:
    if cell.value is None:
        return Cell(place=place)
    if cell.data_type in KINDS:
        return Cell(str(cell.value), KINDS[cell.data_type], place)
    if isinstance(cell.value, int | float):
        return _number(cell.value, cell.number_format, place)
    return Cell(str(cell.value).strip(), place=place)


def _number(value: float, number_format: str, place: str) -> Cell:
    """The number as the sheet shows it: 20260001 for 20260001.0, 007 where the format is 000."""
    if value != int(value) or abs(value) >= EXACT:
        return Cell(str(value), Kind.ROUNDED, place)
    digits = str(int(value))
    return Cell(digits.zfill(len(number_format)) if ZEROS.fullmatch(number_format) else digits, place=place)
