"""After an import the tick, not the import, does what fell due meanwhile: once each."""

from datetime import UTC, datetime

from tests.clusters import Database, MovableClock
from tests.importing.conftest import Import
from tests.importing.sample import SAMPLE, Connection, content, here
from tests.plans import history_of, one, status_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)


def test_the_import_itself_moves_nothing(run_import: Import, db: Connection, clock: MovableClock) -> None:
    clock.set(LONG_AFTER)
    run_import(SAMPLE, "--yes")
    assert db.execute("select status, count(*) from stages group by 1 order by 1").fetchall() == [
        ("pending", 25),
        ("active", 4),
        ("completed", 12),
    ]
    assert one(db, "select count(*) from notifications where kind <> 'imported'") == 0
    assert one(db, "select count(*) from team_members where transition_id is not null") == 0


def test_the_next_tick_catches_up_with_due_times_from_the_plan(
    run_import: Import, database: Database, db: Connection, clock: MovableClock
) -> None:
    run_import(SAMPLE, "--yes")
    clock.set(NOON)
    database.tick()
    design, coding = here(db, "stage", 4), here(db, "stage", 6)
    due = datetime(2026, 11, 25, 4, tzinfo=UTC)
    assert status_of(db, design) == "completed"
    assert history_of(db, design)[-1] == ("completed", due, NOON)
    assert status_of(db, coding) == "active"
    assert history_of(db, coding) == [("active", due, NOON)]


def test_a_stage_overdue_for_both_gets_both_in_order_and_only_once(
    run_import: Import, database: Database, db: Connection, clock: MovableClock
) -> None:
    run_import(SAMPLE, "--yes")
    clock.set(LONG_AFTER)
    database.tick(3)
    assert history_of(db, here(db, "stage", 7)) == [
        ("active", datetime(2026, 12, 13, 4, tzinfo=UTC), LONG_AFTER),
        ("completed", datetime(2026, 12, 23, 4, tzinfo=UTC), LONG_AFTER),
    ]
    assert (
        one(
            db,
            "select count(*) from (select from stage_transitions group by stage_id, to_status having count(*) > 1) x",
        )
        == 0
    )
    assert one(db, "select count(*) from stages where status <> 'completed' and ends_at is not null") == 0
    assert one(db, "select count(*) from stages where status = 'active' and ends_at is null") == 2


def test_importing_again_after_the_tick_changes_nothing(
    run_import: Import, database: Database, db: Connection, clock: MovableClock
) -> None:
    run_import(SAMPLE, "--yes")
    clock.set(LONG_AFTER)
    database.tick()
    before = content(db)
    run_import(SAMPLE, "--yes")
    database.tick()
    assert content(db) == before
