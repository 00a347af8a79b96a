"""What the old primary wrote alone is taken back by pg_rewind, and it follows the new one."""

from collections.abc import Iterator

import pytest

from app.local.account import run
from tests.clusters import PORT, Database
from tests.faults.servers import caught_up, options_of, promote, standby_of
from tests.faults.watching import until
from tests.plans import add_work, one


@pytest.fixture
def source(production: Database) -> Iterator[Database]:
    """The new primary; pg_rewind reads only from one that writes full pages."""
    production.cluster.run_sql("postgres", "alter system set full_page_writes = on")
    production.cluster.run_sql("postgres", "select pg_reload_conf()")
    yield production
    production.cluster.run_sql("postgres", "alter system reset full_page_writes")
    production.cluster.run_sql("postgres", "select pg_reload_conf()")


def test_it_comes_back_as_a_standby_without_what_it_wrote_alone(source: Database) -> None:
    with standby_of(source.cluster, PORT + 1) as server:
        old = Database(server, source.name)
        server.stop()
        server.configure(
            {**options_of(server), "wal_log_hints": "on", "full_page_writes": "on", "wal_keep_size": "128MB"}
        )
        server.start()
        source.cluster.run_sql("postgres", "checkpoint")  # the last that both have: rewinding reads from there on
        caught_up(old, source)
        promote(server)
        with old.connect() as db:
            alone = add_work(db)
        with source.connect() as db:
            db.execute("insert into courses (code, name, time_zone) values ('NEW-1', 'New', 'Asia/Shanghai')")
        server.stop()
        host = f"host={source.cluster.socket_dir} port={source.cluster.port} user=postgres dbname=postgres"
        rewind = [str(server.bin_dir / "pg_rewind"), "-R", "-D", str(server.data_dir), f"--source-server={host}"]
        run(rewind, as_server=True)
        server.configure(options_of(server))
        server.start()
        with old.connect() as db:
            until(lambda: one(db, "select count(*) from courses where code = 'NEW-1'"))
            assert one(db, "select pg_is_in_recovery()")
            assert one(db, "select count(*) from assignments where id = %s", alone) == 0
        with source.connect() as db:
            assert one(db, "select state from pg_stat_replication") == "streaming"
