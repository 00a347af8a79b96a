"""`flask clock` at a terminal: what it prints, and how it fails."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.operator import flask
from tests.clusters import ROOT, Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]


def owner(database: Database) -> str:
    return database.url("stageclock_owner")


def test_status_says_what_is_wrong_and_what_comes_next(database: Database, db: Connection, clock: MovableClock) -> None:
    add_stage(db, add_work(db), MONDAY, None, name="组队")
    clock.set(MONDAY - HOUR)
    told = flask(owner(database), "clock", "status")
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("red   current_time")
    assert "active     组队" in told.stdout


def test_tick_moves_what_is_due_and_says_so(database: Database, db: Connection, clock: MovableClock) -> None:
    add_stage(db, add_work(db), MONDAY, MONDAY + HOUR)
    clock.set(MONDAY + HOUR)
    assert flask(owner(database), "clock", "tick").stdout == "Opened 1, closed 1, failed 0.\n"
    assert flask(owner(database), "clock", "tick").stdout == "Nothing was due.\n"
    runs = json.loads(flask(owner(database), "clock", "runs", "--json").stdout)
    assert [(run["outcome"], run["activated"], run["completed"]) for run in runs] == [("ok", 1, 1)]


def test_tick_in_a_copy_says_why_nothing_moved(database: Database, db: Connection) -> None:
    db.execute("update clock_control set home_database = 1")
    told = flask(owner(database), "clock", "tick")
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
    assert "copy of another" in told.stderr


def test_verify_is_for_programs_too(database: Database, db: Connection) -> None:
    db.execute("update clock_control set paused_at = now(), paused_by = 'Dora'")
    told = flask(owner(database), "clock", "verify", "--json")
    assert told.exit_code == 1
    assert {"check_name", "status", "detail"} == set(json.loads(told.stdout)[0])
    assert one(db, "select count(*) from stageclock.clock_health where status = 'red'") >= 1


def test_install_where_pg_cron_lives_elsewhere_prints_the_sql_for_its_dba(database: Database) -> None:
    told = flask(owner(database), "clock", "install")
    assert told.exit_code == 1
    assert "pg_cron lives in database postgres" in told.stderr
    assert f"cron.schedule_in_database('stageclock-tick@{database.name}', '* * * * *'" in told.stderr


BAD = [
    ({}, "DATABASE_URL is not set"),
    ({"DATABASE_URL": "mysql://me@host/db"}, "The database address cannot be read"),
    ({"DATABASE_URL": "postgresql://me@/db?host=/nowhere"}, "PostgreSQL cannot be reached"),
    ({"DATABASE_URL": "postgresql://me@127.0.0.1:1/db"}, 'at "127.0.0.1", port 1: Connection refused. Start it'),
    ({"DATABASE_URL": "postgresql://me@127.0.0.1:port/db"}, "The database address cannot be read"),
    ({"DATABASE_URL": "postgresql://x", "TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES"),
]


@pytest.mark.parametrize(("environment", "sentence"), BAD)
@pytest.mark.parametrize("program", ["flask", "alembic"])
def test_an_unusable_environment_is_one_sentence_and_status_1(
    program: str, environment: dict[str, str], sentence: str
) -> None:
    arguments = ["clock", "status"] if program == "flask" else ["upgrade", "head"]
    told = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=ROOT, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    lines = [line for line in told.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1, told.stderr
    assert sentence in lines[0]


def test_a_schema_that_is_not_at_the_head_is_said(database: Database, db: Connection) -> None:
    db.execute("update alembic_version set version_num = '0001'")
    for command in ("status", "tick", "runs", "verify", "install", "uninstall"):
        told = flask(owner(database), "clock", command)
        assert told.exit_code == 1
        assert told.stderr == (
            "Error: The database is not at the version this code needs: run `alembic upgrade head`.\n"
        )


def test_a_database_that_newer_code_upgraded_asks_for_that_code(database: Database, db: Connection) -> None:
    db.execute("update alembic_version set version_num = '9999'")
    assert "by a newer Stageclock" in flask(owner(database), "clock", "status").stderr


def test_a_role_or_database_that_is_missing_is_named_with_its_remedy(database: Database, cluster: Any) -> None:
    assert "has no role nobody" in flask(cluster.url(database.name, "nobody"), "clock", "status").stderr
    assert "has no database nowhere" in flask(cluster.url("nowhere", "postgres"), "clock", "status").stderr
    missing = flask(cluster.url(database.name, "stageclock_ghost"), "clock", "status").stderr
    assert "psql -f sql/roles.sql" in missing


def test_an_empty_database_is_told_to_upgrade(cluster: Any) -> None:
    told = flask(cluster.url("postgres", "postgres"), "clock", "status")
    assert (told.exit_code, "alembic upgrade head" in told.stderr) == (1, True)


def test_the_webs_role_may_not_act_as_an_operator(database: Database) -> None:
    told = flask(database.url("stageclock_app"), "clock", "tick")
    assert told.exit_code == 1
    assert "may not act as stageclock_owner" in told.stderr


def test_a_superuser_without_the_roles_is_told_to_make_them(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setattr("app.connection.OWNER", "nobody_made_this_role")
    from app.connection import connect_operator  # noqa: PLC0415
    from app.errors import OperatorError  # noqa: PLC0415

    with pytest.raises(OperatorError, match=r"psql -f sql/roles\.sql"):
        connect_operator(database.url("postgres"))


def test_an_old_server_is_refused(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setattr("app.connection.MINIMUM_VERSION", 990000)
    from app.connection import connect  # noqa: PLC0415
    from app.errors import OperatorError  # noqa: PLC0415

    with pytest.raises(OperatorError, match="is too old: Stageclock needs 15 or newer"):
        connect(database.url("postgres"))


def test_the_demo_goes_into_an_empty_database_once_and_never_where_pages_are_public(
    database: Database, db: Connection, tmp_path: Path
) -> None:
    refused = flask(owner(database), "demo", PUBLIC_URL="https://stageclock.example.org")
    assert (refused.exit_code, "refused where pages are public" in refused.stderr) == (1, True)
    loaded = flask(owner(database), "demo", STORAGE_DIR=str(tmp_path))
    assert loaded.exit_code == 0, loaded.stderr
    assert one(db, "select count(distinct user_id) from enrollments where role = 'student'") == 30
    again = flask(owner(database), "demo")
    assert (again.exit_code, "empty database only" in again.stderr) == (1, True)
    assert one(db, "select count(*) from users") == 33
    database.tick()
    assert one(db, "select count(*) from stage_transitions") >= 3
    assert one(db, "select count(*) from stages where status = 'active'") >= 2
