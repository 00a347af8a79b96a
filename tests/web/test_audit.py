"""The audit: who did what, for those who may know, with what was removed or deleted; by page and as a file."""

import csv
import re
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg.types.json import Jsonb
from werkzeug.test import TestResponse

from app import words
from tests.cast import Cast, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import add_students, statements

Connection = psycopg.Connection[Any]

SQL = Path(__file__).resolve().parents[2] / "sql"
ACT = re.compile(r"stageclock\.record_audit\(\s*[^,]+,\s*(.+?),\s*'(\w+)',", re.DOTALL)


@pytest.fixture
def teams(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A stage that Alice paused, with a reason."""
    clock.set(MONDAY)
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Teams")
    db.execute("select stageclock.pause_stage(%s, %s, 'exams')", [stage, cast.people["alice"]])
    return stage


def pages(cast: Cast) -> tuple[str, str]:
    """The audit of the bookshop, and of its course."""
    return f"/assignments/{cast.bookshop}/audit", f"/courses/{cast.courses['SE-1']}/audit"


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    """The rows of a file by their header."""
    assert answer.status_code == 200, answer.status
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_staff_read_who_did_what_and_why(visit: Open, cast: Cast, teams: int) -> None:
    for username in ("alice", "erin", "dora"):
        page = visit(username).read(pages(cast)[0])
        assert "Stage paused Teams Stage Mon 4 Mar 2030, 16:00:00 UTC+8 Alice Ahn exams" in page
        assert "All times in Asia/Shanghai" in page


def test_a_team_is_called_by_its_name_also_where_the_act_kept_none(visit: Open, cast: Cast, db: Connection) -> None:
    team = add_team(db, cast.bookshop, [cast.people["bob"]])
    details = Jsonb({"assignment_id": cast.bookshop, "user_id": cast.people["bob"]})
    act = "select stageclock.record_audit(%s, 'team_joined', 'team', %s, %s, now())"
    db.execute(act, [cast.people["bob"], team, details])
    name = one(db, "select name from teams where id = %s", team)
    assert f"Team joined {name} Team" in visit("alice").read(pages(cast)[0])


def test_students_and_strangers_read_none_of_it(visit: Open, cast: Cast, teams: int) -> None:
    work, course = pages(cast)
    for ending in ("", ".csv"):
        answers = {name: visit(name).get(work + ending).status_code for name in ("bob", "charlie", "frank")}
        assert answers == {"bob": 403, "charlie": 404, "frank": 404}
        answers = {name: visit(name).get(course + ending).status_code for name in ("bob", "charlie", "frank", "alice")}
        assert set(answers.values()) == {404}, answers
        answers = {name: visit(name).get(f"/audit{ending}").status_code for name in ("bob", "frank", "erin", "dora")}
        assert answers == {"bob": 404, "frank": 404, "erin": 404, "dora": 200}
        assert visit().get(work + ending).status_code == 302


def test_a_class_list_is_part_of_what_its_teachers_read(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute(
        "select stageclock.withdraw_person(%s, %s, %s)",
        [cast.courses["SE-1"], cast.people["bob"], cast.people["erin"]],
    )
    for path in pages(cast):
        assert "Taken off a class list Course SE-1 Course" in visit("erin").read(path)
    assert "Stage paused" not in visit("erin").read(pages(cast)[1])


def test_changes_are_told_from_and_to(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("select stageclock.reschedule_stage(%s, %s, null, %s)", [teams, MONDAY + 2 * HOUR, cast.people["alice"]])
    page = visit("alice").read(pages(cast)[0])
    assert "Times changed Teams" in page
    assert "Start: Mon 4 Mar 2030, 17:00 UTC+8 → Mon 4 Mar 2030, 18:00 UTC+8" in page


def test_what_was_done_to_a_removed_stage_is_still_found(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("select stageclock.resume_stage(%s, %s)", [teams, cast.people["alice"]])
    db.execute("select stageclock.remove_stage(%s, %s)", [teams, cast.people["alice"]])
    page = visit("erin").read(pages(cast)[0])
    assert "Stage removed" in page and "Teams" in page
    assert "Stage paused Teams Stage" in page and "Stage resumed Teams Stage" in page
    acts = [(row["What was done"], row["Of what"]) for row in rows_of(visit("erin").get(f"{pages(cast)[0]}.csv"))]
    assert acts == [("Stage removed", "Bookshop"), ("Stage resumed", "Teams"), ("Stage paused", "Teams")]


def test_a_removed_stage_bears_the_name_that_it_had_last(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    other = add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Roles")
    db.execute("select stageclock.pause_stage(%s, %s)", [other, cast.people["alice"]])
    db.execute("update stages set name = '<b>Groups</b>' where id = %s", [teams])
    for stage in (teams, other):
        db.execute("select stageclock.remove_stage(%s, %s)", [stage, cast.people["alice"]])
    for path in (pages(cast)[0], "/audit"):
        page = visit("dora").read(path)
        assert "Stage paused <b>Groups</b> Stage" in page and "Stage paused Roles Stage" in page
        assert f"number {teams}" not in page
    assert "<b>Groups" not in visit("dora").get("/audit").text


def test_what_was_done_to_deleted_course_work_is_found_at_its_course(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    gone = add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Roles")
    db.execute("select stageclock.pause_stage(%s, %s)", [gone, cast.people["alice"]])
    db.execute("select stageclock.remove_stage(%s, %s)", [gone, cast.people["alice"]])
    db.execute("select stageclock.pause_assignment(%s, %s, 'over')", [cast.bookshop, cast.people["alice"]])
    db.execute(
        "select stageclock.delete_assignment(%s, 'Bookshop', %s, 'by mistake')", [cast.bookshop, cast.people["erin"]]
    )
    assert visit("erin").get(pages(cast)[0]).status_code == 404
    expected = ["Course work deleted", "Course work paused", "Stage removed", "Stage paused", "Stage paused"]
    for username, path in (("erin", f"{pages(cast)[1]}.csv"), ("dora", "/audit.csv")):
        assert [row["What was done"] for row in rows_of(visit(username).get(path))] == expected
    page = visit("erin").read(pages(cast)[1])
    assert "by mistake" in page and "Stage paused Teams Stage" in page and "Stage paused Roles Stage" in page
    assert "Stage paused Teams Stage" in visit("dora").read("/audit")
    assert "Title: Bookshop" in page and "Stages: Teams" in page and "Managed by: Alice Ahn" in page
    assert "What went with it: Stages: 1; Managing teachers: 1" in page


def test_deleted_course_work_of_another_course_is_not_mixed_in(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    db.execute("select stageclock.delete_assignment(%s, 'Bookshop', %s)", [cast.bookshop, cast.people["erin"]])
    page = visit("frank").read(f"/courses/{cast.courses['XX-9']}/audit")
    assert "Nobody has changed anything yet." in page


def test_an_admin_chooses_person_kind_and_act(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("select stageclock.pause_clock('root@school', 'power cut')")
    db.execute("select stageclock.deactivate_person(%s, %s)", [cast.people["bob"], cast.people["dora"]])
    dora = visit("dora")
    everything = dora.read("/audit")
    assert "Whole clock paused Clock" in everything and "root@school power cut" in everything
    found = {
        "?person=Alice": "Stage paused",
        "?person=bob": "Account switched off",
        "?subject_type=clock": "Whole clock paused",
        "?action=person_deactivated": "Account switched off",
        "?action=nonsense&subject_type=stage": "Stage paused",
    }
    for asked, act in found.items():
        assert [row["What was done"] for row in rows_of(dora.get(f"/audit.csv{asked}"))] == [act], asked


@pytest.mark.parametrize("person", ["nobody", "%00", "<b>x</b>", "' or 1=1 --"])
def test_a_username_that_nobody_has_is_said_beside_the_field(visit: Open, cast: Cast, person: str) -> None:
    answer = visit("dora").get(f"/audit?person={person}")
    assert answer.status_code == 422
    assert "Nobody has this username: type it as it stands in the list of people." in words_of(answer)
    assert "<b>x" not in answer.text
    assert visit("dora").get(f"/audit.csv?person={person}").status_code == 404


def test_fifty_a_page(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute(
        "insert into audit_events (actor_id, action, subject_type, subject_id)"
        " select %s, 'assignment_edited', 'assignment', %s from generate_series(1, 70)",
        [cast.people["alice"], cast.bookshop],
    )
    for path in (pages(cast)[0], "/audit"):
        dora = visit("dora")
        counts = [dora.read(f"{path}?page={page}").count("Course work changed Bookshop") for page in (1, 2)]
        assert counts == [50, 20]
        assert "There is nothing here." in dora.read(f"{path}?page=3")
        assert dora.get(f"{path}?page=0").status_code == 404
        assert len(rows_of(dora.get(f"{path}.csv"))) == 70


def test_the_file_names_instants_with_their_offset_and_is_no_formula(
    visit: Open, cast: Cast, db: Connection, teams: int
) -> None:
    db.execute("update stages set name = '+1+cmd'")
    db.execute("update assignments set title = '书店系统'")
    answer = visit("alice").get(f"{pages(cast)[0]}.csv")
    (row,) = rows_of(answer)
    assert (row["When"], row["Time zone"]) == ("2030-03-04T16:00:00+08:00", "Asia/Shanghai")
    assert (row["By"], row["What was done"], row["Of what"]) == ("Alice Ahn", "Stage paused", "'+1+cmd")
    said = answer.headers["Content-Disposition"]
    assert said.isascii() and "filename*=UTF-8''%E4%B9%A6%E5%BA%97%E7%B3%BB%E7%BB%9F" in said


def test_html_in_names_and_reasons_is_text(visit: Open, cast: Cast, db: Connection, teams: int) -> None:
    db.execute("update stages set name = '<b>Teams</b>'")
    db.execute("select stageclock.resume_stage(%s, %s, '<i>why</i>')", [teams, cast.people["alice"]])
    text = visit("alice").get(pages(cast)[0]).text
    assert "<b>Teams" not in text and "<i>why" not in text and "&lt;i&gt;why&lt;/i&gt;" in text


def test_nothing_secret_is_shown_were_it_ever_kept(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute(
        "insert into audit_events (action, subject_type, subject_id, details) values ('person_edited', 'user', %s, %s)",
        [cast.people["bob"], '{"to": {"password_hash": "xyzzy"}, "from": {}, "stages": [{"token": "xyzzy"}]}'],
    )
    for path in ("/audit", "/audit.csv"):
        assert "xyzzy" not in visit("dora").get(path).text


def test_the_audit_speaks_chinese(visit: Open, cast: Cast, teams: int) -> None:
    alice = visit("alice", "zh-CN")
    page = words_of(alice.get(pages(cast)[0]))
    assert "操作记录" in page and str(words.ACTION["stage_paused"]) not in page and "操作" in page
    assert "操作" in rows_of(alice.get(f"{pages(cast)[0]}.csv"))[0]


def test_every_act_that_the_database_writes_down_has_words() -> None:
    acts, kinds = set(), set()
    for file in SQL.rglob("*.sql"):
        for action, kind in ACT.findall(file.read_text()):
            acts.update(re.findall(r"'(\w+)'", action))
            kinds.add(kind)
    assert len(acts) > 30 and acts <= set(words.ACTION), acts - set(words.ACTION)
    assert kinds <= set(words.SUBJECT), kinds - set(words.SUBJECT)


def test_every_call_that_writes_something_down_names_the_act_where_it_can_be_found() -> None:
    calls = [file for file in SQL.rglob("*.sql") if "stageclock.record_audit(" in file.read_text()]
    unread = [file.name for file in calls if file.stem != "record_audit" and not ACT.search(file.read_text())]
    assert not unread


@pytest.mark.parametrize("students", [10, 500])
def test_twelve_statements_whatever_the_class_size(
    visit: Open, web: Flask, cast: Cast, db: Connection, teams: int, students: int
) -> None:
    add_students(db, cast.courses["SE-1"], students)
    db.execute(
        "insert into audit_events (actor_id, action, subject_type, subject_id)"
        " select %s, 'person_enrolled', 'course', %s from generate_series(1, %s)",
        [cast.people["erin"], cast.courses["SE-1"], students],
    )
    dora = visit("dora")
    for path in (*pages(cast), "/audit", "/audit?person=alice", "/audit.csv"):
        with statements(web) as sent:
            assert dora.get(path).data
        assert len(sent) <= 12, sent


def test_people_are_called_by_name_and_counted_in_one_statement(
    web: Flask, visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    alice, ben = cast.people["alice"], add_person(db, "ben", "Ben Bell")
    enroll(db, cast.courses["SE-1"], ben)
    team = add_team(db, cast.bookshop, [cast.people["bob"]])
    asked = []
    for number in range(1, 21):
        if number in (1, 20):
            reader = visit("alice")
            with statements(web) as seen:
                page = reader.read(pages(cast)[0])
            asked.append(len(seen))
        where = team if number % 2 else None
        one(db, "select stageclock.place_student(%s, %s, %s, %s)", cast.bookshop, ben, where, alice)
    assert page.count("Person: Ben Bell") == 19
    assert asked[1] <= asked[0] + 1
