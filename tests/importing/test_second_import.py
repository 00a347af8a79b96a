"""Importing again: nothing that is here changes, nothing removed comes back, what is new comes."""

from pathlib import Path

from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, Connection, content, counts, here
from tests.plans import one


def test_a_second_import_changes_nothing(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    before = content(db)
    again = run_import(SAMPLE, "--yes")
    assert again.exit_code == 0
    assert "There is nothing new to import" in again.output
    assert content(db) == before


def test_edits_made_here_stay(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    db.execute("update users set username = 'renamed', password_hash = 'argon2' where username = 't001'")
    db.execute("update stages set name = 'Moved', starts_at = starts_at + interval '1 hour' where status = 'pending'")
    db.execute("update assignments set state = 'archived', description = 'Edited'")
    before = content(db)
    run_import(SAMPLE, "--yes")
    assert content(db) == before


def test_what_was_removed_here_does_not_come_back(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    work, person = here(db, "major_assignment", 2), here(db, "user", 10)
    db.execute("delete from division_roles where stage_id = %s", [here(db, "stage", 9)])
    db.execute("delete from stages where assignment_id = %s", [work])
    db.execute("delete from team_members where user_id = %s", [person])
    db.execute("delete from links")
    db.execute("delete from enrollments where user_id = %s", [person])
    db.execute("delete from users where id = %s", [person])
    before = content(db)
    run_import(SAMPLE, "--yes")
    assert content(db) == before


def test_course_work_deleted_here_does_not_come_back_not_even_half(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    run_import(store, "--yes")
    work = here(db, "major_assignment", 2)
    title = one(db, "select title from assignments where id = %s", work)
    db.execute("select stageclock.delete_assignment(%s, %s, null)", [work, title])
    before, links = content(db), counts(db)["links"]
    again = run_import(store, "--yes")
    assert again.exit_code == 0
    assert "There is nothing new to import" in again.output
    assert content(db) == before
    # What the store has new for it is refused with that reason, and stops nothing else.
    change("insert into major_assignment_link (id, major_assignment_id, url) values (10, 2, 'https://example.org')")
    change("insert into major_assignment_link (id, major_assignment_id, url) values (11, 1, 'https://example.org')")
    change("insert into major_assignment_teachers (major_assignment_id, teacher_id) values (2, 4)")
    third = run_import(store, "--yes")
    assert third.exit_code == 0
    refusal = "it belongs to major_assignment 2, which was removed here after an earlier import"
    assert f"major_assignment_link 10: {refusal}" in third.output
    assert f"major_assignment_teachers 2/4: {refusal}" in third.output
    assert counts(db)["links"] == links + 1
    assert one(db, "select count(*) from assignments where title = %s", title) == 0


def test_a_row_new_in_the_store_comes_with_the_next_import(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    run_import(store, "--yes")
    before = counts(db)
    change("insert into user (id, username, real_name, password_hash, role) values (65, 'new', 'New', 'x', 'teacher')")
    change("insert into class_teacher values (1, 65)")
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    assert counts(db) == {
        **before,
        "users": before["users"] + 1,
        "enrollments": before["enrollments"] + 1,
        "import_sources": before["import_sources"] + 2,
    }


def test_a_refused_row_comes_once_it_is_mended_behind_the_stages_there(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    run_import(store, "--yes")
    change("update stage set end_date = null where id = 13")
    assert "stage 13" not in run_import(store, "--yes").output
    assert one(db, "select position from stages where id = %s", here(db, "stage", 13)) == 6
    assert counts(db)["stages"] == 42


def test_a_new_row_of_somebody_removed_here_is_refused_with_that_reason(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    run_import(store, "--yes")
    person = here(db, "user", 10)
    db.execute("delete from team_members where user_id = %s", [person])
    db.execute("delete from enrollments where user_id = %s", [person])
    db.execute("delete from users where id = %s", [person])
    change("insert into class_student values (1, 10)")
    output = run_import(store, "--yes").output
    assert "class_student 1/10: it belongs to user 10, which was removed here after an earlier import" in output


def test_another_store_is_refused_as_a_whole(run_import: Import, store: Path, change: Change, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    before = content(db)
    change("update user set username = 'other-' || id, student_id = null, created_at = '2020-01-01 08:00:00.' || id")
    result = run_import(store, "--yes")
    assert result.exit_code == 1
    assert 'not the TG-EDU store that was imported here before: its user 1 ("other-1")' in result.output
    assert content(db) == before


def test_a_key_that_was_given_out_again_is_refused(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    run_import(store, "--yes")
    change("delete from stage where id = 42")
    change(
        "insert into stage (id, major_assignment_id, name, stage_type, status, created_at)"
        " values (42, 1, 'Another', 'custom', 'pending', '2026-12-01 00:00:00')"
    )
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    assert "stage 42: this key belonged to another row when it was imported before" in result.output


def test_two_imports_do_not_run_at_once(run_import: Import, db: Connection) -> None:
    with db.transaction():
        db.execute("select pg_advisory_xact_lock(hashtextextended('stageclock.import', 0))")
        result = run_import(SAMPLE, "--yes")
    assert result.exit_code == 1
    assert "Another import is under way" in result.output
    assert counts(db) == {}
