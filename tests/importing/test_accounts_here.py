"""People and courses that Stageclock has already: nobody's account is taken over."""

from tests.importing.conftest import Import
from tests.importing.sample import SAMPLE, Connection, counts
from tests.plans import one

INSERT = "insert into users (username, name, student_number, password_hash) values (%s, 'Here before', %s, 'theirs')"


def test_a_username_taken_here_is_refused_without_touching_the_account(run_import: Import, db: Connection) -> None:
    db.execute(INSERT, ["Admin", None])
    result = run_import(SAMPLE, "--yes")
    assert result.exit_code == 0
    assert 'user 1: its username "admin" is taken here already' in result.output
    assert counts(db)["users"] == 64
    assert one(db, "select password_hash from users where username = 'Admin'") == "theirs"


def test_it_comes_once_the_name_is_free(run_import: Import, db: Connection) -> None:
    db.execute(INSERT, ["t001", None])
    run_import(SAMPLE, "--yes")
    assert counts(db)["enrollments"] == 67
    db.execute("update users set username = 'first' where name = 'Here before'")
    run_import(SAMPLE, "--yes")
    assert counts(db)["users"] == 65
    assert counts(db)["enrollments"] == 68


def test_a_student_number_taken_here_is_refused(run_import: Import, db: Connection) -> None:
    db.execute(INSERT, ["somebody", "202600001"])
    output = run_import(SAMPLE, "--yes").output
    assert 'user 5: its student_id "202600001" is taken here already' in output
    assert "which is refused" in output


def test_a_course_code_taken_here_is_refused_with_all_that_hangs_on_it(run_import: Import, db: Connection) -> None:
    db.execute("insert into courses (code, name, time_zone) values ('SE2023-01', 'Here before', 'Europe/Berlin')")
    output = run_import(SAMPLE, "--yes").output
    assert 'class 1: its code "SE2023-01" is taken here already' in output
    assert "major_assignment 1: it belongs to class 1, which is refused" in output
    assert counts(db)["courses"] == 3
