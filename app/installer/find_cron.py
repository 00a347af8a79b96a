"""Finds pg_cron for a database: in it, in another one through CRON_DATABASE_URL, or nowhere, with what to do then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.rows import dict_row
from psycopg.sql import quote

from app.connection import connect
from app.errors import OperatorError
from app.installer.cron import Connection, Cron
from app.installer.jobs import WANTED, Wanted

PLACE = """
select current_database() as here, stageclock.read_setting('cron.database_name') as there,
       stageclock.cron_is_preloaded() as preloaded, stageclock.cron_is_here() as installed,
       stageclock.clock_role() as role
"""
OUTSIDE = (
    "Without pg_cron, let any scheduler run `CALL stageclock.tick()` or `flask clock tick` every minute, and say so by "
    "`flask clock install --external`."
)


@contextmanager
def pg_cron(connection: Connection, elsewhere: str = "") -> Iterator[Cron]:
    """pg_cron for the connection's database; `elsewhere` is the address of the database it lives in otherwise.

    Raise OperatorError where there is none, with the exact SQL where a DBA can register the jobs instead.
    """
    place = read_place(connection)
    if place["installed"]:
        yield Cron(connection, place["here"], place["role"], is_here=True)
        return
    refuse_without_pg_cron(place)
    if not elsewhere:
        raise OperatorError(
            f"pg_cron lives in database {place['there']}, not in {place['here']}: set CRON_DATABASE_URL to it, as a "
            f"superuser, and run this command again; or have its DBA run there: {sql_for_dba(place)}"
        )
    with connect(elsewhere) as there:
        cron = Cron(there, place["here"], place["role"], is_here=False)
        refuse_powerless(cron, place)
        yield cron


def read_place(connection: Connection) -> dict[str, Any]:
    """Where we are and where pg_cron is."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(PLACE.encode()).fetchone() or {}


def refuse_without_pg_cron(place: dict[str, Any]) -> None:
    """Say what is missing: the preloaded library, or the extension in this very database."""
    if not place["preloaded"] and place["there"] is None:
        raise OperatorError(
            "pg_cron is not preloaded: put shared_preload_libraries = 'pg_cron' and cron.database_name = "
            f"'{place['here']}' into postgresql.conf, restart PostgreSQL, run sql/roles.sql as a superuser, then this "
            f"command again. {OUTSIDE}"
        )
    if place["there"] == place["here"]:
        raise OperatorError("The pg_cron extension is not in this database: run sql/roles.sql as a superuser.")


def refuse_powerless(cron: Cron, place: dict[str, Any]) -> None:
    """Only a superuser may schedule a job of another role in another database."""
    installed = cron.connection.execute("select 1 from pg_extension where extname = 'pg_cron'").fetchone()
    if installed is None:
        raise OperatorError(
            f"There is no pg_cron in database {cron.connection.info.dbname}: CRON_DATABASE_URL must lead to "
            f"{place['there']}, and `create extension pg_cron` must have been run there."
        )
    if not cron.is_superuser:
        raise OperatorError(
            f"The role {cron.connection.info.user} of CRON_DATABASE_URL is no superuser, so pg_cron lets it schedule "
            f"for itself only: have a DBA run in database {place['there']}: {sql_for_dba(place)}"
        )


def sql_for_dba(place: dict[str, Any]) -> str:
    """What registers both jobs from pg_cron's own database."""
    return " ".join(f"{_from_there(wanted, place)};" for wanted in WANTED)


def _from_there(wanted: Wanted, place: dict[str, Any]) -> str:
    name = f"{wanted.name}@{place['here']}"
    arguments = (name, wanted.schedule, wanted.command, place["here"], place["role"])
    return f"select cron.schedule_in_database({', '.join(quote(a) for a in arguments)})"
