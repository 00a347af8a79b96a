"""Which database the clock belongs to, and what was said to drive it: the one row of `clock_control`."""

from typing import Any

import psycopg

from app.errors import OperatorError

Connection = psycopg.Connection[Any]

ARM = """
insert into clock_control (home_system, home_database)
select c.system_identifier, d.oid from pg_control_system() c, pg_database d where d.datname = current_database()
on conflict (singleton) do update
set home_system = excluded.home_system, home_database = excluded.home_database,
    is_mailing = clock_control.is_mailing and clock_control.home_system = excluded.home_system
        and clock_control.home_database = excluded.home_database
"""


def arm(connection: Connection) -> None:
    """Make this database the clock's home: what a restored copy needs before its ticks work.

    Mail stays off in what was a copy: what waits there the original may have sent.
    """
    connection.execute(ARM.encode())


def set_driver(connection: Connection, driver: str, schedule: str) -> None:
    """Tell health what calls the tick (pg_cron, other_database) and by which schedule."""
    connection.execute(
        "update clock_control set driver = %s, driver_interval = stageclock.schedule_interval(%s)", [driver, schedule]
    )


def set_external(connection: Connection, every: str) -> None:
    """Tell health that a scheduler outside PostgreSQL calls the tick, and how often."""
    try:
        connection.execute("update clock_control set driver = 'external', driver_interval = %s::interval", [every])
    except (psycopg.DataError, psycopg.errors.CheckViolation):
        raise OperatorError(
            f"{every!r} is no length of time of a second or more: give one such as '1 minute'."
        ) from None
