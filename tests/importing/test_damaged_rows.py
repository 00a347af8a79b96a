"""Rows that break a rule are listed with their key and why; the rest is imported, and the exit status is 0."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.importing.conftest import Change, Import
from tests.importing.sample import Connection, counts, database_of, here
from tests.plans import one

HASH = "pbkdf2:sha256:1000$x$y"
NEW_USER = "insert into user (id, username, real_name, password_hash, role, student_id) values (?, ?, ?, ?, ?, ?)"

DAMAGES = [
    ("update stage set end_date = start_date where id = 4", "stage 4: it ends (2026-11-11 04:00:00 UTC) at the"),
    ("update stage set stage_type = 'exam' where id = 4", 'stage 4: its stage_type "exam" is unknown'),
    ("update stage set status = 'paused' where id = 4", 'stage 4: its status "paused" is unknown'),
    ("update stage set name = '  ' where id = 4", "stage 4: its name is blank"),
    ("update stage set start_date = 'soon' where id = 4", 'stage 4: its start_date is not a time: "soon"'),
    ("update stage set end_date = 17 where id = 4", 'stage 4: its end_date is not a time: "17"'),
    ("update stage set major_assignment_id = 99 where id = 4", "stage 4: it belongs to major_assignment 99, which"),
    ("update stage set name = cast(x'fffe' as text) where id = 4", "stage 4: its name is not UTF-8"),
    ("update stage set name = 'a' || char(0) || 'b' where id = 4", "stage 4: its name holds a NUL character"),
    ("update stage set name = x'0102' where id = 4", "stage 4: its name is no text"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_a_stage_that_breaks_a_rule_is_refused_alone(
    run_import: Import, store: Path, change: Change, db: Connection, damage: str, said: str
) -> None:
    change(damage)
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    assert said in result.output
    assert "Refuses 6 rows" in result.output
    assert counts(db)["stages"] == 40
    assert counts(db)["users"] == 64


def test_refused_course_work_takes_what_hangs_on_it(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update major_assignment set end_date = '2026-01-01 00:00:00' where id = 3")
    change("update major_assignment set min_team_size = 4 where id = 6")
    change("update major_assignment set max_team_size = 'many' where id = 4")
    output = run_import(store, "--yes").output
    assert "major_assignment 3: it ends (2026-01-01 00:00:00 UTC) before it starts" in output
    assert "major_assignment 6: its teams have at least 4 members but at most 3" in output
    assert 'major_assignment 4: its max_team_size is no number from 1 on: "many"' in output
    assert "stage 15: it belongs to major_assignment 3, which is refused" in output
    assert "major_assignment_teachers 3/4: it belongs to major_assignment 3, which is refused" in output
    assert "major_assignment_link 6: it belongs to major_assignment 6, which is refused" in output
    assert "major_assignment.requirement_url 4: it belongs to major_assignment 4, which is refused" in output
    assert counts(db)["assignments"] == 3
    assert counts(db)["stages"] == 41 - 21


def test_a_refused_class_takes_its_people_and_work(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update class set name = '' where id = 3")
    output = run_import(store, "--yes").output
    assert "class 3: its name is blank" in output
    assert "class_teacher 3/4: it belongs to class 3, which is refused" in output
    assert "major_assignment 6: it belongs to class 3, which is refused" in output
    assert counts(db)["courses"] == 2
    assert counts(db)["enrollments"] == 68 - 24


def test_users_that_break_a_rule_are_refused_and_the_first_of_two_stays(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    for row in (
        (70, "T001", "Second T001", HASH, "teacher", None),
        (71, "number", "Same number", HASH, "student", " 202600001 "),
        (72, "blank", " ", HASH, "student", None),
        (73, "stranger", "Somebody", HASH, "guest", None),
        (74, "number2", "Fine", HASH, "student", "202699999"),
        (75, "Straße", "Fine too", HASH, "student", ""),
    ):
        change(NEW_USER, *row)
    change("insert into class_student values (1, 72)")
    output = run_import(store, "--yes").output
    assert 'user 70: its username "T001" is that of 2 ("t001") already' in output
    assert 'user 71: its student_id "202600001" is that of 5 ("202600001") already' in output
    assert "user 72: its real_name is blank" in output
    assert 'user 73: its role "guest" is unknown' in output
    assert "class_student 1/72: it belongs to user 72, which is refused" in output
    assert "Refuses 10 rows" in output
    assert counts(db)["users"] == 66
    assert one(db, "select student_number from users where id = %s", here(db, "user", 75)) is None


def test_a_person_takes_one_place_in_a_course_as_its_teacher(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("insert into class_student values (1, 3)")
    change("insert into class_student values (1, 99)")
    output = run_import(store, "--yes").output
    assert "class_student 1/3: this person has a place in that course already" in output
    assert "class_student 1/99: it belongs to user 99, which does not exist" in output
    role = "select role from enrollments where course_id = %s and user_id = %s"
    assert one(db, role, here(db, "class", 1), here(db, "user", 3)) == "teacher"


def test_links_that_are_no_web_addresses_are_refused(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    bad = ["javascript:alert(1)", "ftp://example.org/", "https://", "https://a b", "http://[::1", "//example.org"]
    for key, url in enumerate(bad, 100):
        change("insert into major_assignment_link (id, major_assignment_id, url) values (?, 1, ?)", key, url)
    output = run_import(store, "--yes").output
    for key, url in enumerate(bad, 100):
        assert f'major_assignment_link {key}: its url is no http or https address: "{url}"' in output
    assert counts(db)["links"] == 8


def test_keys_that_occur_twice_or_not_at_all_are_refused(run_import: Import, store: Path, db: Connection) -> None:
    with closing(sqlite3.connect(database_of(store))) as database, database:
        database.execute("create table copy as select * from class")
        database.execute("drop table class")
        database.execute("alter table copy rename to class")
        database.execute("insert into class (id, name, code) values (1, 'Twin', 'TWIN'), (null, 'None', 'NONE')")
    output = run_import(store, "--yes").output
    assert output.count("its key is empty or occurs twice") == 2
    assert counts(db)["courses"] == 3


def test_a_row_that_only_postgresql_refuses_is_found_among_the_others(
    run_import: Import, store: Path, db: Connection
) -> None:
    db.execute("alter table users add constraint nobody_from_there check (username not in ('202600030', '202600044'))")
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    assert "user 34: PostgreSQL refuses it: new row for relation" in result.output
    assert "which is refused" in result.output
    assert counts(db)["users"] == 62
