"""Errors that people read: what an operator must mend, said in one sentence with its remedy."""

import re

import psycopg
from sqlalchemy.exc import DBAPIError

NO_URL = "DATABASE_URL is not set: give it the database's address, for example postgresql://stageclock_app@/stageclock?host=/run/postgresql."
BAD_URL = "The database address cannot be read: it must look like postgresql://role@host:5432/database."
NO_SCHEMA = "The database is not at the version this code needs: run `alembic upgrade head`."

NO_ROLES = (
    "The roles of Stageclock do not exist in this cluster: run `psql -f sql/roles.sql` once, as a superuser, "
    "in the application's database."
)
AWAY = "PostgreSQL cannot be reached at {0}: {1}. Start it, or correct the address."

UNDEFINED_OBJECT = {"42P01", "3F000", "42883", "42703", "42704"}
UNREACHABLE = {None, "57P01", "57P02", "57P03", "08000", "08001", "08003", "08006"}


class OperatorError(Exception):
    """Something an operator must mend; `str()` is one clear sentence with the remedy."""


# What libpq says where a connection fails; there is no SQLSTATE then. Pattern → sentence.
NO_CONNECTION = (
    (r'role "stageclock_\w+" does not exist', NO_ROLES),
    (r'role "(.+)" does not exist', "PostgreSQL has no role {0}: create it, or correct the user in the address."),
    (r'database "(.+)" does not exist', "PostgreSQL has no database {0}: create it, or correct the address."),
    (r"password authentication failed|no password supplied", "PostgreSQL refuses the password: correct the address."),
    (r"no pg_hba.conf entry", "PostgreSQL's pg_hba.conf lets nobody in from here as this role: add a line for it."),
    (r'permission denied for database "(.+)"', "This role may not connect to {0}: run sql/roles.sql as a superuser."),
    (r"connection to server (?:at|on) (.+?) failed: (?!FATAL)(.+)", AWAY),
)


def first_line(error: BaseException) -> str:
    """The part of a database error that says what happened, without the driver's wrapping."""
    text = str(error).strip() or type(error).__name__
    return re.sub(r"^.*?(FATAL|ERROR|fatal|error):\s+", "", text.splitlines()[0].strip()).rstrip(".?")


def no_connection(error: BaseException) -> OperatorError:
    """Why PostgreSQL was not reached or let nobody in, with the remedy."""
    for pattern, sentence in NO_CONNECTION:
        found = re.search(pattern, str(error))
        if found:
            return OperatorError(sentence.format(*found.groups()))
    return OperatorError(f"PostgreSQL cannot be reached: {first_line(error)}. Start it, or correct the address.")


def explain(error: BaseException) -> OperatorError | None:
    """Turn a database error into an operator's sentence, or None where it is a fault of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return None
    if cause.sqlstate in UNDEFINED_OBJECT:
        return OperatorError(f"{NO_SCHEMA} (PostgreSQL: {first_line(cause)})")
    if cause.sqlstate == "42501":
        return OperatorError(
            f"PostgreSQL refuses this to the role in use: {first_line(cause)}. "
            "Operators' commands need MIGRATION_DATABASE_URL with the role stageclock_owner."
        )
    if isinstance(cause, psycopg.OperationalError) and cause.sqlstate in UNREACHABLE:
        return no_connection(cause)
    return None
