"""A streaming standby is promoted: at the old address it moves stages by itself, at another it says what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.cli.operator import said
from tests.clusters import PORT, ROOT, Database
from tests.faults.scene import due_scene, is_done, is_untouched
from tests.faults.servers import connects_by_libpq, promote, standby_of, take_over_address
from tests.faults.watching import ONE_MINUTE, health, moves_by_itself, until, violations
from tests.plans import one

PAGE = ROOT / "docs" / "several-machines.md"


@contextmanager
def gone(primary: Database) -> Iterator[None]:
    """The primary's server has stopped; afterwards it is there again, at its own address."""
    primary.cluster.stop()
    try:
        yield
    finally:
        (primary.cluster.socket_dir / f".s.PGSQL.{PORT}").unlink(missing_ok=True)
        primary.cluster.start()


def test_at_the_same_address_stages_move_within_65_seconds_with_no_manual_step(production: Database) -> None:
    with standby_of(production.cluster, PORT, str(production.cluster.socket_dir)) as standby:
        with production.connect() as db:
            scene = due_scene(db)
            planned = one(db, "select pg_current_wal_lsn()")
        database = Database(standby, production.name)
        with database.connect() as db:
            until(lambda: one(db, "select pg_last_wal_replay_lsn() >= %s::pg_lsn", planned))
            assert is_untouched(db, scene)
        with gone(production):
            take_over_address(production.cluster, standby)
            promote(standby)
            with database.connect() as db:
                assert until(lambda: is_done(db, scene), ONE_MINUTE) < ONE_MINUTE
                assert (health(db)["job_host"][0], health(db)["launcher"][0]) == ("ok", "ok")
                assert violations(db) == {}


def test_on_another_port_health_names_the_cause_until_the_clock_is_installed(production: Database) -> None:
    """Where pg_cron connects by libpq; with background workers stages move there, too, with no manual step."""
    with standby_of(production.cluster, PORT + 1) as standby, gone(production):
        promote(standby)
        database = Database(standby, production.name)
        with database.connect() as db:
            if connects_by_libpq(standby):
                scene = due_scene(db)
                status, detail = health(db)["job_host"]
                assert (status, f"port {PORT}, but this server is" in detail, "`flask clock install`" in detail) == (
                    "red", True, True,
                )  # fmt: skip
                db.execute("select pg_sleep(65)")
                assert is_untouched(db, scene)
                assert "pg_cron's last run failed: connection failed" in health(db)["heartbeat"][1]
            else:
                assert health(db)["job_host"][0] == "ok", "a background worker has no use for a port"
                moves_by_itself(database)
        said(database.url("stageclock_owner"), "clock", "install")
        with database.connect() as db:
            assert health(db)["job_host"][0] == "ok"
            moves_by_itself(database)
            assert violations(db) == {}


def test_what_the_page_has_patroni_run_leads_the_jobs_to_this_server(dba: psycopg.Connection[Any]) -> None:
    found = re.search(r"-c \"(update cron\.job set .*?)\"", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    dba.execute("update cron.job set nodename = 'elsewhere', nodeport = 1")
    dba.execute(found[1].encode())
    assert health(dba)["job_host"][0] == "ok"
    assert one(dba, "select array_agg(distinct nodeport) from cron.job") == [PORT]
