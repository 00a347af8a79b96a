"""Errors that people read: what an operator must mend, said in one sentence with its remedy."""

import re

import psycopg
from sqlalchemy.exc import DBAPIError

NO_URL = "DATABASE_URL is not set: give it the database's address, for example postgresql://stageclock_app@/stageclock?host=/run/postgresql."
BAD_URL = "The database address cannot be read: it must look like postgresql://role@host:5432/database."
NO_SCHEMA = "The database is not at the version this code needs: run `alembic upgrade head`."

UNDEFINED_OBJECT = {"42P01", "3F000", "42883", "42703", "42704"}
UNREACHABLE = {None, "57P01", "57P02", "57P03", "08000", "08001", "08003", "08006"}


class OperatorError(Exception):
    """Something an operator must mend; `str()` is one clear sentence with the remedy."""


def first_line(error: BaseException) -> str:
    """The part of a database error that says what happened, without the driver's wrapping."""
    text = str(error).strip() or type(error).__name__
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"^.*?(FATAL|ERROR|fatal|error):\s+", "", lines[-1] if "failed" in lines[0] else lines[0])


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
        return OperatorError(f"PostgreSQL cannot be reached: {first_line(cause)}. Start it, or correct DATABASE_URL.")
    return None
