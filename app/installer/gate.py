"""How the code is replaced while people work: nobody's request fails, and nobody waits long.

Whatever a request asks, it first asks who is asking. So an upgrade that holds those tables has let everybody out who
was in the middle of an act, and lets nobody in; what it takes afterwards, it takes without a fight. Who only looks
holds nothing between two questions: such a page may ask some before the upgrade and some after it. It waits only
briefly for each lock, less than PostgreSQL does before it looks for deadlocks, so that it is never a request that is
sacrificed: where somebody is in the way the upgrade gives everything back, and tries again.
"""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from psycopg.rows import TupleRow

T = TypeVar("T")

# The exclusive side of the lock whose shared side every leaf of the tick takes (sql/functions/take_tick_lock.sql).
LOCK = "select pg_advisory_xact_lock(hashtextextended('stageclock.migration', 0));"
BRIEFLY = "set local lock_timeout = '400ms';"
# In this order: a program's request holds its token when it asks for its person.
DOORS = ("public.access_tokens", "public.users")
# Longer than deadlock_timeout as it comes, after which autovacuum is told.
LONG_ENOUGH = "set local lock_timeout = '3s'"
TABLES = """
select c.oid::regclass::text from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and pg_has_role(c.relowner, 'member') order by c.oid
"""
# The same in a script, which may be run where they are not there yet.
CLOSE_DOORS = f"""
do $$
declare
    v_door text;
begin
    foreach v_door in array array['{"', '".join(DOORS)}'] loop
        if to_regclass(v_door) is not null then
            execute format('lock table %s in access exclusive mode', v_door);
        end if;
    end loop;
end
$$;"""
BUSY = {"55P03", "40P01"}
PATIENCE = 30.0  # seconds
PAUSE = (0.1, 0.5)  # seconds


def close(connection: psycopg.Connection[TupleRow]) -> None:
    """Keep ticks and requests out until the transaction ends; LockNotAvailable where somebody does not let go."""
    connection.execute(BRIEFLY.encode())
    connection.execute(LOCK.encode())
    connection.execute(CLOSE_DOORS.encode())


def send_autovacuum_away(connection: psycopg.Connection[TupleRow]) -> None:
    """Have it let go of our tables; where somebody else is in the way, the upgrade itself will say so.

    It gives way only to who waits longer than the upgrade ever does. This waits so long, for locks that are in no
    request's way.
    """
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    if tables:
        with suppress(psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected), connection.transaction():
            connection.execute(LONG_ENOUGH.encode())
            connection.execute(f"lock table {', '.join(tables)} in share update exclusive mode".encode())


def patiently(act: Callable[[], T], make_way: Callable[[], None]) -> T:
    """Do something in a transaction of its own, and again where locks were in the way, until patience ends.

    What is done twice must be the same as once: where it was busy after its commit, it finds nothing left to do.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except Exception as error:
            if not was_busy(error) or time.monotonic() > deadline:
                raise
        make_way()
        time.sleep(random.uniform(*PAUSE))  # noqa: S311  nothing secret: two upgrades must not stay in step


def was_busy(error: BaseException) -> bool:
    """Whether somebody else's lock was in the way; SQLAlchemy's errors carry the driver's."""
    cause: Any = getattr(error, "orig", error)
    return getattr(cause, "sqlstate", None) in BUSY
