"""What keeps pg_cron's jobs from running, each broken for real: named by health, mended as told, firing again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from tests.cli.operator import said
from tests.clusters import PORT, Database
from tests.faults.scene import due_scene, is_done, is_untouched
from tests.faults.servers import connects_by_libpq, move_to_port, restart
from tests.faults.watching import ONE_MINUTE, health, moves_by_itself, until
from tests.main_path.conftest import wait_for_launcher
from tests.plans import one

Connection = psycopg.Connection[Any]
Configure = Callable[[str, str | None], None]
FAILED = "pg_cron's last run failed"


def install(database: Database) -> str:
    """`flask clock install` by the owner."""
    return said(database.url("stageclock_owner"), "clock", "install")


@pytest.fixture
def configured(production: Database) -> Iterator[Configure]:
    """Gives the server another setting, or its own again where it is None; either needs a restart."""

    def configure(name: str, value: str | None) -> None:
        change = f"reset {name}" if value is None else f"set {name} = '{value}'"
        production.cluster.run_sql("postgres", f"alter system {change}")
        production.cluster.stop()
        production.cluster.start()

    yield configure
    production.cluster.run_sql("postgres", "alter system reset all")
    restart(production)


def test_without_a_free_worker_or_connection_health_says_what_pg_cron_says_and_what_waited_moves_after(
    production: Database, configured: Configure
) -> None:
    libpq = connects_by_libpq(production.cluster)
    with ExitStack() as held:
        if libpq:
            configured("max_connections", "16")
            wait_for_launcher(production)
            db = held.enter_context(production.connect())
            fill(production, held)
        else:
            configured("max_worker_processes", "2")
            db = held.enter_context(production.connect())
        scene = due_scene(db)
        until(lambda: FAILED in health(db)["heartbeat"][1], ONE_MINUTE + 10, what="a run that fails")
        assert health(db)["heartbeat"][0] in ("warn", "red")
        assert is_untouched(db, scene)
    if not libpq:
        configured("max_worker_processes", None)
        wait_for_launcher(production)
    moves_by_itself(production)
    with production.connect() as db:
        assert is_done(db, scene)
        assert health(db)["heartbeat"][0] == "ok"


def fill(database: Database, held: ExitStack) -> None:
    """Take every connection that is not a superuser's."""
    with pytest.raises(psycopg.OperationalError):
        while True:
            held.enter_context(database.connect("stageclock_app"))


def test_a_lock_on_pg_crons_table_is_named_and_what_waited_moves_after(production: Database, dba: Connection) -> None:
    locker = production.connect(autocommit=False)
    locker.execute("lock table cron.job_run_details in access exclusive mode")
    scene = due_scene(dba)
    status, detail = health(dba)["run_ids"]
    assert (status, "is locked, which stops every job" in detail) == ("red", True)
    assert dba.execute("select * from stageclock.cron_job_runs").fetchall() == []
    dba.execute("select pg_sleep(65)")
    assert is_untouched(dba, scene)
    dba.execute(detail[detail.index("select pg_terminate_backend") :].rstrip(".").encode())
    locker.close()
    until(lambda: is_done(dba, scene), ONE_MINUTE)
    assert health(dba)["run_ids"][0] == "ok"


def test_registered_by_two_roles_the_job_runs_twice_and_each_stage_moves_once(
    production: Database, dba: Connection
) -> None:
    other = one(dba, "select cron.schedule('stageclock-tick', '* * * * *', 'CALL stageclock.tick()')")
    status, detail = health(dba)["tick_job"]
    assert (status, "2 jobs run" in detail, "`flask clock install`" in detail) == ("red", True, True)
    moves_by_itself(production)
    ran = "select true from cron.job_run_details where jobid = %s and status = 'succeeded' limit 1"
    until(lambda: one(dba, ran, other), ONE_MINUTE, what="the second job")
    said(production.url("postgres"), "clock", "install")
    assert health(dba)["tick_job"][0] == "ok"


def test_nologin_and_a_revoked_connect_are_named_with_the_statement_that_mends_them(
    production: Database, dba: Connection
) -> None:
    for damage, remedy in (
        ("alter role stageclock_clock nologin", "alter role stageclock_clock login"),
        (
            "revoke connect on database stageclock from stageclock_clock",
            "grant connect on database stageclock to stageclock_clock",
        ),
    ):
        dba.execute(damage.encode())
        status, detail = health(dba)["job_role"]
        assert (status, f"{remedy}; then `flask clock install`" in detail) == ("red", True)
        if connects_by_libpq(production.cluster):
            until(lambda: f"{FAILED}: connection failed" in health(dba)["heartbeat"][1], ONE_MINUTE + 10)
        dba.execute(remedy.encode())
        install(production)
        assert health(dba)["job_role"][0] == "ok"
    moves_by_itself(production)


def rename(database: Database, old: str, new: str) -> None:
    """Give it another name, which takes the end of all its sessions, pg_cron's launcher among them."""
    ended = f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{old}'"
    database.cluster.run_sql("postgres", f"{ended}; alter database {old} rename to {new}")


def test_a_renamed_database_is_named_and_installed_anew(production: Database, configured: Configure) -> None:
    """pg_cron's own setting has to follow: its launcher waits for a database of the former name."""
    rename(production, "stageclock", "renamed")
    renamed = Database(production.cluster, "renamed")
    with renamed.connect() as db:
        status, detail = health(db)["launcher"]
        assert (status, "set cron.database_name = 'renamed', restart PostgreSQL" in detail) == ("red", True), detail
    configured("cron.database_name", "renamed")
    wait_for_launcher(renamed)
    with renamed.connect() as db:
        status, detail = health(db)["job_role"]
        assert (status, "its database stageclock is not this one" in detail) == ("red", True)
        assert "`flask clock install`" in detail
    install(renamed)
    with renamed.connect() as db:
        assert health(db)["job_role"][0] == "ok"
        assert health(db)["launcher"][0] == "ok"
    moves_by_itself(renamed)
    rename(renamed, "renamed", "stageclock")
    production.cluster.run_sql("stageclock", "update cron.job set database = 'stageclock'")


def test_a_changed_port_is_named_and_installed_anew(production: Database) -> None:
    """Last: pg_cron keeps the port in each job where it connects by libpq, and has no use for it otherwise."""
    moved = Database(move_to_port(production.cluster, PORT + 1), production.name)
    wait_for_launcher(moved)
    with moved.connect() as db:
        if connects_by_libpq(moved.cluster):
            status, detail = health(db)["job_host"]
            assert (status, f"port {PORT}, but this server is" in detail, "`flask clock install`" in detail) == (
                "red", True, True,
            )  # fmt: skip
            install(moved)
        assert health(db)["job_host"][0] == "ok"
    moves_by_itself(moved)
    install_back = Database(move_to_port(moved.cluster, PORT), production.name)
    wait_for_launcher(install_back)
    install(install_back)
