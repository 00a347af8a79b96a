"""Rows as CSV that spreadsheets open as what they are: in UTF-8, with nothing that they would run as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from flask import Response, stream_with_context

from app.file_names import disposition

BOM = "\ufeff"  # without it Excel reads UTF-8 as the machine's own encoding
AT_ONCE = 500  # rows a chunk

Cell = str | int | float | None

# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), in full width too.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def rows_to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The file piece by piece: a byte order mark, the header, the rows; lines end in CR LF (RFC 4180).

    Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers, None is empty.
    """
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([harmless(name) for name in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(cell) for cell in row])
        if number % AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def harmless(cell: Cell) -> Cell:
    """The cell as no spreadsheet runs it."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def download(file_name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The answer that browsers keep as a file; `file_name` comes without its ending, rows are read as it is sent."""
    answer = Response(stream_with_context(rows_to_csv(header, rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = disposition(file_name, "csv")
    return answer


def _emptied(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
