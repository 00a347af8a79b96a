"""pg_cron itself: the jobs it is given, the minute it fires, and what health says when it is broken."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from alembic import command

from app.errors import OperatorError
from app.installer import code, jobs, launcher
from app.installer.find_cron import pg_cron
from tests.clusters import Database, alembic_config
from tests.plans import add_stage, add_work, history_of, one

Connection = psycopg.Connection[Any]
JOBS = "select jobname, schedule, command, username, active from cron.job order by jobname"
TICK, PURGE = "CALL stageclock.tick()", "CALL stageclock.purge()"


@pytest.fixture
def owner(production: Database) -> Iterator[Connection]:
    """The owner's connection, as `flask clock` has one."""
    with production.connect("stageclock_owner", autocommit=False) as connection:
        yield connection


def install(owner: Connection) -> list[str]:
    with pg_cron(owner) as cron:
        said = jobs.install(cron)
    owner.commit()
    return said


def health(db: Connection, name: str) -> str:
    return str(one(db, "select status from stageclock.clock_health where check_name = %s", name))


def detail(db: Connection, name: str) -> str:
    return str(one(db, "select detail from stageclock.clock_health where check_name = %s", name))


def test_the_upgrade_registers_both_jobs_and_the_downgrade_takes_them_away(
    production: Database, dba: Connection
) -> None:
    registered = [
        ("stageclock-purge", "17 3 * * *", PURGE, "stageclock_clock", True),
        ("stageclock-tick", "* * * * *", TICK, "stageclock_clock", True),
    ]
    assert dba.execute(JOBS.encode()).fetchall() == registered
    config = alembic_config(production.url("stageclock_owner"))
    command.downgrade(config, "base")
    assert dba.execute(JOBS.encode()).fetchall() == []
    command.upgrade(config, "head")
    assert dba.execute(JOBS.encode()).fetchall() == registered


def drown(dba: Connection) -> None:
    """Register the jobs anew in a transaction that brings more changes than pg_cron's launcher can follow."""
    jobs_now = dba.execute(JOBS.encode()).fetchall()
    for name, *_ in jobs_now:
        dba.execute("select cron.unschedule(jobid) from cron.job where jobname = %s", [name])
    time.sleep(launcher.CATCHES_UP_WITHIN)
    launcher_pid = one(dba, "select pid from pg_stat_activity where backend_type = 'pg_cron launcher'")
    os.kill(launcher_pid, signal.SIGSTOP)
    try:
        with dba.transaction():
            flood(dba)
            dba.execute("set local role stageclock_clock")
            for name, schedule, call, *_ in jobs_now:
                dba.execute("select cron.schedule(%s, %s, %s)", [name, schedule, call])
    finally:
        os.kill(launcher_pid, signal.SIGCONT)


def flood(dba: Connection) -> None:
    """More changes than PostgreSQL's queue of invalidations holds."""
    dba.execute("create schema flood")
    dba.execute(
        "do $$ begin for n in 1..3000 loop"
        " execute format('create function flood.f%s() returns int language sql as %L', n, 'select 1');"
        " end loop; end $$"
    )


def test_a_stage_opens_and_closes_at_pg_crons_real_minute_with_nobody_touching_anything(
    production: Database, dba: Connection, owner: Connection
) -> None:
    drown(dba)
    install(owner)
    launcher.wake(owner)
    work = add_work(dba, students=2)
    now = one(dba, "select clock_timestamp()")
    due = add_stage(dba, work, now, now + timedelta(milliseconds=1))
    deadline = time.monotonic() + 90
    while one(dba, "select count(*) from stage_transitions where stage_id = %s", due) < 2:
        assert time.monotonic() < deadline, detail(dba, "heartbeat")
        time.sleep(0.5)
    assert [row[0] for row in history_of(dba, due)] == ["active", "completed"]
    assert one(dba, "select count(*) from notifications") == 4
    # pg_cron writes its own row after the procedure has committed.
    seen = "select status from stageclock.cron_job_runs where jobname = 'stageclock-tick' and end_time is not null"
    while one(dba, seen + " limit 1") != "succeeded":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert dba.execute("select check_name, detail from stageclock.clock_health where status <> 'ok'").fetchall() == []


def test_what_runs_with_a_superusers_rights_beside_pg_cron_is_pinned_and_closed_to_public(dba: Connection) -> None:
    """Beyond the schema `stageclock`, which tests/schema/test_code.py looks at: what sql/roles.sql makes."""
    rows = dba.execute(
        "select proname, proconfig, has_function_privilege('public', oid, 'execute') from pg_proc"
        " where prosecdef and pronamespace not in ('stageclock'::regnamespace, 'pg_catalog'::regnamespace)"
    ).fetchall()
    assert rows == [("stageclock_refuse_foreign_job", ["search_path=pg_catalog, pg_temp"], False)]


def test_installing_twice_changes_nothing(dba: Connection, owner: Connection) -> None:
    before = dba.execute("select * from cron.job order by jobid").fetchall()
    install(owner)
    assert dba.execute("select * from cron.job order by jobid").fetchall() == before


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("delete from cron.job where command = 'CALL stageclock.tick()'", "tick_job"),
        ("delete from cron.job where command = 'CALL stageclock.purge()'", "purge_job"),
        ("update cron.job set command = 'set x.y = 1; CALL stageclock.tick()' where command ~ 'tick'", "tick_job"),
        ("update cron.job set database = 'elsewhere'", "job_role"),
    ],
)
def test_a_broken_job_is_red_and_install_mends_it(dba: Connection, owner: Connection, damage: str, check: str) -> None:
    assert health(dba, check) == "ok"
    dba.execute(damage.encode())
    assert health(dba, check) == "red"
    assert "flask clock install" in detail(dba, check)
    install(owner)
    assert health(dba, check) == "ok"
    assert one(dba, "select count(*) from cron.job") == 2


@pytest.mark.parametrize("damage", ["update cron.job set nodename = 'old-primary'", "update cron.job set nodeport = 1"])
def test_a_job_of_another_server_is_red_where_pg_cron_goes_by_addresses(
    dba: Connection, owner: Connection, damage: str
) -> None:
    """Background workers, which our settings ask for from pg_cron 1.6 on, connect to nothing."""
    by_address = one(dba, "select current_setting('cron.use_background_workers')") == "off"
    dba.execute(damage.encode())
    assert health(dba, "job_host") == ("red" if by_address else "ok")
    assert ("flask clock install" in detail(dba, "job_host")) == by_address
    install(owner)
    assert health(dba, "job_host") == "ok"
    assert one(dba, "select count(*) from cron.job") == 2


def test_a_changed_schedule_survives_mending(dba: Connection, owner: Connection) -> None:
    dba.execute("update cron.job set schedule = '*/2 * * * *', nodename = 'old-primary' where command = %s", [TICK])
    install(owner)
    assert one(dba, "select schedule from cron.job where command = %s", TICK) == "*/2 * * * *"
    dba.execute("update cron.job set schedule = '* * * * *' where command = %s", [TICK])


def test_a_job_that_a_dba_switched_off_is_red_and_stays_off(dba: Connection, owner: Connection) -> None:
    job = one(dba, "update cron.job set active = false where command = %s returning jobid", TICK)
    assert health(dba, "tick_job") == "red"
    assert f"cron.alter_job({job}, active => true)" in " ".join(install(owner))
    assert one(dba, "select active from cron.job where jobid = %s", job) is False
    dba.execute("select cron.alter_job(%s, active => true)", [job])
    assert health(dba, "tick_job") == "ok"


def test_a_job_registered_by_another_role_too_is_red_and_named(dba: Connection, owner: Connection) -> None:
    job = one(dba, "select cron.schedule('stageclock-tick', '* * * * *', %s)", TICK)
    assert health(dba, "tick_job") == "red"
    with pytest.raises(OperatorError, match=rf"belongs to postgres .* select cron.unschedule\({job}\)"):
        install(owner)
    dba.execute("select cron.unschedule(%s::bigint)", [job])
    assert health(dba, "tick_job") == "ok"


def test_a_role_that_cannot_log_in_is_named(dba: Connection) -> None:
    dba.execute("alter role stageclock_clock nologin")
    assert (health(dba, "job_role"), "alter role stageclock_clock login" in detail(dba, "job_role")) == ("red", True)
    dba.execute("alter role stageclock_clock login")
    dba.execute("revoke connect on database stageclock from stageclock_clock")
    assert "grant connect on database stageclock to stageclock_clock" in detail(dba, "job_role")
    dba.execute("grant connect on database stageclock to stageclock_clock")
    assert health(dba, "job_role") == "ok"


def test_run_ids_behind_their_table_are_named_with_the_remedy(dba: Connection) -> None:
    dba.execute("insert into cron.job_run_details (jobid, runid) values (1, 1000000)")
    status, said = health(dba, "run_ids"), detail(dba, "run_ids")
    dba.execute("delete from cron.job_run_details where runid = 1000000")
    assert (status, "setval('cron.runid_seq', 1000000)" in said) == ("red", True)


@pytest.mark.parametrize("mode", ["share", "share row exclusive", "exclusive", "access exclusive"])
def test_a_lock_that_keeps_pg_cron_from_writing_its_runs_is_named_with_the_session(
    production: Database, dba: Connection, mode: str
) -> None:
    assert health(dba, "run_ids") == "ok"
    with production.connect(autocommit=False) as locker:
        locker.execute(f"lock table cron.job_run_details in {mode} mode".encode())
        status, said = health(dba, "run_ids"), detail(dba, "run_ids")
        pid = locker.info.backend_pid
    assert (status, f"select pg_terminate_backend({pid})" in said) == ("red", True)
    assert health(dba, "run_ids") == "ok"


def test_the_purge_takes_old_rows_of_our_jobs_and_nobody_elses(production: Database, dba: Connection) -> None:
    dba.execute(
        "insert into cron.job_run_details (jobid, runid, username, command, end_time)"
        " values (1, -1, 'stageclock_clock', %(tick)s, now() - interval '8 days'),"
        " (1, -2, 'stageclock_clock', %(tick)s, now() - interval '6 days'),"
        " (9, -3, 'postgres', 'vacuum', now() - interval '8 days'),"
        " (1, -4, 'stageclock_clock', %(tick)s, null)",
        {"tick": TICK},
    )
    with production.connect("stageclock_clock") as session:
        session.execute(PURGE.encode())
    left = dba.execute("delete from cron.job_run_details where runid < 0 returning runid").fetchall()
    assert sorted(left) == [(-3,), (-2,)]


def test_uninstalling_takes_the_jobs_away_and_health_says_so(dba: Connection, owner: Connection) -> None:
    with pg_cron(owner) as cron:
        jobs.uninstall(cron)
    owner.commit()
    assert dba.execute(JOBS.encode()).fetchall() == []
    assert health(dba, "tick_job") == "red"
    install(owner)


def test_the_code_can_be_loaded_anew_while_the_jobs_stay(dba: Connection, owner: Connection) -> None:
    before = dba.execute(JOBS.encode()).fetchall()
    dba.execute("drop function stageclock.span(interval) cascade")
    code.replace(owner)
    owner.commit()
    assert health(dba, "current_time") == "ok"
    assert dba.execute(JOBS.encode()).fetchall() == before


def test_a_second_stageclock_in_the_cluster_is_neither_counted_nor_touched(dba: Connection, owner: Connection) -> None:
    """Its jobs are named as `flask clock install` names them from another database."""
    other = "select cron.schedule_in_database('stageclock-tick@postgres', '0 0 1 1 *', %s, 'postgres')"
    theirs = one(dba, other, TICK)
    assert health(dba, "tick_job") == health(dba, "job_role") == "ok"
    install(owner)
    assert one(dba, "select count(*) from cron.job where jobid = %s", theirs) == 1
    dba.execute("select cron.unschedule(%s::bigint)", [theirs])


def test_what_pg_cron_did_stays_seen_when_the_job_is_registered_anew(dba: Connection, owner: Connection) -> None:
    dba.execute(
        "insert into cron.job_run_details (jobid, runid, database, username, command, status)"
        " values (1, -9, 'stageclock', 'stageclock_clock', %s, 'succeeded')",
        [TICK],
    )
    dba.execute("delete from cron.job")
    install(owner)
    seen = dba.execute("select runid, jobname from stageclock.cron_job_runs where runid = -9").fetchall()
    dba.execute("delete from cron.job_run_details where runid = -9")
    assert seen == [(-9, "stageclock-tick")]


def test_a_terminated_launcher_is_red(dba: Connection) -> None:
    """Last in this file: on pg_cron 1.4 the launcher does not come back."""
    assert health(dba, "launcher") == "ok"
    dba.execute("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'pg_cron launcher'")
    deadline = time.monotonic() + 10
    while health(dba, "launcher") == "ok":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "restart PostgreSQL" in detail(dba, "launcher")
