"""Teams come into a database that holds an earlier import, whatever has happened there since."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from app.importing.tgedu import CHECK
from tests.clusters import Database, MovableClock
from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, TABLES, Connection, content, counts, database_of, here
from tests.importing.test_sample import TEAM_WORK, WHOLE
from tests.plans import one, status_of
from tests.teams import add_team, teams_of

TEAM_TABLES = (
    "team", "team_member", "team_invitation", "leave_team_request", "dissolve_team_request", "division_role",
    "team_division", "stage_submission", "team_task", "task_progress", "notification",
)  # fmt: skip
FORMATION_OVER = datetime(2026, 12, 6, tzinfo=UTC)
LATER = datetime(2026, 12, 7, tzinfo=UTC)


@pytest.fixture
def before_teams(store: Path, run_import: Import) -> None:
    """An import as it was before teams were brought."""
    whole = database_of(store).read_bytes()
    with closing(sqlite3.connect(database_of(store))) as database, database:
        for table in TEAM_TABLES:
            database.execute(f"delete from {table}")
    assert run_import(store, "--yes").exit_code == 0
    database_of(store).write_bytes(whole)


def kept(before: dict[str, list[str]], now: dict[str, list[str]]) -> set[str]:
    """The tables in which every earlier row is as it was."""
    return {table for table in TABLES if set(before[table]) <= set(now[table])}


@pytest.mark.usefixtures("before_teams")
def test_an_earlier_import_gets_just_the_rest(run_import: Import, store: Path, db: Connection) -> None:
    before = content(db)
    assert "teams" not in counts(db)
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    assert "Refuses 5 rows" in result.output
    assert counts(db) == WHOLE
    assert kept(before, content(db)) == set(TABLES)
    last = content(db)
    assert "There is nothing new to import" in run_import(store, "--yes").output
    assert content(db) == last


@pytest.mark.usefixtures("before_teams")
def test_whom_the_clock_has_grouped_meanwhile_stays_where_they_are(
    run_import: Import, store: Path, database: Database, db: Connection, clock: MovableClock
) -> None:
    clock.set(FORMATION_OVER)
    database.tick()
    work = here(db, "major_assignment", 4)
    grouped, before = teams_of(db, work), content(db)
    assert sum(map(len, grouped.values())) == 20
    clock.set(LATER)
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    for team in range(22, 29):
        assert f"team {team}: its leader has a place in " in result.output
    for row in ("team_member 22/14", "dissolve_team_request 2", "team_task 5"):
        assert f"{row}: it belongs to team 22, which is refused" in result.output
    assert teams_of(db, work) == grouped
    assert kept(before, content(db)) == set(TABLES)
    assert counts(db)["teams"] == len(grouped) + 45 - 7
    db.execute("delete from teams where assignment_id = %s", [work])
    assert "Refuses 5 rows" in run_import(store, "--yes").output, "as the page says: they come once they can"
    assert {table: counts(db)[table] for table in TEAM_WORK if table != "notifications"} == {
        table: number for table, number in TEAM_WORK.items() if table != "notifications"
    }
    assert (
        one(db, "select count(*) from teams t where not exists (select from team_members m where m.team_id = t.id)")
        == 0
    )


@pytest.mark.usefixtures("before_teams")
def test_one_member_who_has_a_team_here_is_refused_and_invitations_of_the_others_are_cancelled(
    run_import: Import, store: Path, db: Connection
) -> None:
    work, member, placed = here(db, "major_assignment", 4), here(db, "user", 14), here(db, "user", 11)
    own = add_team(db, work, [member])
    db.execute("insert into team_invitations (team_id, user_id, invited_by) values (%s, %s, %s)", [own, placed, member])
    output = run_import(store, "--yes").output
    assert 'team_member 22/14: this student has a place in "Group 0" of that course work already' in output
    assert teams_of(db, work)[own] == {member}
    assert {here(db, "user", 5), placed} <= teams_of(db, work)[here(db, "team", 22)]
    assert one(db, "select status from team_invitations where team_id = %s", own) == "cancelled"


def test_teams_deleted_here_do_not_come_back(run_import: Import, store: Path, change: Change, db: Connection) -> None:
    run_import(store, "--yes")
    db.execute("delete from teams where id = %s", [here(db, "team", 25)])
    db.execute(
        "delete from team_members where user_id = %s and team_id = %s", [here(db, "user", 14), here(db, "team", 22)]
    )
    before = content(db)
    assert "There is nothing new to import" in run_import(store, "--yes").output
    assert content(db) == before
    change("insert into team_member (id, team_id, user_id, joined_at) values (90, 25, 5, '2026-12-01 00:00:00')")
    change(
        "insert into team_invitation (id, team_id, inviter_id, invitee_id, status) values (90, 25, 38, 5, 'pending')"
    )
    output = run_import(store, "--yes").output
    for row in ("team_member 25/5", "team_invitation 90"):
        assert f"{row}: it belongs to team 25, which was removed here after an earlier import" in output
    assert content(db) == before


def test_a_lead_handed_over_in_tgedu_moves_nobody_here(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    run_import(store, "--yes")
    before = content(db)
    change("update team set leader_id = 35 where id = 1")
    change("update team_member set user_id = 32 where team_id = 1")
    again = run_import(store, "--yes")
    assert "Refuses 5 rows" in again.output
    assert "There is nothing new to import" in again.output
    assert content(db) == before


def test_a_hand_in_new_in_the_store_is_numbered_behind_those_here(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    run_import(store, "--yes")
    change(
        "insert into stage_submission (id, stage_id, team_id, submit_type, url, submitted_by, submitted_at, status)"
        " values (90, 5, 2, 'link', 'https://example.org', 23, '2026-01-01 00:00:00', 'pending')"
    )
    run_import(store, "--yes")
    assert one(db, "select attempt from submissions where id = %s", here(db, "stage_submission", 90)) == 3


def test_the_tick_waits_for_an_import_into_its_course_work(
    run_import: Import, before_teams: None, store: Path, database: Database, db: Connection, clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock.set(FORMATION_OVER)
    locked = "select count(*) from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and granted"
    seen: list[int] = []
    work = here(db, "major_assignment", 4)

    def agree() -> bool:
        with database.connect("stageclock_clock", autocommit=True) as other:
            other.execute("set lock_timeout = '200ms'")
            other.execute("call stageclock.tick()")
        seen.append(one(db, locked))
        return True

    monkeypatch.setattr("app.cli.import_tgedu.ask", agree)
    result = run_import(store)
    assert result.exit_code == 0
    assert seen == [1 + 6], "the import's own, and one for each course work"
    stage = here(db, "stage", 22)
    assert status_of(db, stage) == "active"
    clock.set(LATER)
    database.tick()
    assert status_of(db, stage) == "completed"
    grouped = "select count(*) from team_members where transition_id is not null and assignment_id = %s"
    assert one(db, grouped, work) == 0


def test_every_key_that_is_deferred_is_checked_before_the_report(db: Connection) -> None:
    deferred = db.execute(
        "select conname from pg_constraint"
        " where condeferrable and contype in ('f', 'u') and conname not like '%transition_id'"
    ).fetchall()
    assert {name for (name,) in deferred} == set(
        CHECK.removeprefix("set constraints ").removesuffix(" immediate").split(", ")
    )


def test_what_a_deferred_key_refuses_is_said_before_anybody_is_asked(
    run_import: Import, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.execute(
        "create function public.same() returns trigger language plpgsql as $$ begin"
        " new.position := 0; return new; end $$;"
        "create trigger same before insert on stages for each row execute function public.same()"
    )
    monkeypatch.setattr("app.cli.import_tgedu.ask", lambda: pytest.fail("nobody should be asked"))
    with pytest.raises(psycopg.errors.UniqueViolation, match="uq_stages_assignment_id_position"):
        run_import(SAMPLE)
    assert counts(db) == {}
