"""Files that are no class list: refused with a sentence that names row and field, all that is wrong at once."""

import re
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from app.rosters import xlsx_table
from app.rosters.reading import read
from app.rosters.table import Unreadable
from tests.rosters.files import (
    HEADER,
    NAMES,
    OVERRIDE,
    SHEET,
    STRINGS,
    TYPES,
    as_excel_writes_it,
    csv_bytes,
    fill,
    new_workbook,
    part_of,
    replaced,
    saved,
    xlsx_bytes,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def problems(data: bytes) -> list[str]:
    """Every sentence with which a file is refused."""
    with pytest.raises(Unreadable) as refused:
        read(data)
    return list(refused.value.problems)


def both(*rows: tuple[Any, ...]) -> list[bytes]:
    """The same rows as text and as a workbook."""
    return [csv_bytes(rows), xlsx_bytes(rows)]


def test_a_missing_column_is_named_with_what_was_found() -> None:
    for data in both(("学号", "班级"), ("1", "一班")):
        assert problems(data) == [
            "There is no column for the name: head one “姓名” or “name”. Row 1 has: “学号”, “班级”."
        ]


def test_both_missing_columns_are_named_at_once() -> None:
    said = problems(csv_bytes([("20260001", "张三"), ("20260002", "李四")]))
    assert [sentence.partition(":")[0] for sentence in said] == [
        "There is no column for the student number",
        "There is no column for the name",
    ]
    assert "Row 1 has: “20260001”, “张三”." in said[0]


def test_long_headers_are_shortened() -> None:
    said = problems(csv_bytes([["x" * 1000] * 50, ["1"]]))
    assert len(said[0]) < 700 and said[0].endswith("….")


def test_two_columns_for_the_same_are_refused() -> None:
    assert problems(csv_bytes([("学号", "Student No", "姓名"), ("1", "2", "Ann")])) == [
        "Several columns can be the student number: “学号”, “Student No”. Keep one of them."
    ]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n \r\n", csv_bytes([("", "")]), xlsx_bytes([])])
def test_an_empty_file_says_so(data: bytes) -> None:
    assert problems(data) == ["The file is empty."]


def test_a_header_alone_says_so() -> None:
    for data in both(HEADER):
        assert problems(data) == ["There is a header, and no student below it."]


@pytest.mark.parametrize("again", [20260001, 20260001.0, "20260001", "20260001.0"])
def test_a_number_twice_names_both_rows_whatever_kind_of_cell_they_are_in(again: Any) -> None:
    rows = (("学号", "姓名"), ("20260001", "Ann"), ("20260002", "Ben"), (again, "Cem"))
    for data in both(*rows):
        assert problems(data) == ["Rows 2 and 4 have the same student number, 20260001: keep one of them."]


def test_a_username_twice_names_both_rows() -> None:
    rows = (HEADER, ("1", "Ann", "", "x"), ("2", "Ben", "", "X"), ("x", "Cem", "", ""))
    for data in both(*rows):
        assert problems(data) == [
            "Rows 2 and 3 would have the same username, X: change one of them.",
            "Rows 2 and 4 would have the same username, x: change one of them.",
        ]


@pytest.mark.parametrize("number", [1e15, 1234567890123456, 2026.5, 1.5e17])
def test_a_number_that_the_spreadsheet_rounded_is_refused(number: float) -> None:
    said = problems(xlsx_bytes([("学号", "姓名"), (number, "Ann")]))
    assert said == [
        "Row 2, student number (cell A2): the spreadsheet has rounded this number, or it has a fraction: "
        "format the column as text and type it again."
    ]


@pytest.mark.parametrize("number", ["2.026E+07", "2.02600010001E+15", "2,026E+07"])
def test_and_so_is_one_that_it_wrote_in_scientific_notation(number: str) -> None:
    assert "has rounded this number" in problems(csv_bytes([("学号", "姓名"), (number, "Ann")]))[0]


@pytest.mark.parametrize("value", [date(2026, 9, 1), datetime(2026, 9, 1, 8), timedelta(hours=3)])  # noqa: DTZ001
def test_a_date_in_place_of_a_number_is_refused(value: Any) -> None:
    said = problems(xlsx_bytes([("姓名", "学号"), ("Ann", value)]))
    assert said == [
        "Row 2, student number (cell B2): the spreadsheet has made a date of it: "
        "format the column as text and type it again."
    ]


@pytest.mark.parametrize("field", range(4))
@pytest.mark.parametrize(("value", "said"), [(True, "True is no value"), ("#N/A", "#N/A is no value")])
def test_booleans_and_errors_are_refused_in_every_column(field: int, value: Any, said: str) -> None:
    row: list[Any] = ["1", "Ann", "a@b", "ann"]
    row[field] = value
    names = ("student number", "name", "email", "username")
    assert problems(xlsx_bytes([HEADER, row]))[0].startswith(f"Row 2, {names[field]} (cell {'ABCD'[field]}2): {said}")


@pytest.mark.parametrize("field", range(4))
def test_formulas_are_refused_with_their_cell(field: int) -> None:
    row = ["1", "Ann", "a@b", "ann"]
    row[field] = '=CONCAT("2026","0001")'
    said = problems(xlsx_bytes([HEADER, row]))
    assert said[0].endswith(f"(cell {'ABCD'[field]}2): there is a formula: paste its values in its place.")
    row[field] = '="20260001"'
    assert problems(csv_bytes([HEADER, row]))[0].endswith(": there is a formula: paste its values in its place.")


def test_text_that_begins_like_a_formula_is_one_too() -> None:
    workbook, sheet = new_workbook()
    fill(sheet, [("学号", "姓名"), ("1", "x")])
    sheet["B2"].value, sheet["B2"].data_type = "=HYPERLINK(1)", "s"
    assert "there is a formula" in problems(saved(workbook))[0]


def test_blank_numbers_and_names_are_refused_by_row() -> None:
    for data in both(HEADER, ("", "Ann", "", ""), ("2", "  ", "", ""), ("", "", "a@b", "")):
        assert [sentence.partition(":")[0].partition(" (")[0] for sentence in problems(data)] == [
            "Row 2, student number", "Row 3, name", "Row 4, student number", "Row 4, name",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (0, "1" * 61, "use at most 60 characters."),
        (1, "x" * 201, "use at most 200 characters."),
        (2, "a@" + "b" * 253, "use at most 254 characters."),
        (3, "x" * 201, "use at most 200 characters."),
        (0, "20 26", "is no student number"),
        (0, "-1", "is no student number"),
        (0, "'20260001", "is no student number"),
        (1, "123", "has no letter in it"),
        (2, "no address", "is no email address"),
        (2, "a@b@c", "is no email address"),
        (3, "two words", "has a space in it"),
        (1, "a\x07b", "control character"),
        (1, "two\nlines", "line break"),
        (1, "a\u202eb", "control character"),
        (0, "2\u20286", "control character"),
    ],
)
def test_values_that_cannot_be_are_named_by_row_and_field(field: int, value: str, said: str) -> None:
    row = ["1", "Ann", "a@b", "ann"]
    row[field] = value
    names = ("student number", "name", "email", "username")
    found = problems(csv_bytes([HEADER, row]))
    assert len(found) == 1 and found[0].startswith(f"Row 2, {names[field]}: ") and said in found[0]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    rows = [HEADER, ("", "Ann", "x", ""), ("2", "", "", ""), ("3", "Cem", "", ""), ("3", "Dan", "", "")]
    assert len(problems(csv_bytes(rows))) == 4


@pytest.mark.parametrize("count", [5_001, 50_000])
def test_too_long_a_list_says_how_to_split_it(count: int) -> None:
    rows = [("学号", "姓名"), *((str(n), "Ann") for n in range(count))]
    said = ["The list has more than 5,000 rows. Split it into several files, and import one after the other."]
    assert problems(csv_bytes(rows)) == said
    assert problems(xlsx_bytes(rows)) == said


@pytest.mark.parametrize(
    "data", [b"\xff\xff\xff", "学号".encode() + b"\xff\xfe\xff", b"\xef\xbb\xbf\xc3\x28", b"caf\xe9, x"]
)
def test_bytes_that_fit_no_encoding_are_refused(data: bytes) -> None:
    assert problems(data) == [
        "The characters cannot be read: this is neither UTF-8 nor GB18030. Save the list as “CSV UTF-8” or as .xlsx."
    ]


@pytest.mark.parametrize(
    "data", ["学号,姓名\n1,Ann".encode("utf-16-le"), b"a\0b", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xfeA\0\0\0"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert "Save the list as" in problems(data)[0]


def test_a_quotation_mark_without_a_partner_names_its_row() -> None:
    for text in ('学号,姓名\n1,Ann\n2,"Ben\n3,Cem\n', '学号,姓名\n1,Ann\n2,"Ben"x\n'):
        said = problems(text.encode())
        assert len(said) == 1
        assert said[0].startswith("Row 3: a quotation mark is opened and not closed")


def test_a_very_long_cell_is_no_fault_of_ours() -> None:
    assert "quotation mark" in problems(b'a,"' + b"x" * 200_000)[0]


def test_other_kinds_of_file_are_told_apart_whatever_their_name() -> None:
    assert "old Excel file (.xls)" in problems(OLE + b"\0" * 600)[0]
    assert "protected by a password" in problems(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))[0]
    assert "This is a PDF" in problems(b"%PDF-1.7\n...")[0]
    assert "This is a web page or XML" in problems(b"<html><table><tr><td>1</td></tr></table></html>")[0]
    assert "This is a web page or XML" in problems("\ufeff <?xml version='1.0'?><Workbook/>".encode())[0]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "damaged or of another kind" in problems(buffer.getvalue())[0]
    assert "This file is damaged" in problems(buffer.getvalue()[:40])[0]


def test_a_damaged_workbook_is_refused() -> None:
    good = xlsx_bytes([HEADER, ("1", "Ann", "", "")])
    for part, content in ((SHEET, b"<worksheet"), ("xl/workbook.xml", b""), ("[Content_Types].xml", b"<Types/>")):
        assert "cannot be read" in problems(replaced(good, {part: content}))[0], part
    middle = len(good) // 3
    assert problems(good[:middle] + bytes(9) + good[middle + 9 :])


def test_a_bomb_of_entities_does_not_go_off() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    good = xlsx_bytes([HEADER, ("1", "Ann", "", "")])
    sheet = part_of(good, SHEET)
    assert "cannot be read" in problems(replaced(good, {SHEET: bomb + sheet.replace(b">1<", b">&b;<")}))[0]


def test_a_zip_bomb_called_xlsx_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = replaced(xlsx_bytes([HEADER, ("1", "Ann", "", "")]), {SHEET: bytes(200_000_000)})
    assert len(bomb) < 1_000_000
    texts = replaced(xlsx_bytes([HEADER]), {STRINGS: bytes(6_000_000)})
    monkeypatch.setattr(xlsx_table, "_Reader", None)
    assert (
        problems(bomb)
        == problems(texts)
        == ["This workbook unpacks to more than a class list needs. Copy the list into a new workbook and save that."]
    )


def test_so_is_one_of_very_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n in range(2_001):
            archive.writestr(f"xl/{n}", b"")
    monkeypatch.setattr(xlsx_table, "_Reader", None)
    assert "unpacks to more" in problems(buffer.getvalue())[0]


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_declared() -> None:
    bomb = bytearray(replaced(xlsx_bytes([HEADER, ("1", "Ann", "", "")]), {SHEET: b" " * 100_000_000}))
    real = (100_000_000).to_bytes(4, "little")
    assert bomb.count(real) >= 1
    lying = bytes(bomb).replace(real, (1_000).to_bytes(4, "little"))
    assert "cannot be read" in problems(lying)[0]


RELATIONS = "xl/_rels/workbook.xml.rels"
UNPACKS = ["This workbook unpacks to more than a class list needs. Copy the list into a new workbook and save that."]
GOOD = xlsx_bytes([HEADER, ("1", "Ann", "", "")])


def added(part: str, end: bytes, content: bytes) -> bytes:
    """A workbook with something more at the end of a list in one of its parts."""
    listed = part_of(GOOD, part)
    assert end in listed
    return replaced(GOOD, {part: listed.replace(end, content + end)})


def with_texts(part: str, texts: bytes, *, declared: bytes = OVERRIDE) -> bytes:
    """A workbook with a table of texts, declared where it is."""
    named = declared.replace(b"xl/sharedStrings.xml", part.encode())
    table = b'<sst xmlns="%b">%b</sst>' % (NAMES, texts)
    return replaced(added(TYPES, b"</Types>", named), {part: table})


@pytest.mark.parametrize(
    "bomb",
    [
        added(RELATIONS, b"</Relationships>", b'<Relationship Id="x" Type="t" Target="q"/>' * 140_000),
        added(RELATIONS, b"</Relationships>", b"<Relationship/>" * 14_000),
        replaced(GOOD, {"xl/worksheets/_rels/sheet1.xml.rels": bytes(200_001)}),
        added(TYPES, b"</Types>", b'<Override PartName="/x" ContentType="y"/>' * 5_000),
        with_texts("xl/worksheets/s.xml", b"<si/>" * 1_000_000),
        with_texts("xl/worksheets/s.xml", b"<si/>"),
        with_texts("xl/worksheets/s.xml", b"<si/>", declared=OVERRIDE.replace(b"/xl", b"xxl")),
        with_texts(STRINGS, b"<si/>", declared=OVERRIDE * 2),
        with_texts(STRINGS, b"<si/>" * 100_000),
        with_texts("xl/texts.bin", b"<si/>" * 20_000),
        with_texts(STRINGS, b" " * 3_000_000),
        replaced(with_texts(STRINGS, b""), {STRINGS: ("<sst>" + "<si/>" * 100_000 + "</sst>").encode("utf-16")}),
        added("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 20_000),
    ],
)
def test_so_is_one_that_hides_in_a_part_which_is_held_as_a_whole(bomb: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(bomb) < 60_000
    monkeypatch.setattr(xlsx_table, "_Reader", None)
    assert problems(bomb) == UNPACKS


def test_a_sheet_is_held_as_a_whole_unless_it_is_declared_as_one_and_as_nothing_else() -> None:
    again = b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/xml"/>'
    for types in (
        part_of(GOOD, TYPES).replace(b"worksheet+xml", b"x"),
        part_of(GOOD, TYPES).replace(b"</Types>", again + b"</Types>"),
    ):
        assert problems(replaced(GOOD, {TYPES: types, SHEET: b" " * 3_000_000})) == UNPACKS


def test_a_sheet_that_is_called_a_chart_is_not_read_as_a_whole() -> None:
    chart = part_of(GOOD, RELATIONS).replace(b"relationships/worksheet", b"relationships/chartsheet")
    assert problems(replaced(GOOD, {RELATIONS: chart})) == ["The file is empty."]


def test_one_sheet_is_not_read_many_times() -> None:
    sheet = re.findall(rb"<sheet [^>]*/>", part_of(GOOD, "xl/workbook.xml"))[0]
    assert problems(added("xl/workbook.xml", b"</sheets>", sheet * 2_000)) == UNPACKS


def test_texts_of_5000_students_in_a_table_of_their_own_are_read() -> None:
    rows = [(str(20260000 + n), f"学生{n:04}", f"student.{n:04}@example.edu", f"s{n:04}") for n in range(5_000)]
    data = as_excel_writes_it(xlsx_bytes([HEADER, *rows]))
    assert part_of(data, STRINGS).count(b"<si>") == 20_004
    assert len(read(data).students) == 5_000


def test_a_row_that_says_it_is_very_far_down_does_not_keep_us_busy() -> None:
    good = xlsx_bytes([("学号", "姓名"), ("1", "Ann"), ("2", "Ben")])
    far = part_of(good, SHEET).replace(b'<row r="3"', b'<row r="99999999999"')
    assert b"99999999999" in far
    assert "more than 100,000 rows" in problems(replaced(good, {SHEET: far}))[0]


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "more than 10 MB" in problems(b"x" * 10_000_001)[0]
