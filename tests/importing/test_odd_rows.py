"""Rows that are odd and legal: they come, as they stand where that can be, and what is lost on the way is said."""

from pathlib import Path

from tests.importing.conftest import Change, Import
from tests.importing.sample import Connection, here
from tests.plans import one


def test_an_unknown_creator_leaves_the_work_without_one(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update major_assignment set creator_id = 99 where id in (2, 5)")
    output = run_import(store, "--yes").output
    assert "Leaves major_assignment.creator_id empty, because the user it names is not brought, in: 2, 5" in output
    assert one(db, "select created_by from assignments where id = %s", here(db, "major_assignment", 2)) is None


def test_a_creator_outside_the_list_manages_as_in_tgedu(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("delete from major_assignment_teachers where major_assignment_id = 1")
    assert "Refuses 5 rows;" in run_import(store, "--yes").output
    assert db.execute(
        "select user_id from assignment_teachers where assignment_id = %s", [here(db, "major_assignment", 1)]
    ).fetchall() == [(here(db, "user", 3),)]


def test_positions_follow_the_order_even_where_it_repeats_or_is_missing(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change('update stage set "order" = null where id = 1')
    change('update stage set "order" = 3 where id in (2, 3)')
    run_import(store, "--yes")
    positions = db.execute(
        "select i.source_id, s.position from stages s"
        " join import_sources i on i.row_id = s.id and i.source_table = 'stage'"
        " where s.assignment_id = %s order by 2",
        [here(db, "major_assignment", 1)],
    ).fetchall()
    assert positions == [("2", 0), ("3", 1), ("4", 2), ("5", 3), ("6", 4), ("7", 5), ("1", 6)]


def test_a_status_that_contradicts_the_dates_is_kept(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update stage set status = 'completed' where id = 7")
    change("update stage set status = 'active', start_date = null where id = 14")
    run_import(store, "--yes")
    statuses = {n: one(db, "select status from stages where id = %s", here(db, "stage", n)) for n in (7, 14)}
    assert statuses == {7: "completed", 14: "active"}
    due = one(db, "select due_at from stage_transitions where stage_id = %s", here(db, "stage", 14))
    assert due is None


def test_a_hand_in_that_is_neither_file_nor_link_is_noted(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update stage set submission_mode = 'usb' where id = 5")
    output = run_import(store, "--yes").output
    assert "Leaves stage.submission_mode empty, because it is neither file nor link, in: 5" in output
    assert one(db, "select submission_mode from stages where id = %s", here(db, "stage", 5)) is None


def test_locked_stages_and_unknown_tables_are_named(run_import: Import, store: Path, change: Change) -> None:
    change("update stage set is_locked = 1 where id in (4, 5)")
    change('create table "odd""one" (x)')
    change('insert into "odd""one" values (1)')
    change("insert into operation_log (operation_type, created_at) values ('x', '2026-01-01')")
    output = run_import(store, "--dry-run").output
    assert "stage.is_locked (2 rows)" in output
    assert 'Leaves tables that it does not know: odd"one (1 row)' in output
    assert "parts of TG-EDU that Stageclock does not replace: operation_log (1 row)" in output
