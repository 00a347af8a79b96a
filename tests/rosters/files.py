"""Files for tests of class lists: real bytes, made as spreadsheets and other systems make them."""

import csv
import re
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

SHEET, STRINGS, TYPES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "[Content_Types].xml"
NAMES = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OVERRIDE = (
    b'<Override PartName="/xl/sharedStrings.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
HEADER = ("学号", "姓名", "邮箱", "用户名")

Rows = Iterable[Sequence[Any]]


def csv_bytes(rows: Rows, encoding: str = "utf-8", mark: bytes = b"", delimiter: str = ",") -> bytes:
    """A text file with a row a line."""
    buffer = StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return mark + buffer.getvalue().encode(encoding)


def xlsx_bytes(rows: Rows, *, number_format: str | None = None) -> bytes:
    """A workbook with one sheet; `number_format` is that of every cell of the first column."""
    workbook, sheet = new_workbook()
    fill(sheet, rows)
    if number_format:
        for (cell,) in sheet.iter_rows(max_col=1):
            cell.number_format = number_format
    return saved(workbook)


def new_workbook() -> tuple[Workbook, Any]:
    """A workbook and the sheet that it opens with."""
    workbook = Workbook()
    return workbook, workbook.active


def fill(sheet: Any, rows: Rows) -> None:
    """Write rows into a sheet, from the top."""
    for row in rows:
        sheet.append(list(row))


def saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def replaced(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A workbook with another content in some of its parts, or with others besides."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in ({name: before.read(name) for name in before.namelist()} | parts).items():
            after.writestr(name, content)
    return buffer.getvalue()


def as_excel_writes_it(data: bytes) -> bytes:
    """The same workbook with its texts in a table of their own, where openpyxl leaves them in the cells."""
    found = re.findall(rb'<c ([^>]*)t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>', part_of(data, SHEET), re.DOTALL)
    texts = iter(range(len(found)))
    sheet = re.sub(
        rb'<c ([^>]*)t="inlineStr"><is><t[^>]*>.*?</t></is></c>',
        lambda cell: b'<c %bt="s"><v>%d</v></c>' % (cell[1], next(texts)),
        part_of(data, SHEET), flags=re.DOTALL,
    )  # fmt: skip
    table = b"".join(b'<si><t xml:space="preserve">%b</t></si>' % text for _, text in found)
    types = part_of(data, TYPES).replace(b"</Types>", OVERRIDE + b"</Types>")
    parts = {SHEET: sheet, TYPES: types, STRINGS: b'<sst xmlns="%b">%b</sst>' % (NAMES, table)}
    return replaced(data, parts)


def part_of(data: bytes, part: str) -> bytes:
    """What one part of a workbook holds."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(part)
