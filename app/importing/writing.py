"""Writes many rows at once by COPY, and finds the odd one where PostgreSQL refuses a batch."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, sql

from app.errors import first_line

D = TypeVar("D")

# Classes of SQLSTATE that speak of the row: bad value, broken constraint, check option, raised by a trigger.
ABOUT_THE_ROW = ("22", "23", "44", "P0", "SC")


def reserve_ids(connection: Connection[Any], table: str, count: int) -> list[int]:
    """New keys of a table, drawn from its own sequence before the rows are written."""
    drawn = connection.execute(
        "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count]
    )
    return [row[0] for row in drawn]


def copy_rows(
    connection: Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write rows by one COPY. It takes keys as given, also where the column is `generated always`."""
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def write_apart(
    connection: Connection[Any], drafts: list[D], write: Callable[[list[D]], None], refuse: Callable[[D, str], None]
) -> list[D]:
    """Write the drafts as one batch; where PostgreSQL refuses it, halve it until the odd ones stand alone."""
    if not drafts:
        return []
    try:
        with connection.transaction():
            write(drafts)
    except psycopg.Error as error:
        if not (error.sqlstate or "").startswith(ABOUT_THE_ROW):
            raise
        if len(drafts) == 1:
            refuse(drafts[0], f"PostgreSQL refuses it: {first_line(error)}")
            return []
    else:
        return drafts
    middle = len(drafts) // 2
    return [
        draft for half in (drafts[:middle], drafts[middle:]) for draft in write_apart(connection, half, write, refuse)
    ]
