"""What is written as CSV in any encoding, or as XLSX, is read back the same."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from app.rosters.reading import read
from app.rosters.values import FORBIDDEN, TURNS
from tests.effort import examples
from tests.rosters.files import HEADER, as_excel_writes_it, csv_bytes, xlsx_bytes

ENCODINGS = (("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("utf-16-le", b"\xff\xfe"))


def can_be_a_name(text: str) -> bool:
    """Anything with a letter in it that nothing is taken away from and that begins no formula."""
    is_kept = text == " ".join(text.split()) and not text.startswith("=")
    is_plain = not any(unicodedata.category(c) in FORBIDDEN or c in TURNS for c in text)
    return is_kept and is_plain and any(c.isalpha() for c in text)


# Without the non-characters that XML cannot hold.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn"])
NAMES = st.text(LETTERS, min_size=1, max_size=40).filter(can_be_a_name)
STUDENTS = st.lists(
    st.tuples(st.from_regex(r"[0-9A-Za-z]{1,12}", fullmatch=True), NAMES, st.sampled_from(["", "a@b.example"])),
    min_size=1, max_size=8, unique_by=lambda student: student[0].lower(),
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(STUDENTS, st.sampled_from(ENCODINGS), st.sampled_from(",;\t"))
def test_text(students: list[tuple[str, str, str]], encoding: tuple[str, bytes], delimiter: str) -> None:
    check(students, csv_bytes([HEADER[:3], *students], *encoding, delimiter=delimiter))


@settings(max_examples=examples(40), deadline=None)
@given(STUDENTS)
def test_workbooks(students: list[tuple[str, str, str]]) -> None:
    check(students, xlsx_bytes([HEADER[:3], *students]))


@settings(max_examples=examples(40), deadline=None)
@given(STUDENTS)
def test_workbooks_that_keep_their_texts_in_a_table(students: list[tuple[str, str, str]]) -> None:
    check(students, as_excel_writes_it(xlsx_bytes([HEADER[:3], *students])))


def check(students: list[tuple[str, str, str]], data: bytes) -> None:
    found = read(data).students
    assert [(s.student_number, s.name, s.email or "") for s in found] == students
