"""Importing a class list: Erin uploads a file, looks at what will happen row by row, and applies it."""

import csv
import html
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import argon2
import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import passwords
from app.forms import roster
from app.queries import rosters
from tests.cast import Cast, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import MONDAY, one
from tests.rosters.files import csv_bytes, replaced, xlsx_bytes
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements
from tests.web.test_courses import STRANGERS, everything

Connection = psycopg.Connection[Any]

HEADER = ("学号", "姓名", "邮箱", "用户名")
SLIP = re.compile(
    r'<td data-label="Username">(.*?)</td>\s*<td data-label="First password"><code>(.*?)</code>', re.DOTALL
)
DIGEST = re.compile(r'name="digest"[^>]* value="([^"]*)"')


@pytest.fixture
def path(cast: Cast, db: Connection, clock: MovableClock) -> str:
    """Where Erin uploads class lists of SE-1; Bob and Charlie have student numbers."""
    clock.set(MONDAY)
    db.execute("update users set student_number = '1001' where username = 'bob'")
    db.execute("update users set student_number = '1002' where username = 'charlie'")
    return f"/courses/{cast.courses['SE-1']}/roster"


def upload(browser: Browser, path: str, data: bytes, name: str = "class.csv") -> TestResponse:
    return browser.post(path, {"file": (BytesIO(data), name)}, seen_on="/")


def uploaded(browser: Browser, path: str, *rows: tuple[Any, ...]) -> str:
    """The address of the preview of a good class list."""
    answer = upload(browser, path, csv_bytes([HEADER, *rows]))
    assert answer.status_code == 303, words_of(answer)
    return str(answer.location)


def apply(browser: Browser, preview: str) -> TestResponse:
    """Press the button that the preview shows now."""
    found = DIGEST.search(browser.get(preview).text)
    assert found, "no button"
    return browser.post(f"{preview}/application", {"digest": found[1]}, seen_on="/")


def slips(answer: TestResponse) -> dict[str, str]:
    """Username → first password, as the page shows them."""
    assert answer.status_code == 200, words_of(answer)
    return {html.unescape(username): password for username, password in SLIP.findall(answer.text)}


def test_the_preview_says_row_by_row_what_will_happen_and_changes_nothing(
    visit: Open, db: Connection, path: str
) -> None:
    db.execute("update users set is_active = false where username = 'charlie'")
    erin, before = visit("erin"), everything(db)
    preview = uploaded(
        erin,
        path,
        ("1001", "Bob Bauer", "", ""),
        ("1002", "Charles <i>", "", ""),
        ("2001", "王子涵", "w@x.example", ""),
    )
    page = erin.read(preview)
    assert "Read as UTF-8, uploaded by Erin Egede at Mon 4 Mar 2030, 16:00 UTC+8." in page
    assert "1 student gets a new account and is put on the class list." in page
    assert "1 student has an account and is put on the class list." in page
    assert "1 student is on the class list already: nothing changes." in page
    assert "stays on it" not in page
    assert "2 1001 Bob Bauer bob Nothing: on the class list already" in page
    assert (
        "3 1002 Charlie Cole “Charles <i>” in the file: the account keeps its name. charlie On the class list" in page
    )
    assert "On the class list The account is switched off, and stays off." in page
    assert "4 2001 王子涵 2001 New account, and on the class list w@x.example" in page
    assert "&lt;i&gt;" in erin.get(preview).text
    assert everything(db) == before


def test_who_is_in_the_class_and_not_in_the_file_stays(visit: Open, path: str) -> None:
    erin = visit("erin")
    page = erin.read(uploaded(erin, path, ("2001", "Ida", "", "")))
    assert "1 student is on the class list and not in the file, and stays on it." in page


def test_one_click_applies_it_and_shows_the_first_passwords_once(
    visit: Open, db: Connection, cast: Cast, path: str
) -> None:
    erin = visit("erin")
    preview = uploaded(
        erin, path, ("1002", "Charlie Cole", "", ""), ("2001", "Ida", "", ""), ("2002", "Jon", "", "jon")
    )
    answer = apply(erin, preview)
    page = words_of(answer)
    assert "3 students were put on the class list; 2 new accounts were made." in page
    assert "This list is shown once and kept nowhere." in page
    assert "They sign in at http://127.0.0.1:8000" in page
    assert list(slips(answer)) == ["2001", "jon"] and len(set(slips(answer).values())) == 2
    assert answer.headers["Cache-Control"] == "no-store"
    students = "select count(*) from enrollments where course_id = %s and role = 'student'"
    assert one(db, students, cast.courses["SE-1"]) == 4
    assert one(db, "select count(*) from audit_events where action = 'roster_applied'") == 1
    assert "Applied at Mon 4 Mar 2030, 16:00 UTC+8" in erin.read(preview)
    stored = "select string_agg(to_jsonb(t)::text, '') from audit_events t"
    assert not any(password in one(db, stored) for password in slips(answer).values())


def test_a_new_student_signs_in_with_it_and_the_cheap_hash_is_replaced(
    visit: Open, db: Connection, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dearer = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", dearer)
    erin = visit("erin")
    first = slips(apply(erin, uploaded(erin, path, ("2001", "Ida", "", ""))))["2001"]
    stored = "select password_hash from users where username = '2001'"
    assert "m=8," in one(db, stored)
    ida = visit()
    assert ida.sign_in("2001", first).status_code == 303
    assert "m=64," in one(db, stored)
    assert one(db, "select must_change_password from users where username = '2001'") is True
    assert "/account/password" in ida.get("/").location


def test_without_new_accounts_it_leads_back_to_the_course(visit: Open, cast: Cast, path: str) -> None:
    erin = visit("erin")
    answer = apply(erin, uploaded(erin, path, ("1002", "Charlie Cole", "", "")))
    assert (answer.status_code, answer.location) == (303, path.removesuffix("/roster"))
    assert "1 student was put on the class list; 0 new accounts were made." in erin.read(answer.location)


def test_a_list_of_which_nothing_is_left_to_do_has_no_button(visit: Open, path: str) -> None:
    erin = visit("erin")
    preview = uploaded(erin, path, ("1001", "Bob Bauer", "", ""))
    assert "Everybody in the file is on the class list: there is nothing to apply." in erin.read(preview)
    assert not DIGEST.search(erin.get(preview).text)


def test_refused_rows_come_first_say_why_and_leave_no_button(
    visit: Open, db: Connection, cast: Cast, path: str
) -> None:
    db.execute("update users set student_number = '9001' where username = 'frank'")
    enroll(db, cast.courses["SE-1"], add_person(db, "tutor", "Tutor"), "teacher")
    db.execute("update users set student_number = '9002' where username = 'tutor'")
    add_person(db, "2003", "Numberless")
    erin = visit("erin")
    preview = uploaded(
        erin, path, ("2001", "Ida", "", ""), ("2002", "Jon", "", "BOB"), ("9001", "Frank", "", ""),
        ("9002", "Tutor", "", ""), ("2003", "Kim", "", ""),
    )  # fmt: skip
    page = erin.read(preview)
    assert "4 rows are refused: mend them in the file and upload that again." in page
    assert "BOB Refused: this username belongs to somebody with another student number." in page
    assert "frank Refused: this number is that of a teacher or administrator." in page
    assert "tutor Refused: this person teaches the course." in page
    assert "2003 Refused: this username belongs to an account without a student number." in page
    assert page.index("Tutor") < page.index("Ida")
    assert not DIGEST.search(erin.get(preview).text)
    before = everything(db)
    digest = one(db, "select digest from stageclock.roster_outcome(1)")
    answer = erin.post(f"{preview}/application", {"digest": digest}, seen_on="/")
    assert answer.status_code == 409 and "Some rows of this class list are refused" in words_of(answer)
    assert everything(db) == before


def test_what_changed_since_the_preview_is_shown_anew(visit: Open, db: Connection, cast: Cast, path: str) -> None:
    erin = visit("erin")
    preview = uploaded(erin, path, ("1002", "Charlie Cole", "", ""), ("2001", "Ida", "", ""))
    seen = DIGEST.search(erin.get(preview).text)
    enroll(db, cast.courses["SE-1"], cast.people["charlie"])
    before = everything(db)
    answer = erin.post(f"{preview}/application", {"digest": seen[1] if seen else ""}, seen_on="/")
    assert answer.status_code == 409
    said = "The class or its accounts have changed since this was shown: look at what would happen now."
    assert said in words_of(answer)
    assert "1 student is on the class list already: nothing changes." in words_of(answer)
    assert everything(db) == before
    assert list(slips(apply(erin, preview))) == ["2001"]


@pytest.mark.parametrize("digest", ["", "x", "a\0b", "ä" * 5000])
def test_a_digest_that_is_none_is_no_agreement(visit: Open, db: Connection, path: str, digest: str) -> None:
    erin = visit("erin")
    preview, before = uploaded(erin, path, ("2001", "Ida", "", "")), everything(db)
    assert erin.post(f"{preview}/application", {"digest": digest}, seen_on="/").status_code == 409
    assert everything(db) == before


def test_a_second_click_changes_nothing(visit: Open, db: Connection, path: str) -> None:
    erin = visit("erin")
    preview = uploaded(erin, path, ("2001", "Ida", "", ""))
    digest = DIGEST.search(erin.get(preview).text)
    assert apply(erin, preview).status_code == 200
    before = everything(db)
    answer = erin.post(f"{preview}/application", {"digest": digest[1] if digest else ""}, seen_on="/")
    assert answer.status_code == 409 and "This class list was applied already." in words_of(answer)
    assert everything(db) == before


def test_a_workbook_names_the_sheet_that_was_read(visit: Open, path: str) -> None:
    erin = visit("erin")
    answer = upload(erin, path, xlsx_bytes([HEADER, (20260001, "Ida", None, None)]), "名单 <1>.xlsx")
    page = erin.read(answer.location)
    assert "名单 <1>.xlsx Sheet “Sheet”, uploaded by Erin Egede" in page
    assert "2 20260001 Ida 20260001 New account" in page


def test_a_file_in_gb18030_says_what_to_do_where_names_look_wrong(visit: Open, path: str) -> None:
    erin = visit("erin")
    answer = upload(erin, path, csv_bytes([HEADER, ("2001", "王子涵", "", "")], "gb18030"))
    page = erin.read(answer.location)
    assert "Read as GB18030" in page and "王子涵" in page and "If names look wrong" in page


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "class.csv", "The file is empty."),
        (csv_bytes([HEADER]), "class.csv", "There is a header, and no student below it."),
        (csv_bytes([("学号",), ("1",)]), "class.csv", "There is no column for the name"),
        (csv_bytes([HEADER, ("", "Ann", "", "")]), "class.csv", "Row 2, student number: it is empty"),
        (b"%PDF-1.7", "class.xlsx", "This is a PDF, whatever its name."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "class.xlsx", "This is an old Excel file"),
        (xlsx_bytes([HEADER, ("=1+1", "Ann", "", "")]), "a.xlsx", "Row 2, student number (cell A2): there is"),
        (b"\xff\xff", "class.csv", "The characters cannot be read"),
        (replaced(xlsx_bytes([HEADER]), {"xl/x.bin": bytes(99_000_000)}), "b.xlsx", "This workbook unpacks to more"),
        (csv_bytes([HEADER, *((str(n), "A", "", "") for n in range(50_000))]), "c.csv", "more than 5,000 rows"),
    ],
)  # fmt: skip
def test_a_bad_file_makes_no_draft_and_says_what_is_wrong(
    visit: Open, db: Connection, path: str, data: bytes, name: str, said: str
) -> None:
    before = everything(db)
    answer = upload(visit("erin"), path, data, name)
    assert answer.status_code == 422
    assert "Nothing was imported." in words_of(answer) and said in words_of(answer)
    assert 'id="file-error"' in answer.text
    assert everything(db) == before and one(db, "select count(*) from roster_drafts") == 0


def test_no_file_at_all_is_said_too(visit: Open, path: str) -> None:
    erin = visit("erin")
    for sent in ({}, {"file": (BytesIO(b""), "")}, {"file": "text"}):
        answer = erin.post(path, sent, seen_on="/")
        assert answer.status_code == 422 and "Choose a file." in words_of(answer)


def test_all_problems_are_listed_up_to_twenty(visit: Open, path: str) -> None:
    rows = [HEADER, *(("", "<b>", "", "") for _ in range(30))]
    page = words_of(upload(visit("erin"), path, csv_bytes(rows)))
    assert page.count("it is empty") == roster.MOST_PROBLEMS
    assert "Row 21, student number: it is empty" in page and "Row 22" not in page
    assert "and 10 more." in page


def test_problems_are_said_in_the_readers_language(visit: Open, path: str) -> None:
    page = words_of(upload(visit("erin", language="zh-CN"), path, csv_bytes([HEADER, ("", "王", "", "")])))
    assert "第2行，学号：" in page and "Row" not in page


def test_the_page_says_which_columns_and_gives_an_empty_list(visit: Open, path: str) -> None:
    for language, header in (("en", "Student number,Full name,Email,Username"), ("zh-CN", "学号,姓名,邮箱,用户名")):
        erin = visit("erin", language=language)
        page = erin.read(path)
        assert "学号 · student number" in page and "姓名 · name" in page
        answer = erin.get(f"{path}/template.csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.text == f"\ufeff{header}\r\n"
        filled = answer.text + "2001,王子涵,,\r\n"
        assert upload(erin, path, filled.encode()).status_code == 303


def test_strangers_and_students_neither_see_nor_import_anything(visit: Open, db: Connection, path: str) -> None:
    preview = uploaded(visit("erin"), path, ("2001", "Ida", "", ""))
    digest, before = one(db, "select digest from stageclock.roster_outcome(1)"), everything(db)
    for username, status in STRANGERS:
        browser = visit(username)
        for page in (path, f"{path}/template.csv", preview):
            assert browser.get(page).status_code == status, (username, page)
        assert upload(browser, path, csv_bytes([HEADER, ("2001", "Ida", "", "")])).status_code == status, username
        answer = browser.post(f"{preview}/application", {"digest": digest}, seen_on="/")
        assert answer.status_code == status, username
    assert visit("erin").client.post(f"{preview}/application", data={"digest": digest}).status_code == 400
    assert everything(db) == before and one(db, "select count(*) from roster_drafts") == 1
    assert visit("dora").get(preview).status_code == 200


def test_an_archived_course_takes_no_class_list(visit: Open, db: Connection, path: str) -> None:
    erin = visit("erin")
    preview = uploaded(erin, path, ("2001", "Ida", "", ""))
    seen = DIGEST.search(erin.get(preview).text)
    db.execute("update courses set archived_at = '2026-01-01'")
    assert "This course is archived: its class list stays as it is until it is restored." in erin.read(preview)
    answer = erin.post(f"{preview}/application", {"digest": seen[1] if seen else ""}, seen_on="/")
    assert answer.status_code == 409 and "This course is archived: restore it first." in words_of(answer)
    answer = upload(erin, path, csv_bytes([HEADER, ("2001", "Ida", "", "")]))
    assert answer.status_code == 409 and "This course is archived: restore it first." in words_of(answer)


def test_long_previews_are_paged(visit: Open, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosters, "PAGE_SIZE", 2)
    erin = visit("erin")
    preview = uploaded(erin, path, *((str(n), f"Student {n}", "", "") for n in range(3001, 3004)))
    first, second = erin.read(preview), erin.read(f"{preview}?page=2")
    assert "Student 3002" in first and "Student 3003" not in first and "Next page" in first
    assert "Student 3003" in second and "Previous page" in second
    assert "3 students get new accounts" in first and "3 students get new accounts" in second
    assert "There is nothing on this page." in erin.read(f"{preview}?page=9")


def test_five_thousand_students_go_through_every_page(visit: Open, db: Connection, path: str) -> None:
    erin = visit("erin")
    rows = [HEADER, *((f"3{n:07}", f"学生{n}同学", f"s{n}@school.example", "") for n in range(5000))]
    preview = upload(erin, path, xlsx_bytes(rows), "all.xlsx").location
    answer = apply(erin, preview)
    assert len(slips(answer)) == 5000
    sealed = re.search(r'name="sealed"[^>]* value="([^"]*)"', answer.text)
    file = erin.post(
        f"{path.removesuffix('/roster')}/first-passwords.csv", {"sealed": sealed[1] if sealed else ""}, "/"
    )
    assert file.status_code == 200
    assert len(list(csv.reader(StringIO(file.text)))) == 5001


@pytest.mark.parametrize("count", [10, 500])
def test_no_page_of_an_import_asks_more_for_a_larger_class(
    visit: Open, web: Flask, db: Connection, path: str, count: int
) -> None:
    def digest() -> str:
        return str(one(db, "select digest from stageclock.roster_outcome(1)"))

    erin, data = visit("erin"), csv_bytes([HEADER, *((str(n), f"S {n}x", "", "") for n in range(8000, 8000 + count))])
    steps: list[Callable[[], TestResponse]] = [
        lambda: erin.get(path),
        lambda: erin.post(path, {"file": (BytesIO(data), "class.csv")}, seen_on=path),
        lambda: erin.get("/rosters/1"),
        lambda: erin.post("/rosters/1/application", {"digest": digest()}, seen_on=path),
    ]
    asked = []
    for step in steps:
        with statements(web) as counted:
            assert step().status_code in {200, 303}
        asked.append(len(counted))
    assert max(asked) <= 12
