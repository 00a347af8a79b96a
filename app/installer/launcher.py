"""Makes pg_cron's launcher read its jobs again after a transaction that changed many objects.

The launcher hears of new jobs through PostgreSQL's queue of invalidations. Where it falls behind, because one commit
brought more than the queue holds, PostgreSQL tells it to forget everything; pg_cron (1.4 to 1.6) does not understand
that as a change of its jobs, and goes on with those it knew. So it is told once more, when it has surely caught up.
"""

import time

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

# It looks at the queue once a second at the latest.
CATCHES_UP_WITHIN = 1.5
# Registers a job and takes it away in the same transaction: nobody sees it, and the launcher reads all jobs.
WAKE = "select cron.unschedule(cron.schedule('stageclock-wake', '0 0 1 1 *', 'select 1'))"
# Whoever the jobs belong to; from pg_cron's own database, where that role has no rights, whoever is connected.
WHO = """
select coalesce(r.rolname, session_user)
from pg_extension e
left join pg_roles r on r.rolname = 'stageclock_clock' and has_schema_privilege(r.oid, 'cron', 'usage')
where e.extname = 'pg_cron'
"""


def wake(connection: psycopg.Connection[TupleRow]) -> None:
    """Have the launcher read the jobs again, where pg_cron is in the connection's database. Commits."""
    found = connection.execute(WHO).fetchone()
    if found is None:
        return
    connection.commit()
    time.sleep(CATCHES_UP_WITHIN)
    with connection.transaction():
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(found[0])))
        connection.execute(WAKE)
