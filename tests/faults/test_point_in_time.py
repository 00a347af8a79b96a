"""A base backup with archived WAL is restored to an instant beside its source: it does nothing, nor to its source."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from app.cluster import Cluster
from app.local.account import give_to_server, run
from tests.cli.operator import said
from tests.clusters import FAST, PORT, Database
from tests.faults.scene import due_scene, is_done, is_untouched
from tests.faults.servers import options_of, restart
from tests.faults.watching import until
from tests.plans import one


@pytest.fixture
def archive(production: Database) -> Iterator[Path]:
    """Where the source archives its WAL."""
    place = production.cluster.data_dir.parent / "archive"
    place.mkdir()
    give_to_server(place)
    archiving = {"archive_mode": "on", "archive_command": f"cp %p {place}/%f", "wal_level": "replica"}
    production.cluster.configure({**options_of(production.cluster), **archiving})
    restart(production)
    yield place
    production.cluster.configure(options_of(production.cluster))
    restart(production)
    shutil.rmtree(place)


@contextmanager
def restored(source: Cluster, base: Path, archive: Path, instant: datetime) -> Iterator[Cluster]:
    """The server as it was at an instant, on another port and without pg_cron."""
    home = source.data_dir.parent
    copy = Cluster(base, home / "s3", PORT + 2, source.bin_dir)
    (base / "recovery.signal").touch()
    give_to_server(base / "recovery.signal")
    target = {
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_time": instant.isoformat(),
        "recovery_target_action": "promote",
        "archive_mode": "off",
    }
    copy.configure({**FAST, **target})
    try:
        copy.start()
        yield copy
    finally:
        copy.stop("immediate")
        shutil.rmtree(base)


def base_backup(source: Cluster) -> Path:
    """What pg_basebackup takes while everybody goes on working."""
    hba = source.data_dir / "pg_hba.conf"
    if "replication" not in hba.read_text():
        hba.write_text(hba.read_text() + "local replication all trust\n")
        source.run_sql("postgres", "select pg_reload_conf()")
    base = source.data_dir.parent / "base"
    base.mkdir(mode=0o700)
    give_to_server(base)
    place = ["-h", str(source.socket_dir), "-p", str(source.port), "-U", "postgres"]
    run([str(source.bin_dir / "pg_basebackup"), "-X", "none", "-c", "fast", "-D", str(base), *place], as_server=True)
    return base


def test_an_instant_comes_back_and_neither_moves_nor_disturbs_anything_until_it_is_let(
    production: Database, archive: Path
) -> None:
    base = base_backup(production.cluster)
    with production.connect() as db:
        before = due_scene(db)
        instant = one(db, "select clock_timestamp()")
        after = due_scene(db)
        production.tick()
        assert is_done(db, before) and is_done(db, after)
        last = one(db, "select pg_walfile_name(pg_switch_wal())")
        until((archive / last).exists)
    with restored(production.cluster, base, archive, instant) as server:
        copy = Database(server, production.name)
        with copy.connect() as db:
            until(lambda: not one(db, "select pg_is_in_recovery()"))
            assert is_untouched(db, before)
            assert one(db, "select count(*) from assignments where id = %s", after.work) == 0
            db.execute("select pg_sleep(65)")
            assert is_untouched(db, before), "without pg_cron nothing calls the tick"
        said(copy.url("stageclock_owner"), "clock", "tick")
        with copy.connect() as db:
            assert is_done(db, before)
