"""What a good class list is read as: every encoding, delimiter, order of columns, and kind of file."""

import codecs
from typing import Any

import pytest
from openpyxl import Workbook

from app.rosters.reading import Roster, read
from app.rosters.rows import Student
from tests.rosters.files import HEADER, csv_bytes, fill, saved, xlsx_bytes

WANG = Student(2, "20260001", "王子涵", "wang@x.example", "wzh")
LI = Student(3, "20260002", "Li Yutong", None, None)
ROWS: list[tuple[Any, ...]] = [
    HEADER,
    ("20260001", "王子涵", "wang@x.example", "wzh"),
    ("20260002", "Li Yutong", "", ""),
]


def numbers(data: bytes) -> list[str]:
    return [student.student_number for student in read(data).students]


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", codecs.BOM_UTF8, "UTF-8"),
        ("gb18030", b"", "GB18030"),
        ("gb18030", b"\x84\x31\x95\x33", "GB18030"),
        ("gbk", b"", "GB18030"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(
    encoding: str, mark: bytes, named: str, delimiter: str
) -> None:
    assert read(csv_bytes(ROWS, encoding, mark, delimiter)) == Roster((WANG, LI), named, None)


def test_a_workbook_is_read_and_its_sheet_named() -> None:
    assert read(xlsx_bytes(ROWS)) == Roster((WANG, LI), None, "Sheet")


@pytest.mark.parametrize(
    "header",
    [
        ("Student Number", "Name"),
        ("student no.", "STUDENT NAME"),
        ("  学号 ", "姓名*"),
        ("Student_ID", "Full name"),
        ("ＩＤ", "name"),
        ("学生学号", "学生姓名"),
        ("No", "姓名"),
    ],
)
def test_headers_are_known_in_both_languages_whatever_their_case_and_signs(header: tuple[str, str]) -> None:
    assert read(csv_bytes([header, ("1", "Ann")])).students == (Student(2, "1", "Ann", None, None),)


def test_columns_come_in_any_order_among_others() -> None:
    rows = [("备注", "E-Mail", "姓名", "班级", "账号", "学号"), ("x", "a@b", "Ann", "1班", "ann", "1")]
    assert read(csv_bytes(rows)).students == (Student(2, "1", "Ann", "a@b", "ann"),)


def test_a_list_that_numbers_its_own_lines_is_not_taken_at_its_word() -> None:
    assert numbers(csv_bytes([("No", "学号", "姓名"), ("1", "777", "Ann")])) == ["777"]


def test_titles_and_blank_lines_may_stand_above_and_between() -> None:
    rows = [
        ("软件工程 2026 秋", "", ""),
        (),
        ("序号", "学号", "姓名"),
        ("1", "7", "Ann"),
        (),
        ("2", "8", "Ben"),
        ("", "", ""),
    ]
    for data in (csv_bytes(rows), xlsx_bytes(rows)):
        assert [(s.row, s.student_number) for s in read(data).students] == [(4, "7"), (6, "8")]


def test_a_row_without_anything_that_is_known_is_none() -> None:
    assert numbers(csv_bytes([("学号", "姓名", "备注"), ("7", "Ann", ""), ("", "", "合计 1 人")])) == ["7"]


@pytest.mark.parametrize("number", [20260001, 20260001.0, "20260001", " 20260001 ", "20260001.0", "２０２６０００１"])
def test_a_student_number_is_the_same_however_the_sheet_keeps_it(number: Any) -> None:
    assert numbers(xlsx_bytes([("学号", "姓名"), (number, "Ann")])) == ["20260001"]
    assert numbers(csv_bytes([("学号", "姓名"), (number, "Ann")])) == ["20260001"]


def test_leading_zeros_are_kept_where_the_sheet_shows_them() -> None:
    assert numbers(xlsx_bytes([("学号", "姓名"), (123, "Ann")], number_format="000000")) == ["000123"]
    assert numbers(xlsx_bytes([("学号", "姓名"), ("000123", "Ann")])) == ["000123"]


def test_a_tab_behind_a_number_keeps_spreadsheets_from_reading_it_and_is_nothing_else() -> None:
    assert numbers(csv_bytes([("学号", "姓名"), ("20260001\t", "Ann")])) == ["20260001"]


def test_spaces_in_names_are_single_ones_of_the_common_kind() -> None:
    assert read(csv_bytes([("学号", "姓名"), ("1", " 王　 子涵 ")])).students[0].name == "王 子涵"


def test_html_in_a_name_is_text_like_any_other() -> None:
    name = "<script>alert(1)</script>"
    assert read(csv_bytes([("学号", "姓名"), ("1", name)])).students[0].name == name
    assert read(xlsx_bytes([("学号", "姓名"), ("1", name)])).students[0].name == name


def test_the_first_visible_sheet_with_anything_on_it_is_read() -> None:
    workbook = Workbook()
    hidden = workbook.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    fill(hidden, [("学号", "姓名"), ("666", "Nobody")])
    fill(workbook.create_sheet("选课名单"), [("学号", "姓名"), ("7", "Ann")])
    fill(workbook.create_sheet("Other"), [("学号", "姓名"), ("8", "Ben")])
    roster = read(saved(workbook))
    assert (roster.sheet, [s.student_number for s in roster.students]) == ("选课名单", ["7"])


def test_five_thousand_students_are_read() -> None:
    rows = [("学号", "姓名"), *((str(n), f"Student {n}x") for n in range(5000))]
    assert len(read(csv_bytes(rows)).students) == len(read(xlsx_bytes(rows)).students) == 5000
