"""What an import says before it writes, and whose word it waits for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clusters import Database, MovableClock
from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, Connection, counts
from tests.plans import one

SOME_WEEKS_LATER = datetime(2026, 12, 14, tzinfo=UTC)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits at the other end."""
    monkeypatch.setattr("app.cli.import_tgedu.has_terminal", lambda: True)


def test_a_dry_run_says_everything_and_writes_nothing(run_import: Import, db: Connection, storage_dir: Path) -> None:
    result = run_import(SAMPLE, "--dry-run", "--yes")
    assert result.exit_code == 0
    assert "users                     64" in result.output
    assert "This was a dry run: nothing was written." in result.output
    assert counts(db) == {}
    assert not storage_dir.exists()


def test_without_a_terminal_and_without_yes_nothing_is_imported(run_import: Import, db: Connection) -> None:
    result = run_import(SAMPLE)
    assert result.exit_code == 1
    assert "there is no terminal to ask in" in result.output
    assert counts(db) == {}


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_no_and_silence_import_nothing(run_import: Import, db: Connection, answer: str) -> None:
    result = run_import(SAMPLE, input=answer)
    assert result.exit_code == 0
    assert "Import? [y/N]" in result.output
    assert result.output.endswith("Nothing was imported.\n")
    assert counts(db) == {}


@pytest.mark.usefixtures("terminal")
def test_yes_imports_after_the_report(run_import: Import, db: Connection) -> None:
    result = run_import(SAMPLE, input="y\n")
    assert result.exit_code == 0
    assert result.output.index("The next tick would") < result.output.index("Import? [y/N]")
    assert counts(db)["users"] == 64


def test_a_connection_lost_over_the_question_imports_nothing(
    run_import: Import, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def think_too_long() -> bool:
        db.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'stageclock_owner'")
        return True

    monkeypatch.setattr("app.cli.import_tgedu.ask", think_too_long)
    result = run_import(SAMPLE)
    assert result.exit_code == 1
    assert "Error: PostgreSQL cannot be reached: terminating connection" in result.output
    assert counts(db) == {}


def test_it_foretells_what_the_next_tick_does(
    run_import: Import, store: Path, change: Change, database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(SOME_WEEKS_LATER)
    change("delete from team_member where team_id in (25, 26)")
    said = run_import(store, "--yes").output
    database.tick()
    done = db.execute(
        "select count(*) filter (where to_status = 'active'), count(*) filter (where to_status = 'completed')"
        " from stage_transitions where cause = 'clock'"
    ).fetchone()
    told = db.execute(
        "select count(distinct recipient_id), count(*) from notifications where kind <> 'imported'"
    ).fetchone()
    grouped = one(db, "select count(*) from team_members where transition_id is not null")
    given = one(db, "select count(*) from role_assignments where transition_id is not null")
    assert done and told and min(*done, *told, grouped, given) > 0
    assert (
        f"catch up with {done[0]} openings and {done[1]} closings, group {grouped} students, give out {given} roles, "
        f"and tell {told[0]} people in {told[1]} notices (as of 2026-12-14 00:00:00 UTC)"
    ) in said


def test_only_active_people_are_counted(run_import: Import, store: Path, change: Change, clock: MovableClock) -> None:
    clock.set(SOME_WEEKS_LATER)
    change("update user set is_active = 0 where role = 'student'")
    assert "tell 3 people" in run_import(store, "--dry-run").output


def test_stages_overdue_for_both_are_opened_and_closed(
    run_import: Import, store: Path, change: Change, clock: MovableClock
) -> None:
    clock.set(SOME_WEEKS_LATER)
    change("update stage set status = 'completed' where id <> 30")
    change("update stage set status = 'pending' where id = 30")
    assert "1 opening and 1 closing, " in run_import(store, "--dry-run").output


def test_hold_brings_the_work_in_paused_and_says_how_to_go_on(
    run_import: Import, database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(SOME_WEEKS_LATER)
    running = run_import(SAMPLE, "--dry-run").output.partition("would catch up with ")[2].partition(" (as of")[0]
    held = run_import(SAMPLE, "--hold", "--yes").output
    assert f"Without the pause the next tick would catch up with {running}" in held
    assert one(db, "select count(*) from assignments where paused_at is null") == 0
    assert one(db, "select count(*) from stages where not held") == 0
    database.tick()
    assert one(db, "select count(*) from stage_transitions where cause = 'clock'") == 0
    resume = held.partition("\n  select")[2].partition(";")[0]
    with database.connect("stageclock_owner") as owner:
        owner.execute(f"select{resume}".encode())
    database.tick()
    assert one(db, "select count(*) from stage_transitions where cause = 'clock'") > 0


def test_archived_course_work_stands_still(
    run_import: Import, store: Path, change: Change, database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(SOME_WEEKS_LATER)
    change("update major_assignment set is_active = 0")
    change("update class set is_active = 0 where id = 1")
    assert "0 openings and 0 closings" in run_import(store, "--hold", "--yes").output
    assert db.execute("select distinct state from assignments").fetchall() == [("archived",)]
    assert db.execute("select archived_at from courses order by code").fetchall() == [
        (SOME_WEEKS_LATER,),
        (None,),
        (None,),
    ]
    database.tick()
    assert one(db, "select count(*) from stage_transitions where cause = 'clock'") == 0


def test_a_new_stage_of_work_that_is_paused_here_waits_with_it(
    run_import: Import, store: Path, change: Change, db: Connection, clock: MovableClock
) -> None:
    clock.set(SOME_WEEKS_LATER)
    run_import(store, "--yes", "--hold")
    change("update stage set start_date = '2026-12-01 00:00:00', end_date = '2026-12-02 00:00:00' where id = 13")
    assert "0 openings and 0 closings" in run_import(store, "--yes").output
    assert one(db, "select count(*) from stages where not held") == 0
