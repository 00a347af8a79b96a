"""Second servers: a standby of a cluster, and a cluster whose place has changed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.cluster import Cluster, cron_options
from app.local.account import give_to_server, run
from tests.clusters import FAST, Database
from tests.faults.watching import until
from tests.main_path.conftest import wait_for_launcher
from tests.plans import one


def options_of(cluster: Cluster, cron_database: str = "stageclock", cron_host: str | None = None) -> dict[str, str]:
    """What `running_cluster` gave it; `cron_host` where its jobs are to connect elsewhere than to its own socket."""
    options = {**FAST, **cron_options(cluster.bin_dir, cron_database, cluster.socket_dir)}
    if cron_host and "cron.host" in options:
        options["cron.host"] = cron_host
    return options


def connects_by_libpq(cluster: Cluster) -> bool:
    """Whether pg_cron connects to the host and port in each job, instead of using background workers."""
    return "cron.host" in options_of(cluster)


def move_to_port(cluster: Cluster, port: int) -> Cluster:
    """Stop the cluster and start it on another port."""
    cluster.stop()
    moved = replace(cluster, port=port)
    moved.configure(options_of(moved))
    moved.start()
    return moved


@contextmanager
def standby_of(primary: Cluster, port: int, cron_host: str | None = None) -> Iterator[Cluster]:
    """A streaming standby with pg_cron; `cron_host` where its jobs are to connect to another socket directory."""
    hba = primary.data_dir / "pg_hba.conf"
    if "replication" not in hba.read_text():
        hba.write_text(hba.read_text() + "local replication all trust\n")
        primary.run_sql("postgres", "select pg_reload_conf()")
    home = primary.data_dir.parent
    standby = Cluster(home / "standby", home / "s2", port, primary.bin_dir)
    standby.data_dir.mkdir(mode=0o700)
    give_to_server(standby.data_dir)
    source = ["-h", str(primary.socket_dir), "-p", str(primary.port), "-U", "postgres"]
    copy = [str(primary.bin_dir / "pg_basebackup"), "-R", "-X", "stream", "-c", "fast", "-D", str(standby.data_dir)]
    run([*copy, *source], as_server=True)
    standby.configure(options_of(standby, cron_host=cron_host))
    try:
        standby.start()
        yield standby
    finally:
        standby.stop("immediate")
        shutil.rmtree(standby.data_dir)


def caught_up(standby: Database, primary: Database) -> None:
    """Wait until the standby has all that the primary has."""
    with primary.connect() as db:
        written = one(db, "select pg_current_wal_lsn()")
    with standby.connect() as db:
        until(lambda: one(db, "select pg_last_wal_replay_lsn() >= %s::pg_lsn", written))


def promote(standby: Cluster) -> None:
    """Make the standby a server of its own, as it runs."""
    run([str(standby.bin_dir / "pg_ctl"), "promote", "-w", "-D", str(standby.data_dir)], as_server=True)


def take_over_address(old: Cluster, new: Cluster) -> None:
    """Whoever connects to the old, stopped server reaches the new one from now on, as when its host's address moves."""
    name = f".s.PGSQL.{old.port}"
    (old.socket_dir / name).unlink(missing_ok=True)
    (old.socket_dir / name).symlink_to(new.socket_dir / name)


def restart(database: Database) -> None:
    """Restart the server, and wait until pg_cron's launcher is there."""
    database.cluster.stop()
    database.cluster.start()
    wait_for_launcher(database)
