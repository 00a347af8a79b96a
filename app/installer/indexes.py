"""Indexes that revisions want on tables that are in use: built before the upgrade, while everybody goes on working.

A revision says so beside its `upgrade()`, whose own `create_index(…, if_not_exists=True)` then has nothing left to do:

    CONCURRENTLY = {"ix_stages_by_name": "create index concurrently ix_stages_by_name on stages (name)"}

Only over columns that are there before the upgrade: an index over a new column belongs in the next release.
"""

import time
from collections.abc import Iterable
from contextlib import suppress
from types import ModuleType

import psycopg
from psycopg import sql
from psycopg.errors import UndefinedColumn, UndefinedTable
from psycopg.rows import TupleRow

from app.errors import OperatorError

# Whoever leaves a transaction open is waited for as long as the upgrade itself waits (gate.py).
PATIENCE = 30.0  # seconds
PAUSE = 0.2  # seconds
WAIT = f"set lock_timeout = '{PATIENCE:.0f}s'"
# It ends with the session, so that an upgrade that is killed is in nobody's way.
ALONE = "select pg_try_advisory_lock(hashtextextended('stageclock.indexes', 0))"
OTHERS = "Another upgrade is building indexes: nothing was changed. Try again when it is done."

IS_VALID = "select i.indisvalid from pg_index i where i.indexrelid = to_regclass(%s)"

# The revision itself builds it then, where it makes them or comes after one that does.
NOT_THERE_YET = (UndefinedTable, UndefinedColumn)


def wanted(revisions: Iterable[ModuleType]) -> dict[str, str]:
    """Names and statements of all that these revisions want, in their order."""
    found: dict[str, str] = {}
    for revision in revisions:
        found |= getattr(revision, "CONCURRENTLY", {})
    return found


def build(connection: psycopg.Connection[TupleRow], indexes: dict[str, str]) -> list[str]:
    """Build those that are missing or were left half built, outside of a transaction; returns their names."""
    built = []
    if indexes:
        wait_for_others(connection)
    for name, statement in indexes.items():
        row = connection.execute(IS_VALID, [f"public.{name}"]).fetchone()
        if row == (True,):
            continue
        if row:
            connection.execute(sql.SQL("drop index concurrently public.{}").format(sql.Identifier(name)))
        with suppress(*NOT_THERE_YET):
            connection.execute(statement.encode())
            built.append(name)
    return built


def wait_for_others(connection: psycopg.Connection[TupleRow]) -> None:
    """Let no other upgrade build any meanwhile: what it is building looks like what was left half built.

    It asks again and again, because a session that waits inside PostgreSQL is one that building an index waits for.
    """
    connection.execute(WAIT.encode())
    deadline = time.monotonic() + PATIENCE
    while connection.execute(ALONE).fetchone() != (True,):
        if time.monotonic() > deadline:
            raise OperatorError(OTHERS)
        time.sleep(PAUSE)


def as_comment(indexes: dict[str, str]) -> str:
    """What a script for review says of them; empty where there are none."""
    if not indexes:
        return ""
    statements = "".join(f"\n-- {statement};" for statement in indexes.values())
    return f"-- Before this, outside of a transaction, where its table and columns exist:{statements}"
