"""A copy of the data directory has the clock's identity: no tick refuses there, so its jobs go before anything runs."""

from collections.abc import Iterator

import pytest

from app.cluster import Cluster
from tests.cli.operator import refusal, said
from tests.clusters import PORT, Database
from tests.faults.scene import due_scene, is_untouched
from tests.faults.servers import options_of, standby_of
from tests.faults.watching import health, moves_by_itself
from tests.plans import one


def start_apart(copy: Cluster, **options: str) -> None:
    """Start a copy that nothing replicates to, with these options."""
    copy.stop()
    (copy.data_dir / "standby.signal").unlink(missing_ok=True)
    copy.configure({**options_of(copy), **options})
    copy.start()


@pytest.fixture
def copy(production: Database) -> Iterator[Database]:
    """What pg_basebackup made of the production server."""
    with standby_of(production.cluster, PORT + 1) as server:
        yield Database(server, production.name)


def test_started_with_pg_cron_at_home_elsewhere_it_lets_its_jobs_be_taken_out_and_moves_nothing(copy: Database) -> None:
    start_apart(copy.cluster, **{"cron.database_name": "postgres"})
    with copy.connect() as db:
        scene = due_scene(db)
        said(copy.url("stageclock_owner"), "clock", "uninstall")
        assert one(db, "select count(*) from cron.job") == 0
        assert health(db)["foreign_copy"][0] == "ok", "nothing but its operator knows that it is a copy"
        start_apart(copy.cluster)
    with copy.connect() as db:
        db.execute("select pg_sleep(65)")
        assert is_untouched(db, scene)
        said(copy.url("stageclock_owner"), "clock", "install")
    moves_by_itself(copy)


def test_started_without_pg_cron_it_says_how_to_start_it(copy: Database) -> None:
    start_apart(copy.cluster, shared_preload_libraries="")
    for command in ("uninstall", "install"):
        assert "set cron.database_name to another database" in refusal(copy.url("stageclock_owner"), "clock", command)
