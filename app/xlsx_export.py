"""Rows as a workbook: text stays text, whatever it begins with, and times are Excel's own, to sort and count by."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from flask import Response, send_file
from openpyxl import Workbook
from openpyxl.cell import Cell as Written
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.file_names import disposition
from app.times import zone

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOLD = Font(bold=True)
TO_THE_SECOND = "yyyy-mm-dd hh:mm:ss"
MOST_LETTERS = 32_767  # in one cell, by Excel's limits

Cell = str | int | datetime | None


def write(
    name: str, header: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]], time_zone: str
) -> IO[bytes]:  # fmt: skip
    """The workbook with one sheet as an open temporary file, written row by row; `header` is (name, width) by column.

    Times are wall time of the zone, cut to the second: Excel knows no zones, and nothing may seem later than it was.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Stageclock"
    page = book.create_sheet(name)
    page.freeze_panes = "A2"
    for number, (_title, width) in enumerate(header, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_text(page, title, BOLD) for title, _width in header])
    for row in rows:
        page.append([_cell(page, cell, time_zone) for cell in row])
    kept = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    book.save(kept)
    kept.seek(0)
    return kept


def download(file_name: str, kept: IO[bytes]) -> Response:
    """The answer that browsers keep as a file of this name, which comes without its ending."""
    answer = send_file(kept, mimetype=TYPE)
    answer.headers["Content-Disposition"] = disposition(file_name, "xlsx")
    return answer


def _cell(page: WriteOnlyWorksheet, cell: Cell, time_zone: str) -> Written | int | None:
    if isinstance(cell, str):
        return _text(page, cell)
    if isinstance(cell, datetime):
        local = cell.astimezone(zone(time_zone)).replace(tzinfo=None, microsecond=0)
        made = WriteOnlyCell(page, local)
        made.number_format = TO_THE_SECOND
        return made
    return cell


def _text(page: WriteOnlyWorksheet, text: str, font: Font | None = None) -> Written:
    """Text that stays text: left to itself, openpyxl takes "=…" for a formula and "#N/A" for an error."""
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:MOST_LETTERS])
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell
