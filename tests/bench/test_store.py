"""The TG-EDU store that the import is measured with."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bench.importing.store import Size, make_store
from tests.importing.sample import database_of

MEMBERS = (
    "select t.major_assignment_id as work, m.user_id as person from team_member m join team t on t.id = m.team_id"
    " union all select major_assignment_id, leader_id from team"
)
TWICE = f"select work, person from ({MEMBERS}) group by work, person having count(*) > 1"
STRANGERS = (
    f"select work, person from ({MEMBERS}) p join major_assignment a on a.id = p.work"
    " left join class_student c on c.class_id = a.class_id and c.student_id = p.person where c.student_id is null"
)


def test_it_holds_as_many_as_it_was_asked_for(tmp_path: Path) -> None:
    assert make_store(tmp_path, Size(users=100, works=4)) == 102 + 2 + 100 + 2 + 4 + 16 + 40 + 160
    with closing(sqlite3.connect(database_of(tmp_path))) as db:
        assert db.execute("select count(*) from user where role = 'student'").fetchone() == (100,)
        assert db.execute(f"select count(*) from ({MEMBERS})").fetchone() == (200,)


def test_nobody_is_in_two_teams_of_one_course_work_or_in_one_of_another_class(tmp_path: Path) -> None:
    make_store(tmp_path, Size(users=100, works=4))
    with closing(sqlite3.connect(database_of(tmp_path))) as db:
        assert db.execute(TWICE).fetchall() == []
        assert db.execute(STRANGERS).fetchall() == []
