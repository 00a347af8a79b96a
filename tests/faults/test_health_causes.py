"""Each cause that health knows, broken on purpose: red (or warned of) at once by its name, and ok by its own remedy."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from app.cluster import Cluster
from tests.cli.operator import said
from tests.clusters import ROOT, Database
from tests.faults.scene import due_scene
from tests.faults.servers import connects_by_libpq, options_of
from tests.faults.watching import health, until
from tests.main_path.conftest import wait_for_launcher
from tests.plans import HOUR, cure, one, poison

Connection = psycopg.Connection[Any]
Remedy = Callable[[Database, str], object]


def flask_clock(*arguments: str) -> Remedy:
    """The owner's `flask clock …`."""
    return lambda database, detail: said(database.url("stageclock_owner"), "clock", *arguments)


def as_superuser(database: Database, detail: str) -> None:
    """`flask clock install` with a superuser's address."""
    said(database.url("postgres"), "clock", "install")


def sql_in(statement: str) -> Remedy:
    """The very statement that the detail holds (a regular expression finds it), run by a superuser."""

    def run(database: Database, detail: str) -> None:
        found = re.search(statement, detail)
        assert found is not None, detail
        with database.connect() as db:
            db.execute(found[0].encode())

    return run


def roles(database: Database, detail: str) -> None:
    """sql/roles.sql, and the rights of what it made anew."""
    database.cluster.run_file(database.name, ROOT / "sql" / "roles.sql")
    said(database.url("stageclock_owner"), "clock", "install")


def restart(database: Database, detail: str) -> None:
    """Restart the server."""
    restart_server(database.cluster)
    wait_for_launcher(database)


def restart_server(cluster: Cluster) -> None:
    """The server alone, whether or not pg_cron comes with it."""
    cluster.stop()
    cluster.start()


def mend_what_failed(database: Database, detail: str) -> None:
    """Cure the stage, then `flask clock retry`, then let it run."""
    with database.connect() as db:
        stage = one(db, "select stage_id from stage_attempts where quarantined_at is not null")
        cure(db, stage)
    said(database.url("stageclock_owner"), "clock", "retry", str(stage))


@dataclass(frozen=True)
class Cause:
    """What breaks it (SQL by a superuser), the check that must name it and in which words, and the remedy they name."""

    check: str
    damage: str
    words: str
    remedy: Remedy
    status: str = "red"
    only_by_libpq: bool = False


TICK = "where jobname = 'stageclock-tick'"
PURGE = "where jobname = 'stageclock-purge'"
TWICE = "select cron.schedule('stageclock-{0}', '0 0 1 1 *', 'CALL stageclock.{0}()')"
INSTALL = "`flask clock install`"
CAUSES = {
    "no job": Cause("tick_job", f"delete from cron.job {TICK}", INSTALL, flask_clock("install")),
    "two jobs": Cause("tick_job", TWICE.format("tick"), INSTALL, as_superuser),
    "another command": Cause(
        "tick_job", f"update cron.job set command = 'begin; CALL stageclock.tick()' {TICK}", INSTALL,
        flask_clock("install"),
    ),
    "a job switched off": Cause(
        "tick_job", f"select cron.alter_job(jobid, active => false) from cron.job {TICK}", "active => true",
        sql_in(r"select cron\.alter_job\(.*?\)"),
    ),
    "no purge": Cause("purge_job", f"delete from cron.job {PURGE}", INSTALL, flask_clock("install")),
    "two purges": Cause("purge_job", TWICE.format("purge"), INSTALL, as_superuser),
    "a purge switched off": Cause(
        "purge_job", f"select cron.alter_job(jobid, active => false) from cron.job {PURGE}", "active => true",
        sql_in(r"select cron\.alter_job\(.*?\)"),
    ),
    "a role without login": Cause(
        "job_role", "alter role stageclock_clock nologin", "cannot log in", sql_in("alter role .*? login")
    ),
    "connect revoked": Cause(
        "job_role", "revoke connect on database stageclock from stageclock_clock", "cannot log in",
        sql_in("grant connect [^;]*"),
    ),
    "another database": Cause(
        "job_role", "update cron.job set database = 'elsewhere'", "its database elsewhere is not this one",
        flask_clock("install"),
    ),
    "another host": Cause(
        "job_host", "update cron.job set nodename = '/old-primary'", "connects to /old-primary", flask_clock("install"),
        only_by_libpq=True,
    ),
    "another port": Cause(
        "job_host", "update cron.job set nodeport = 1", "port 1, but this server is", flask_clock("install"),
        only_by_libpq=True,
    ),
    "run ids behind": Cause(
        "run_ids", "insert into cron.job_run_details (jobid, runid) values (1, 1000000)", "crashes the launcher",
        sql_in(r"select setval\(.*?\)"),
    ),
    "another clock": Cause(
        "current_time",
        "create or replace function stageclock.current_time() returns timestamptz language sql"
        " return pg_catalog.clock_timestamp() + interval '2 minutes'",
        "somebody replaced it", flask_clock("install"),
    ),
    "an old heartbeat": Cause(
        "heartbeat", "update clock_control set heartbeat_at = clock_timestamp() - interval '4 minutes'",
        "`flask clock tick`", flask_clock("tick"),
    ),
    "a pause": Cause(
        "paused", "select stageclock.pause_clock('Dora', 'exam week')", "by Dora (exam week)", flask_clock("resume")
    ),
    "a copy": Cause(
        "foreign_copy", "update clock_control set home_system = 1", "This is a copy",
        flask_clock("install", "--arm"),
    ),
    "one role": Cause(
        "roles", "drop owned by stageclock_monitor; drop role stageclock_monitor", "stageclock_monitor", roles,
        status="warn",
    ),
    "a terminated launcher": Cause(
        "launcher",
        "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'pg_cron launcher'",
        "restart PostgreSQL", restart,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CAUSES))
def test_a_cause_is_named_at_once_and_its_remedy_mends_it(production: Database, name: str) -> None:
    cause = CAUSES[name]
    libpq = connects_by_libpq(production.cluster)
    wait_for_launcher(production)
    with production.connect() as db:
        assert health(db)[cause.check][0] == "ok", name
        db.execute(cause.damage.encode())
        if cause.check == "launcher" and not libpq:
            wait_for_launcher(production)  # from pg_cron 1.5 on it comes back by itself
            until(lambda: health(db)[cause.check][0] == "ok", 5, what="that health sees it again")
            return
        if cause.only_by_libpq and not libpq:
            assert health(db)[cause.check][0] == "ok", "a background worker needs neither host nor port"
            return
        until(lambda: health(db)[cause.check][0] == cause.status, 60)
        detail = health(db)[cause.check][1]
        assert cause.words in detail
    cause.remedy(production, detail)
    with production.connect() as db:
        found = health(db)
    assert found[cause.check][0] == "ok"
    assert [name for name, (status, _) in found.items() if status == "red"] == []


def test_a_launcher_that_is_not_preloaded_is_named_and_told_how_to_come_back(production: Database) -> None:
    cluster, options = production.cluster, options_of(production.cluster)
    cluster.configure({name: value for name, value in options.items() if name != "shared_preload_libraries"})
    restart_server(cluster)
    with production.connect() as db:
        status, detail = health(db)["launcher"]
    assert (status, "add it to shared_preload_libraries" in detail) == ("red", True)
    cluster.configure(options)
    restart(production, detail)
    with production.connect() as db:
        assert health(db)["launcher"][0] == "ok"


def test_a_stage_that_is_overdue_is_named_and_a_tick_moves_it(production: Database, dba: Connection) -> None:
    dba.execute(f"select cron.alter_job(jobid, active => false) from cron.job {TICK}".encode())
    scene = due_scene(dba)
    dba.execute("update stages set ends_at = ends_at - interval '1 hour' where id = %s", [scene.formation])
    status, detail = health(dba)["overdue"]
    assert (status, "`flask clock tick` moves it now" in detail) == ("red", True)
    said(production.url("stageclock_owner"), "clock", "tick")
    assert health(dba)["overdue"][0] == "ok"
    dba.execute(f"select cron.alter_job(jobid, active => true) from cron.job {TICK}".encode())


def test_a_stage_that_was_given_up_is_named_and_retried(production: Database, dba: Connection) -> None:
    dba.execute(f"select cron.alter_job(jobid, active => false) from cron.job {TICK}".encode())
    scene = due_scene(dba)
    poison(dba, scene.custom)
    for _ in range(6):
        production.tick()
        dba.execute("update stage_attempts set next_try_at = next_try_at - %s", [2 * HOUR])
    status, detail = health(dba)["quarantine"]
    assert (status, f"stages {scene.custom}" in detail, "`flask clock retry`" in detail) == ("red", True, True)
    mend_what_failed(production, detail)
    production.tick()
    assert health(dba)["quarantine"][0] == "ok"
    dba.execute(f"select cron.alter_job(jobid, active => true) from cron.job {TICK}".encode())
