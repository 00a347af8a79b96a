"""Workbook → lines of its first visible sheet that has any. Read as a stream, and never beyond what was declared."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter

from app.rosters.table import Cell, Kind, Line, Table, Unreadable, first_filled
from app.rosters.xlsx_guard import refuse_bomb, too_much

# Blank rows take time as well, and a row may say that it is billions further down.
LAST_ROW, LAST_COLUMN = 100_000, 50
EXACT = 10**15  # Excel keeps 15 digits; those that follow became zeros when they were typed

KINDS = {"f": Kind.FORMULA, "d": Kind.DATE, "b": Kind.TRUTH, "e": Kind.ERROR}
LETTERS = [get_column_letter(column) for column in range(1, LAST_COLUMN + 1)]
ZEROS = re.compile("0+")  # the number format that shows leading zeros


def read(data: bytes) -> Table:
    """The lines that are not blank, and the sheet they are on; raise Unreadable for what is no workbook."""
    try:
        refuse_bomb(data)
        return _first_filled_sheet(data)
    except Unreadable:
        raise
    # openpyxl stumbles over a damaged or foreign file wherever it happens to be, with any error there is.
    except Exception as error:
        raise Unreadable(
            _("This workbook cannot be read: it is damaged or of another kind. Save it as .xlsx once more, or as CSV.")
        ) from error


class _Reader(ExcelReader):
    """openpyxl's reader, kept from reading a sheet as a whole, and from reading one sheet many times."""

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Leave out a chart: it has no rows, and what is called one may be a sheet of any size."""

    def read_worksheets(self) -> None:
        targets = [relation.target for _sheet, relation in self.parser.find_sheets()]
        if len(set(targets)) < len(targets):
            raise too_much()
        super().read_worksheets()


def _first_filled_sheet(data: bytes) -> Table:
    reader = _Reader(BytesIO(data), read_only=True, keep_links=False)
    reader.read()
    for sheet in reader.wb.worksheets:
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
