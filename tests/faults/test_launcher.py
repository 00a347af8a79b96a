"""pg_cron's launcher terminated, its job's role dropped, its run ids set back: named, mended as told, firing again."""

from typing import Any

import psycopg

from tests.cli.operator import refusal, said
from tests.clusters import ROOT, Database
from tests.faults.servers import connects_by_libpq
from tests.faults.watching import health, launcher_pid, moves_by_itself, until
from tests.main_path.conftest import wait_for_launcher
from tests.main_path.test_killed_effects import survivor
from tests.plans import one

Connection = psycopg.Connection[Any]


def test_a_terminated_launcher_is_red_until_the_server_restarts_or_it_comes_back(production: Database) -> None:
    """Before 1.5 it never comes back by itself."""
    with production.connect() as db:
        was = launcher_pid(db)
        db.execute("select pg_terminate_backend(%s)", [was])
        until(lambda: launcher_pid(db) != was, what="the launcher's end")
        status, detail = health(db)["launcher"]
        named = status == "red" and "restart PostgreSQL" in detail
        assert named or not connects_by_libpq(production.cluster), detail
    production.cluster.stop()
    production.cluster.start()
    wait_for_launcher(production)
    moves_by_itself(production)
    with production.connect() as db:
        assert health(db)["launcher"][0] == "ok"


def test_a_dropped_role_is_named_and_everything_runs_again_once_roles_and_clock_are_installed(
    production: Database,
) -> None:
    with production.connect() as db:
        db.execute("drop owned by stageclock_clock; drop role stageclock_clock")
        status, detail = health(db)["job_role"]
        assert status == "red"
        assert "the role stageclock_clock does not exist. Run sql/roles.sql; then `flask clock install`" in detail
    survivor(production).close()
    production.cluster.run_file("stageclock", ROOT / "sql" / "roles.sql")
    said(production.url("stageclock_owner"), "clock", "install")
    with production.connect() as db:
        assert health(db)["job_role"][0] == "ok"
    moves_by_itself(production)


def test_run_ids_set_back_are_named_and_put_right_while_the_launcher_crashes(production: Database) -> None:
    moves_by_itself(production)
    with production.connect() as db:
        db.execute("select setval('cron.runid_seq', 1, false)")
        last = one(db, "select max(runid) from cron.job_run_details")
        status, detail = health(db)["run_ids"]
        assert (status, f"select setval('cron.runid_seq', {last})" in detail) == ("red", True)
        was = launcher_pid(db)
        until(lambda: launcher_pid(db) != was, 70, what="the crash that this causes")
    until(lambda: refusal(production.url("stageclock_owner"), "clock", "install"))
    told = until(lambda: "Put cron.runid_seq past" in said(production.url("postgres"), "clock", "install"))
    assert told < 20
    with production.connect() as db:
        assert health(db)["run_ids"][0] == "ok"
    wait_for_launcher(production)
    moves_by_itself(production)
