"""Teams, roles and hand-ins as files: what Alice takes away, read back as her programs read it."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from weakref import WeakSet

import psycopg
import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.test import TestResponse

from app.queries import exports
from tests.cast import Cast
from tests.clusters import MovableClock
from tests.handing_in import Place, prepare
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, one
from tests.web.browser import Browser
from tests.web.conftest import Open
from tests.web.counting import add_students, statements

Connection = psycopg.Connection[Any]
Row = list[Any]
TABLES = ("teams", "roles", "submissions")


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    """A stage that is open for an hour yet, Bob's and Ben's team, and Cem's."""
    return prepare(db, cast, clock)


def address(place: Place, what: str, ending: str = "csv") -> str:
    return f"/assignments/{place.work}/{what}.{ending}"


def as_csv(answer: TestResponse) -> list[Row]:
    """The rows as a program reads them."""
    assert answer.status_code == 200, answer.status
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def page_of(answer: TestResponse) -> Worksheet:
    """The one sheet of a workbook."""
    assert answer.status_code == 200, answer.status
    book = load_workbook(BytesIO(answer.data))
    assert len(book.sheetnames) == 1 and isinstance(book.active, Worksheet)
    return book.active


def as_xlsx(answer: TestResponse) -> list[Row]:
    """The rows as Excel reads them."""
    return [list(row) for row in page_of(answer).iter_rows(values_only=True)]


def both(browser: Browser, place: Place, what: str) -> tuple[list[Row], list[Row]]:
    """The rows of both files, which say the same: without times, numbers as text, nothing as an empty text."""
    from_csv = as_csv(browser.get(address(place, what)))
    from_xlsx = as_xlsx(browser.get(address(place, what, "xlsx")))
    assert len(from_csv) == len(from_xlsx)
    for one_row, other in zip(from_csv, from_xlsx, strict=True):
        for text, cell in zip(one_row, other, strict=True):
            assert isinstance(cell, datetime) or text == ("" if cell is None else str(cell))
    return from_csv, from_xlsx


def add_attempt(db: Connection, place: Place, team: int, by: int, **facts: Any) -> int:
    """One hand-in of the stage, begun at MONDAY and complete a minute later where nothing else is said."""
    told = {"begun_at": MONDAY, "submitted_at": MONDAY + MINUTE, "url": None, "attempt": 1, **facts}
    columns = ", ".join(told)
    return int(
        one(
            db,
            f"insert into submissions (stage_id, team_id, submitted_by, {columns})"
            f" values (%s, %s, %s, {', '.join(['%s'] * len(told))}) returning id",
            *(place.stage, team, by, *told.values()),
        )
    )


def add_file(db: Connection, submission: int, name: str) -> None:
    db.execute(
        "insert into submission_files (submission_id, storage_key, file_name, media_type, size_bytes, sha256)"
        " values (%s, gen_random_uuid()::text, %s, 'application/pdf', 9, repeat('0', 64))",
        [submission, name],
    )


def test_everybody_in_a_team_stands_there_leader_first_and_then_who_is_in_none(
    visit: Open, cast: Cast, db: Connection, place: Place
) -> None:
    add_students(db, cast.courses["SE-1"], 1)
    db.execute("update users set student_number = '0042' where username = 'bob'")
    db.execute("update teams set status = 'confirmed', locked_at = %s where id = %s", [MONDAY, place.team])
    header, *rows = both(visit("alice"), place, "teams")[0]
    assert header == ["Team", "Status", "Locked", "Size", "Leader", "Student", "Username", "Student number"]
    assert rows == [
        ["Group 0", "Confirmed", "yes", "2", "Bob Bauer", "Bob Bauer", "bob", "0042"],
        ["Group 0", "Confirmed", "yes", "2", "Bob Bauer", "Ben Bell", "ben", ""],
        ["Group 1", "Forming", "no", "1", "Cem Can", "Cem Can", "cem", ""],
        ["", "", "", "", "", "Student 1", "many1", ""],
    ]


def test_every_role_of_every_team_stands_there_with_its_holders_or_nobody(
    visit: Open, cast: Cast, db: Connection, place: Place
) -> None:
    stage = add_stage(db, place.work, None, None, kind="division", name="Roles")
    insert = "insert into division_roles (stage_id, team_id, name, required) values (%s, %s, %s, %s) returning id"
    tester = one(db, insert, stage, None, "Tester", True)
    one(db, insert, stage, place.other_team, "Cook", False)
    hold = "insert into role_assignments (team_id, role_id, user_id) values (%s, %s, %s)"
    for person in (cast.people["bob"], place.ben):
        db.execute(hold, [place.team, tester, person])
    header, *rows = both(visit("erin"), place, "roles")[0]
    assert header == ["Stage", "Team", "Role", "Required", "Set by", "Held by", "Username", "Student number"]
    assert rows == [
        ["Roles", "Group 0", "Tester", "yes", "the teacher", "Ben Bell", "ben", ""],
        ["Roles", "Group 0", "Tester", "yes", "the teacher", "Bob Bauer", "bob", ""],
        ["Roles", "Group 1", "Tester", "yes", "the teacher", "", "", ""],
        ["Roles", "Group 1", "Cook", "no", "the team", "", "", ""],
    ]


def test_every_attempt_stands_there_with_its_review_and_what_is_missing_too(
    visit: Open, cast: Cast, db: Connection, place: Place
) -> None:
    first = add_attempt(db, place, place.team, place.ben, note="At last", begun_at=MONDAY - MINUTE)
    add_file(db, first, "design.pdf")
    add_file(db, first, "设计.pdf")
    add_attempt(db, place, place.team, cast.people["bob"], attempt=2, url="https://example.org/two")
    review = "select stageclock.review_submission(%s, 'returned', 'Name your sources.', %s)"
    db.execute(review, [first, cast.people["alice"]])
    header, *rows = both(visit("alice"), place, "submissions")[0]
    zone = "(Asia/Shanghai)"
    assert header == [
        "Stage", "Team", "Attempt", f"Begun {zone}", f"Complete {zone}", "By", "Files", "Address", "Note", "State",
        "Reviewed by", f"Reviewed {zone}", "Comment", f"Extended until {zone}", "Late, by an extension",
    ]  # fmt: skip
    begun, complete, reviewed = "2030-03-04T15:59:00+08:00", "2030-03-04T16:01:00+08:00", "2030-03-04T16:00:00+08:00"
    assert rows[0][:5] == ["Report", "Group 0", "1", begun, complete]
    assert rows[0][5:10] == ["Ben Bell", "design.pdf; 设计.pdf", "", "At last", "Returned"]
    assert rows[0][10:] == ["Alice Ahn", reviewed, "Name your sources.", "", "no"]
    assert rows[1][2] == "2" and rows[1][7] == "https://example.org/two" and rows[1][9] == "Waits for review"
    assert rows[2] == ["Report", "Group 1", "", "", "", "", "", "", "", "Missing", "", "", "", "", ""]


def test_what_only_an_extension_let_in_is_marked(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, place: Place
) -> None:
    extend = "select stageclock.extend_stage(%s, %s, %s, 'A broken leg', %s)"
    db.execute(extend, [place.stage, place.team, MONDAY + 3 * HOUR, cast.people["alice"]])
    bob = cast.people["bob"]
    for attempt, begun_at in enumerate((MONDAY, MONDAY + 30 * MINUTE, MONDAY + HOUR), start=1):
        add_attempt(db, place, place.team, bob, attempt=attempt, begun_at=begun_at, submitted_at=begun_at)
    clock.set(MONDAY + 20 * MINUTE)
    db.execute("select stageclock.complete_stage(%s, %s)", [place.stage, cast.people["alice"]])
    header, *rows = both(visit("alice"), place, "submissions")[0]
    late, until = header.index("Late, by an extension"), header.index("Extended until (Asia/Shanghai)")
    assert [row[late] for row in rows] == ["no", "yes", "yes", ""]
    assert [row[until] for row in rows] == [*["2030-03-04T19:00:00+08:00"] * 3, ""]


def test_in_a_workbook_times_are_times_the_header_stays_and_columns_are_wide_enough(
    visit: Open, cast: Cast, db: Connection, place: Place
) -> None:
    add_attempt(db, place, place.team, place.ben, submitted_at=MONDAY + MINUTE * 1.999)
    page = page_of(visit("alice").get(address(place, "submissions", "xlsx")))
    assert page.title == "Hand-ins" and page.freeze_panes == "A2" and page.column_dimensions["A"].width == 24
    assert page["A1"].font.bold and page["D1"].value == "Begun (Asia/Shanghai)"
    assert page["D2"].value == datetime(2030, 3, 4, 16, 0) and page["D2"].is_date  # noqa: DTZ001
    assert page["E2"].value == datetime(2030, 3, 4, 16, 1, 59), "nothing seems later than it was"  # noqa: DTZ001
    assert page["C2"].value == 1 and page["C2"].data_type == "n"


@pytest.mark.parametrize("name", ["=1+1", "+1", "@SUM(A1)", "#N/A", "2030-03-04", "＝1", "<b>x</b>", "0042"])
def test_a_name_is_text_whatever_it_looks_like(visit: Open, db: Connection, place: Place, name: str) -> None:
    db.execute("update teams set name = %s where id = %s", [name, place.other_team])
    alice = visit("alice")
    cells = [cell for (cell,) in page_of(alice.get(address(place, "teams", "xlsx"))).iter_rows(max_col=1)]
    found = [cell for cell in cells if cell.value == name]
    assert [cell.data_type for cell in found] == ["s"]
    rows = as_csv(alice.get(address(place, "teams")))
    assert {row[0] for row in rows} >= {f"'{name}" if name[0] in "=+@＝" else name}


def test_what_no_workbook_can_hold_is_replaced_not_refused(visit: Open, db: Connection, place: Place) -> None:
    add_attempt(db, place, place.team, place.ben, note="bell\x07" + "x" * 40_000)
    rows = as_xlsx(visit("alice").get(address(place, "submissions", "xlsx")))
    assert rows[1][8] == "bell\ufffd" + "x" * (32_767 - 5)


def test_in_chinese_the_words_are_chinese(visit: Open, db: Connection, place: Place) -> None:
    alice = visit("alice", "zh-CN")
    for what, first, name in (("teams", "小组", "小组"), ("roles", "阶段", "角色"), ("submissions", "阶段", "提交")):
        header, *rows = both(alice, place, what)[0]
        assert header[0] == first and all(ord(title[0]) > 0x3000 for title in header), header
        assert rows == [] or rows[-1][1] in {"组建中", "Group 1"}
        answer = alice.get(address(place, what, "xlsx"))
        assert page_of(answer).title == name
        assert "filename*=UTF-8''Bookshop%20%E2%80%93%20" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("what", TABLES)
def test_students_and_strangers_get_none_of_it(visit: Open, place: Place, what: str, ending: str) -> None:
    path = address(place, what, ending)
    answers = {name: visit(name).get(path).status_code for name in ("bob", "charlie", "frank", "erin", "dora")}
    assert answers == {"bob": 403, "charlie": 404, "frank": 404, "erin": 200, "dora": 200}
    assert visit().get(path).status_code == 302
    assert visit("alice").get(f"/assignments/{place.work}/secrets.{ending}").status_code == 404


def test_the_pages_of_teams_and_hand_ins_lead_to_them(visit: Open, place: Place) -> None:
    alice = visit("alice")
    for page, tables in (("teams", ("teams", "roles")), ("submissions", ("submissions",))):
        text = alice.get(f"/assignments/{place.work}/{page}").text
        assert all(address(place, what, ending) in text for what in tables for ending in ("csv", "xlsx"))


def test_a_large_class_costs_no_more_statements_than_a_small_one(
    visit: Open, web: Flask, cast: Cast, db: Connection, place: Place
) -> None:
    alice = visit("alice")
    asked: dict[str, list[int]] = {}
    for students in (0, 500):
        add_students(db, cast.courses["SE-1"], students)
        for path in (address(place, what, ending) for what in TABLES for ending in ("csv", "xlsx")):
            with statements(web) as sent:
                assert alice.get(path).data
            asked.setdefault(path, []).append(len(sent))
    assert all(few == many <= 12 for few, many in asked.values()), asked
    assert len(as_csv(alice.get(address(place, "teams")))) == 504


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_are_written_as_they_are_read_and_never_held_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, visit: Open, place: Place, ending: str
) -> None:
    alive: WeakSet[exports.Place] = WeakSet()
    most = []

    def many(_assignment_id: int) -> Iterator[exports.Place]:
        for number in range(3_000):
            row = exports.Place(None, None, False, None, None, f"Student {number}", "x", None)
            alive.add(row)
            most.append(len(alive))
            yield row

    monkeypatch.setattr(exports, "teams", many)
    answer = visit("alice").get(address(place, "teams", ending))
    rows = as_csv(answer) if ending == "csv" else as_xlsx(answer)
    assert len(rows) == 3_001 and len(most) == 3_000 and max(most) <= 2
