"""Teams come with their leaders, each student with one place a course work; what cannot stand is listed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clusters import Database, MovableClock
from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, Connection, content, counts, here
from tests.plans import one
from tests.teams import teams_of

LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)
TEAM = (
    "insert into team (id, name, major_assignment_id, leader_id, status, created_at, is_locked)"
    " values (?, ?, ?, ?, ?, '2026-12-01 00:00:00', 0)"
)
MEMBER = "insert into team_member (id, team_id, user_id, joined_at) values (?, ?, ?, '2026-12-01 00:00:00')"


def members(db: Connection, team: int) -> set[int]:
    """Who is in a team of the store: keys here."""
    return {
        row[0] for row in db.execute("select user_id from team_members where team_id = %s", [here(db, "team", team)])
    }


def people(db: Connection, *users: int) -> set[int]:
    return {here(db, "user", user) for user in users}


def test_a_leader_is_a_member_and_a_leader_who_was_one_there_too_is_it_once(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    assert (
        one(db, "select count(*) from team_members m join teams t on t.id = m.team_id and t.leader_id = m.user_id")
        == 45
    )
    assert members(db, 1) == people(db, 32, 35)
    assert members(db, 16) == people(db, 28, 49, 34), "28 leads it, and has a member row"


def test_of_two_places_the_older_stays(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    assert members(db, 14) == people(db, 25, 52), "without 64, who joined team 19 before"
    assert members(db, 19) == people(db, 31, 64)
    assert here(db, "user", 39) in members(db, 11)
    assert here(db, "user", 39) not in members(db, 13)


def test_a_leaders_place_wins_over_an_older_member_row(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("insert into team_member (id, team_id, user_id, joined_at) values (99, 1, 23, '2020-01-01 00:00:00')")
    assert (
        'team_member 1/23: this student has a place in "第2组" of that course work already'
        in run_import(store, "--yes").output
    )
    assert here(db, "user", 23) in members(db, 2)


def test_statuses_locks_and_what_was_said_are_kept(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update team set confirmation_request_reason = '  we are few ' where id = 10")
    change("update team set confirmation_requested_at = null where id = 11")
    change("update team set status = null where id = 25")
    run_import(store, "--yes")
    query = (
        "select t.name, t.status, t.locked_at, t.request_reason, t.requested_at, t.decided_by, t.decided_at,"
        " t.decision_reason from teams t where id = %s"
    )
    confirmed, asked = datetime(2026, 10, 17, 4, tzinfo=UTC), datetime(2026, 12, 15, 12, tzinfo=UTC)
    rows = [db.execute(query, [here(db, "team", key)]).fetchone() for key in (1, 10, 11, 22, 25)]
    requested = datetime(2026, 11, 30, 5, tzinfo=UTC)
    assert rows == [
        (
            "第1组",
            "confirmed",
            confirmed,
            None,
            datetime(2026, 10, 16, 4, tzinfo=UTC),
            here(db, "user", 3),
            confirmed,
            None,
        ),
        ("第3组", "awaiting", None, "we are few", asked, None, None, "人数不足"),
        ("郑志琪的团队（系统自动分配）", "forming", None, None, None, None, None, "人数不足"),
        ("第1组", "rejected", None, None, requested, None, None, "人数不足"),
        ("陈萱文的团队（系统自动分配）", "awaiting", None, None, requested, None, None, "人数不足"),
    ]


DAMAGES = [
    ("update team set leader_id = 23 where id = 1", 'team 2: its leader has a place in "第1组" of that course'),
    ("update team set leader_id = 999 where id = 2", "team 2: it belongs to user 999, which does not exist"),
    ("update team set name = ' ' where id = 2", "team 2: its name is blank"),
    ("update team set name = 'a' || char(0) where id = 2", "team 2: its name holds a NUL character"),
    ("update team set reject_reason = 'a' || char(0) where id = 2", "team 2: its reject_reason holds a NUL character"),
    ("update team set status = 'asleep' where id = 2", 'team 2: its status "asleep" is unknown'),
    ("update team set is_locked = 'x' where id = 2", 'team 2: its is_locked is neither 0 nor 1: "x"'),
    ("update team set created_at = 'soon' where id = 2", 'team 2: its created_at is not a time: "soon"'),
    ("update team set major_assignment_id = 99 where id = 2", "team 2: it belongs to major_assignment 99, which"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_a_team_that_breaks_a_rule_is_refused_with_all_that_is_its_own(
    run_import: Import, store: Path, change: Change, db: Connection, damage: str, said: str
) -> None:
    change("insert into team_division (id, team_id, stage_id, role_name, member_id) values (90, 2, 2, 'Own', 53)")
    change(damage)
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    assert said in result.output
    for row in ("team_member 2/53", "team_division 2/1/23", "stage_submission 3", "team_division.role_name 2/2/own"):
        assert f"{row}: it belongs to team 2, which is refused" in result.output
    assert "team_division 2/2/own/53: it belongs to team 2, which is refused" in result.output
    assert counts(db)["teams"] == 44
    assert counts(db)["submissions"] == 34


def test_a_team_without_a_leader_is_refused(run_import: Import, store: Path, change: Change, db: Connection) -> None:
    change("alter table team rename to old")
    change("create table team as select * from old")
    change("update team set leader_id = null where id = 2")
    assert "team 2: it has no leader" in run_import(store, "--yes").output
    assert counts(db)["teams"] == 44


def test_places_that_cannot_be_are_refused_alone(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change(MEMBER, 90, 1, 999)
    change(MEMBER, 91, 99, 5)
    change("update team_member set joined_at = 'soon' where id = 1")
    change("update team_member set joined_at = null where id = 2")
    output = run_import(store, "--yes").output
    assert "team_member 1/999: it belongs to user 999, which does not exist" in output
    assert "team_member 99/5: it belongs to team 99, which does not exist" in output
    assert 'team_member 1/35: its joined_at is not a time: "soon"' in output
    assert counts(db)["team_members"] == 107
    assert "Refuses 9 rows" in output, "35 held a role in that team"


def test_a_team_whose_leaders_place_only_postgresql_refuses_does_not_come_half(
    run_import: Import, db: Connection, store: Path
) -> None:
    db.execute(
        "create function public.fail() returns trigger language plpgsql as $$ begin"
        " if (select username from public.users where id = new.user_id) = '202600019' then raise 'not this one';"
        " end if;"
        " return new; end $$;"
        "create trigger fail before insert on team_members for each row execute function public.fail()"
    )
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    assert "team 2: PostgreSQL refuses it: not this one" in result.output
    assert "team_member 2/53: it belongs to team 2, which is refused" in result.output
    assert counts(db)["teams"] == 44 - 1, "23 leads team 23 too"
    assert (
        one(db, "select count(*) from import_sources where source_table = 'team_member' and source_id like '2/%'") == 0
    )


def test_a_tick_regroups_nobody_who_came_with_a_team(
    run_import: Import, store: Path, change: Change, database: Database, db: Connection, clock: MovableClock
) -> None:
    change("delete from team_member where team_id = 25")
    run_import(store, "--yes")
    work, alone = here(db, "major_assignment", 4), here(db, "user", 56)
    before = teams_of(db, work)
    clock.set(LONG_AFTER)
    database.tick(2)
    after = teams_of(db, work)
    assert all(after[team] >= there for team, there in before.items())
    grouped = {row[0] for row in db.execute("select user_id from team_members where transition_id is not null")}
    assert grouped == {alone}
    assert sorted(after.values(), key=sorted) != sorted(before.values(), key=sorted)


def test_ten_thousand_members_come_quickly(run_import: Import, store: Path, change: Change, db: Connection) -> None:
    numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 10000) "
    change(
        "insert into user (id, username, real_name, password_hash, role)"
        f" {numbers} select 1000 + i, 'many' || i, 'Many ' || i, 'x', 'student' from n"
    )
    change(f"insert into class_student (class_id, student_id) {numbers} select 1, 1000 + i from n")
    change(
        "insert into team (id, name, major_assignment_id, leader_id, status, created_at, is_locked)"
        f" {numbers} select 1000 + i, 'Many ' || i, 1, 1000 + i, 'confirmed', '2026-12-01 00:00:00', 0"
        " from n where i % 5 = 0"
    )
    change(
        "insert into team_member (id, team_id, user_id, joined_at)"
        f" {numbers} select 1000 + i, 1000 + (i + 4) / 5 * 5, 1000 + i, '2026-12-01 00:00:00' from n"
    )
    change(
        "insert into team_division (id, team_id, stage_id, role_name, member_id)"
        f" {numbers} select 1000 + i, 1000 + (i + 4) / 5 * 5, 2, '项目经理', 1000 + i from n"
    )
    began = datetime.now(UTC)
    result = run_import(store, "--yes")
    assert (datetime.now(UTC) - began).total_seconds() < 30
    assert result.exit_code == 0
    assert counts(db)["teams"] == 45 + 2000
    assert counts(db)["team_members"] == 108 + 10000
    assert counts(db)["role_assignments"] == 64 + 10000
    before = content(db)
    run_import(store, "--yes")
    assert content(db) == before
