"""The history of one course work: every transition with its planned and real time, by page and as a file."""

import csv
from io import StringIO
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import Cast, add_course_work
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_many, add_stage
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import add_students, statements

Connection = psycopg.Connection[Any]


@pytest.fixture
def teams(cast: Cast, db: Connection, database: Database, clock: MovableClock) -> int:
    """A stage that the clock opened two minutes late and Alice closed before its time."""
    stage = add_stage(db, cast.bookshop, MONDAY, MONDAY + 2 * HOUR, name="Teams")
    clock.set(MONDAY + 2 * MINUTE)
    database.tick()
    clock.set(MONDAY + HOUR)
    db.execute("select stageclock.complete_stage(%s, %s, 'all are in')", [stage, cast.people["alice"]])
    return stage


def address(cast: Cast, page: str = "history") -> str:
    return f"/assignments/{cast.bookshop}/{page}"


def rows_of(answer: TestResponse) -> list[list[str]]:
    """The rows of a file, its header first."""
    assert answer.status_code == 200, answer.status
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_staff_read_what_happened_when_it_was_planned_and_why(visit: Open, cast: Cast, teams: int) -> None:
    for username in ("alice", "erin", "dora"):
        page = visit(username).read(address(cast))
        opened, closed = page.index("Pending → Active"), page.index("Active → Completed")
        assert closed < opened, "the newest first"
        assert "Mon 4 Mar 2030, 16:02:00 UTC+8 Mon 4 Mar 2030, 16:00 UTC+8 2 minutes late The clock run 1" in page
        assert "Mon 4 Mar 2030, 17:00:00 UTC+8 Mon 4 Mar 2030, 18:00 UTC+8 1 hour early" in page
        assert "By hand: Alice Ahn all are in" in page and "All times in Asia/Shanghai" in page


def test_students_and_strangers_read_none_of_it(visit: Open, cast: Cast, teams: int) -> None:
    for page in ("history", "history.csv"):
        answers = {name: visit(name).get(address(cast, page)).status_code for name in ("bob", "charlie", "frank")}
        assert answers == {"bob": 403, "charlie": 404, "frank": 404}
        assert visit().get(address(cast, page)).status_code == 302


def test_effects_are_told_in_words(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    effects = '{"stages": 3, "ends_at": "2030-03-05T08:00:00Z"}'
    db.execute(
        "insert into stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause, effects)"
        " values (%s, 1, 'pending', 'active', %s, 'operator', %s)",
        [teams, MONDAY, effects],
    )
    page = visit("alice").read(address(cast))
    assert "Active round 2" in page and "Stages: 3" in page and "End: Tue 5 Mar 2030, 16:00 UTC+8" in page


def test_how_many_people_were_told_is_said(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    opened, closed = (row[0] for row in db.execute("select id from stage_transitions order by id").fetchall())
    db.execute("delete from notifications")
    for person, transition in (("bob", opened), ("bob", closed), ("charlie", closed)):
        db.execute(
            "insert into notifications (recipient_id, kind, transition_id) values (%s, 'stage_closed', %s)",
            [cast.people[person], transition],
        )
    db.execute("insert into notifications (recipient_id, kind) values (%s, 'stage_closed')", [cast.people["bob"]])
    db.execute(
        "insert into notifications (recipient_id, kind, transition_id) values (%s, 'another', %s)",
        [cast.people["bob"], opened],
    )
    alice = visit("alice")
    page = alice.read(address(cast))
    assert "told 2 people" in page and "told 1 person" in page and "told 1 people" not in page
    assert page.index("told 2 people") < page.index("told 1 person"), "the newest first"
    header, *rows = rows_of(alice.get(address(cast, "history.csv")))
    assert [row[header.index("People told")] for row in rows] == ["2", "1"]
    assert "通知了2人" in words_of(visit("alice", "zh-CN").get(address(cast)))


def test_who_told_nobody_and_did_nothing_else_has_a_dash(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("delete from notifications")
    alice = visit("alice")
    page = alice.read(address(cast))
    assert "told" not in page and "all are in –" in page
    header, *rows = rows_of(alice.get(address(cast, "history.csv")))
    assert [row[header.index("People told")] for row in rows] == ["0", "0"]


def test_one_stage_or_one_cause_can_be_chosen(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    alice = visit("alice")
    assert "Pending → Active" not in alice.read(f"{address(cast)}?cause=teacher")
    assert "Active → Completed" in alice.read(f"{address(cast)}?cause=teacher&stage={teams}")
    other = add_stage(db, cast.bookshop, None, None, name="Roles")
    assert "There is nothing here" in alice.read(f"{address(cast)}?stage={other}")


@pytest.mark.parametrize("asked", ["stage=x&cause=nobody", "stage=-1", "stage=99999999999999999999", "cause=%00"])
def test_what_an_address_cannot_mean_is_not_asked_for(visit: Open, cast: Cast, teams: int, asked: str) -> None:
    assert "Pending → Active" in visit("alice").read(f"{address(cast)}?{asked}")


@pytest.mark.parametrize("page", ["0", "-1", "100001", "99999999999999999999"])
def test_a_page_that_cannot_be_does_not_exist(visit: Open, cast: Cast, page: str) -> None:
    assert visit("alice").get(f"{address(cast)}?page={page}").status_code == 404


def test_a_hundred_a_page_and_all_in_the_file(
    visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock
) -> None:
    add_many(db, cast.bookshop, 120, MONDAY, None)
    clock.set(MONDAY)
    database.tick()
    alice = visit("alice")
    assert alice.read(address(cast)).count("Pending → Active") == 100
    assert alice.read(f"{address(cast)}?page=2").count("Pending → Active") == 20
    assert len(rows_of(alice.get(address(cast, "history.csv")))) == 121


def test_the_file_names_instants_with_their_offset_and_the_lag_in_seconds(visit: Open, cast: Cast, teams: int) -> None:
    header, closed, opened = rows_of(visit("alice").get(address(cast, "history.csv")))
    by = dict(zip(header, opened, strict=True))
    assert (by["Planned"], by["Happened"]) == ("2030-03-04T16:00:00+08:00", "2030-03-04T16:02:00+08:00")
    assert (by["Time zone"], by["Lag in seconds"], by["Cause"], by["Run"]) == (
        "Asia/Shanghai", "120.0", "The clock", "1"
    )  # fmt: skip
    by = dict(zip(header, closed, strict=True))
    assert (by["Stage"], by["Round"], by["From"], by["To"]) == ("Teams", "1", "Active", "Completed")
    assert (by["Lag in seconds"], by["By"], by["Reason"]) == ("-3600.0", "Alice Ahn", "all are in")


def test_no_spreadsheet_runs_what_people_wrote(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("update stages set name = '=HYPERLINK(\"http://evil\")'")
    db.execute("update users set name = '@SUM(1)' where username = 'alice'")
    closed = rows_of(visit("erin").get(address(cast, "history.csv")))[1]
    assert '\'=HYPERLINK("http://evil")' in closed and "'@SUM(1)" in closed


def test_a_chinese_title_names_the_file(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("update assignments set title = '书店: 第一/二组'")
    answer = visit("alice", "zh-CN").get(address(cast, "history.csv"))
    said = answer.headers["Content-Disposition"]
    assert said.startswith('attachment; filename="') and said.isascii()
    assert "filename*=UTF-8''%E4%B9%A6%E5%BA%97- %E7".replace(" ", "%20") in said
    assert rows_of(answer)[0][0] == "阶段"


def test_html_in_names_is_text(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("update stages set name = '<b>Teams</b>'")
    text = visit("alice").get(address(cast)).text
    assert "<b>Teams" not in text and "&lt;b&gt;Teams&lt;/b&gt;" in text


def test_the_page_speaks_chinese(visit: Open, cast: Cast, teams: int) -> None:
    page = words_of(visit("alice", "zh-CN").get(address(cast)))
    assert "历史记录" in page and "延迟2分钟" in page and "全部导出为 CSV" in page


def test_a_history_of_another_course_work_is_not_mixed_in(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    other = add_course_work(db, cast.courses["SE-1"], "Elsewhere", manager=cast.people["alice"])
    assert "Nothing yet." in visit("alice").read(f"/assignments/{other}/history")
    assert "Nothing yet." not in visit("alice").read(address(cast))
    assert "There is nothing here" in visit("alice").read(f"/assignments/{other}/history?stage={teams}")


@pytest.mark.parametrize("students", [10, 500])
def test_twelve_statements_whatever_the_class_size(
    visit: Open, web: Flask, cast: Cast, db: Connection, teams: int, students: int
) -> None:
    add_students(db, cast.courses["SE-1"], students)
    dora = visit("dora")
    for page in ("history", "history.csv"):
        with statements(web) as sent:
            assert dora.get(address(cast, page)).data
        assert len(sent) <= 12, sent
