"""What PostgreSQL counts while something runs: pages touched on user tables and their indexes, rows written, WAL."""

import time
from dataclasses import dataclass

from bench.frame import Act
from bench.tick.scene import Connection

SETTLE = 0.5  # seconds: a session ends a little after its client has gone
COUNTERS = """
select (select sum(coalesce(heap_blks_hit, 0) + coalesce(heap_blks_read, 0) + coalesce(idx_blks_hit, 0)
                   + coalesce(idx_blks_read, 0) + coalesce(toast_blks_hit, 0) + coalesce(toast_blks_read, 0)
                   + coalesce(tidx_blks_hit, 0) + coalesce(tidx_blks_read, 0))
        from pg_statio_user_tables)::bigint,
       (select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables)::bigint,
       (pg_current_wal_insert_lsn() - '0/0')::bigint
"""


@dataclass(frozen=True)
class Counts:
    """Pages touched, rows written, bytes of WAL."""

    pages: int
    rows: int
    wal: int


def counters(db: Connection) -> Counts:
    """The totals once every other session has handed its own in: they do so at their end, or where they force it."""
    time.sleep(SETTLE)
    db.execute("select pg_stat_force_next_flush()")
    row = db.execute(COUNTERS).fetchone()
    assert row is not None
    return Counts(*row)


def counted(db: Connection, act: Act) -> Counts:
    """What the act adds. It uses other sessions than `db`, whose own look at the catalogue is not counted."""
    before = counters(db)
    act()
    after = counters(db)
    return Counts(after.pages - before.pages, after.rows - before.rows, after.wal - before.wal)
