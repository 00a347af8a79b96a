"""Registration that lasts: `flask clock install`, `schedule` and `uninstall` against a real pg_cron."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.cluster import Cluster
from app.installer import gate
from tests.cli.operator import refusal, said
from tests.clusters import Database
from tests.plans import MINUTE, add_stage, add_work, one, status_of

Connection = psycopg.Connection[Any]
TICK = "CALL stageclock.tick()"


def health(db: Connection) -> dict[str, str]:
    return dict(db.execute("select check_name, status from stageclock.clock_health").fetchall())


@pytest.fixture
def owner(production: Database) -> Iterator[str]:
    """The owner's address; afterwards the jobs are as they were."""
    yield production.url("stageclock_owner")
    said(production.url("postgres"), "clock", "install", "--arm")
    said(production.url("postgres"), "clock", "schedule", "* * * * *")


def test_a_superuser_mends_what_the_owner_can_only_name(production: Database, dba: Connection, owner: str) -> None:
    other = one(dba, "select cron.schedule('stageclock-tick', '* * * * *', %s)", TICK)
    assert f"select cron.unschedule({other})" in refusal(owner, "clock", "install")
    dba.execute("insert into cron.job_run_details (jobid, runid) values (1, 500000)")
    assert "setval('cron.runid_seq', 500000)" in refusal(owner, "clock", "install")
    told = said(production.url("postgres"), "clock", "install")
    assert "Put cron.runid_seq past 500000." in told
    assert f"Unscheduled job {other}" in told
    assert {health(dba)[check] for check in ("tick_job", "run_ids", "job_role")} == {"ok"}
    assert one(dba, "select nextval('cron.runid_seq')") > 500000


def test_install_loads_drifted_code_anew(dba: Connection, owner: str) -> None:
    dba.execute("create or replace function stageclock.current_time() returns timestamptz language sql"
                " return pg_catalog.clock_timestamp() - interval '1 day'")  # fmt: skip
    assert health(dba)["current_time"] == "red"
    said(owner, "clock", "install")
    assert health(dba)["current_time"] == "ok"


def test_a_copy_works_once_it_is_armed(production: Database, dba: Connection, owner: str) -> None:
    dba.execute("update clock_control set home_system = 1")
    assert "flask clock install --arm" in said(owner, "clock", "install")
    assert health(dba)["foreign_copy"] == "red"
    assert "the clock's home now" in said(owner, "clock", "install", "--arm")
    assert health(dba)["foreign_copy"] == "ok"
    dba.execute("delete from clock_control")
    said(owner, "clock", "install", "--arm")
    assert (health(dba)["foreign_copy"], health(dba)["tick_job"]) == ("ok", "ok")


def test_a_schedule_changes_at_once_and_survives_installing(dba: Connection, owner: str) -> None:
    said(owner, "clock", "schedule", "*/5 * * * *")
    said(owner, "clock", "install")
    assert one(dba, "select schedule from cron.job where command = %s", TICK) == "*/5 * * * *"
    dba.execute("update clock_control set heartbeat_at = clock_timestamp() - interval '5 minutes'")
    assert health(dba)["heartbeat"] == "ok", "five minutes are no delay where the tick is called every five"
    dba.execute("update clock_control set heartbeat_at = clock_timestamp() - interval '8 minutes'")
    assert health(dba)["heartbeat"] == "red"


@pytest.mark.parametrize(
    "schedule", ["", "often", "* * * *", "61 * * * *", "10 parsecs", "* * * * *; drop table stages"]
)
def test_a_malformed_schedule_is_refused_and_nothing_changes(dba: Connection, owner: str, schedule: str) -> None:
    before = dba.execute("select * from cron.job order by jobid").fetchall()
    assert "does not understand the schedule" in refusal(owner, "clock", "schedule", schedule)
    assert dba.execute("select * from cron.job order by jobid").fetchall() == before


def test_seconds_work_where_pg_cron_knows_them_and_are_refused_where_not(dba: Connection, owner: str) -> None:
    version = one(dba, "select extversion from pg_extension where extname = 'pg_cron'")
    if tuple(int(n) for n in version.split("-")[0].split(".")[:2]) >= (1, 5):
        assert "10 seconds" in said(owner, "clock", "schedule", "10 seconds")
    else:
        assert f"pg_cron {version} does not understand" in refusal(owner, "clock", "schedule", "10 seconds")


def test_other_peoples_jobs_are_left_alone(dba: Connection, owner: str) -> None:
    report = one(dba, "select cron.schedule('stageclock-report', '0 0 1 1 *', 'select 1')")
    second = one(dba, "select cron.schedule_in_database('nightly', '0 0 1 1 *', %s, 'postgres')", TICK)
    said(owner, "clock", "install")
    said(owner, "clock", "install", "--external")
    left = {row[0] for row in dba.execute("select jobid from cron.job")}
    assert left == {report, second}
    dba.execute("select cron.unschedule(jobid) from cron.job")


def test_install_while_a_page_or_tick_is_in_the_middle_is_one_sentence(
    production: Database, dba: Connection, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "PATIENCE", 1.0)
    with production.connect("stageclock_app", autocommit=False) as page:
        page.execute("select 1 from stages")
        assert "Another session is in the middle" in refusal(owner, "clock", "install")


def test_a_job_of_another_role_is_not_rescheduled_beside(dba: Connection, owner: str) -> None:
    job = one(dba, "update cron.job set username = 'postgres' where command = %s returning jobid", TICK)
    assert "`flask clock install` first" in refusal(owner, "clock", "schedule", "*/2 * * * *")
    assert one(dba, "select count(*) from cron.job where command = %s", TICK) == 1
    dba.execute("select cron.unschedule(%s::bigint)", [job])


def test_another_scheduler_is_understood(production: Database, dba: Connection, owner: str) -> None:
    said(owner, "clock", "install", "--external", "--every", "10 minutes")
    assert one(dba, "select count(*) from stageclock.cron_jobs") == 0
    now = one(dba, "select clock_timestamp()")
    stage = add_stage(dba, add_work(dba), now - MINUTE, None)
    assert said(owner, "clock", "tick") == "Opened 1, closed 0, failed 0.\n"
    assert status_of(dba, stage) == "active"
    assert set(health(dba).values()) == {"ok"}
    dba.execute("update clock_control set heartbeat_at = %s", [now - 13 * MINUTE])
    assert health(dba)["heartbeat"] == "red"
    assert "is no length of time" in refusal(owner, "clock", "install", "--external", "--every", "often")
    said(owner, "clock", "install")
    assert one(dba, "select count(*) from stageclock.cron_jobs") == 2


def test_from_another_database_pg_cron_is_reached_by_its_own_address(cluster: Cluster, database: Database) -> None:
    """pg_cron lives in `postgres` of this cluster, the application elsewhere."""
    owner, there = database.url("stageclock_owner"), cluster.url("postgres", "postgres")
    cluster.run_sql("postgres", "create extension if not exists pg_cron")
    told = said(owner, "clock", "install", CRON_DATABASE_URL=there)
    assert "Registered job" in told
    said(owner, "clock", "schedule", "*/2 * * * *", CRON_DATABASE_URL=there)
    said(owner, "clock", "install", CRON_DATABASE_URL=there)
    rows = cluster.run_sql("postgres", "select jobname, schedule, database, username from cron.job order by jobname")
    assert rows.splitlines() == [
        f"stageclock-purge@{database.name}|17 3 * * *|{database.name}|stageclock_clock",
        f"stageclock-tick@{database.name}|*/2 * * * *|{database.name}|stageclock_clock",
    ]
    with database.connect() as db:
        assert {health(db)[check] for check in ("launcher", "tick_job", "purge_job", "heartbeat")} == {"ok"}
        assert one(db, "select stageclock.tick_interval() = interval '2 minutes'") is True
    assert "no superuser" in refusal(
        owner, "clock", "install", CRON_DATABASE_URL=cluster.url("postgres", "stageclock_app")
    )
    said(owner, "clock", "uninstall", CRON_DATABASE_URL=there)
    assert cluster.run_sql("postgres", "select count(*) from cron.job").strip() == "0"
    assert "No job runs the tick" in refusal(owner, "clock", "schedule", "* * * * *", CRON_DATABASE_URL=there)
    cluster.run_sql("postgres", "drop extension pg_cron")
