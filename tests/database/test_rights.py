"""What each role may not do, refused by PostgreSQL itself."""

from typing import Any

import psycopg
import pytest

from tests.clusters import ROOT, Database
from tests.plans import MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]

FORBIDDEN_TO_THE_WEB = [
    "update stages set status = 'active'",
    "update stages set held = false",
    "update stages set generation = 7",
    "insert into stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause)"
    " values (1, 0, 'pending', 'active', now(), 'clock')",
    "delete from stages",
    "delete from assignments",
    "delete from courses",
    "update clock_control set paused_at = now()",
    "update users set role = 'admin'",
    "update users set is_active = true",
    "call stageclock.tick()",
    "select stageclock.move_stages(array[1], 'active', now(), 1)",
    "create table mine (id int)",
    "create function stageclock.current_time2() returns int language sql return 1",
]


@pytest.mark.parametrize("statement", FORBIDDEN_TO_THE_WEB)
def test_the_web_role_is_refused(database: Database, db: Connection, statement: str) -> None:
    add_stage(db, add_work(db), MONDAY, None)
    with database.connect("stageclock_app") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement.encode())


@pytest.mark.parametrize("statement", ["select * from stages", "select * from users", "delete from clock_runs"])
def test_the_clock_role_touches_no_table_itself(database: Database, statement: str) -> None:
    with database.connect("stageclock_clock") as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement.encode())


def test_the_monitor_reads_health_and_no_people(database: Database) -> None:
    with database.connect("stageclock_monitor") as session:
        assert one(session, "select count(*) from stageclock.clock_health") > 10
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("select * from users")


def test_a_stranger_to_the_database_gets_in_nowhere(database: Database, db: Connection) -> None:
    # A clone has lost its rights of connection, as a restored dump has: the remedy is the same.
    database.cluster.run_file(database.name, ROOT / "sql" / "roles.sql")
    db.execute("drop role if exists charlie")
    db.execute("create role charlie login")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        database.connect("charlie")


def test_history_is_append_only_even_for_its_owner(database: Database, db: Connection) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None)
    with database.connect("stageclock_owner") as owner:
        owner.execute(
            "insert into stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause)"
            " values (%s, 0, 'pending', 'active', now(), 'operator')",
            [stage],
        )
        for statement in ("update stage_transitions set reason = 'x'", "delete from stage_transitions",
                          "truncate stage_transitions cascade"):  # fmt: skip
            with pytest.raises(psycopg.Error) as refused:
                owner.execute(statement.encode())
            assert refused.value.sqlstate == "SC010"
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            owner.execute("delete from stages")


def test_a_transition_cannot_be_written_twice(db: Connection) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None)
    insert = (
        "insert into stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause)"
        " values (%s, 0, 'pending', 'active', now(), 'operator')"
    )
    db.execute(insert.encode(), [stage])
    with pytest.raises(psycopg.errors.UniqueViolation):
        db.execute(insert.encode(), [stage])
