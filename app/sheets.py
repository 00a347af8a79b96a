"""Tables that staff take away: the same as CSV for programs and as a workbook for Excel, one row after the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import Response

from app import csv_export, xlsx_export
from app.times import iso, zone_key

Cell = str | int | datetime | None
Ending = Literal["csv", "xlsx"]


@dataclass(frozen=True)
class Column:
    """One column: what it is called, how wide it is in a workbook (in letters), and whether it holds times."""

    name: str
    width: int = 16
    is_time: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table by its name and the file's, without its ending; the headers of times name the zone that they are in."""

    name: str
    file_name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    time_zone: str

    @property
    def header(self) -> list[str]:
        """What stands above the columns."""
        zone = zone_key(self.time_zone)
        return [f"{column.name} ({zone})" if column.is_time else column.name for column in self.columns]


def download(sheet: Sheet, ending: Ending) -> Response:
    """The answer that browsers keep as a file."""
    if ending == "csv":
        return csv_export.download(sheet.file_name, sheet.header, _for_programs(sheet))
    widths = [column.width for column in sheet.columns]
    kept = xlsx_export.write(sheet.name, list(zip(sheet.header, widths, strict=True)), sheet.rows, sheet.time_zone)
    return xlsx_export.download(sheet.file_name, kept)


def _for_programs(sheet: Sheet) -> Iterator[list[csv_export.Cell]]:
    for row in sheet.rows:
        yield [iso(cell, sheet.time_zone) if isinstance(cell, datetime) else cell for cell in row]
