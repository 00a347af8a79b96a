"""The sample store, and what tests ask of a database after an import."""

from pathlib import Path
from typing import Any

import psycopg

from app.importing import report

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "tgedu-sample.tar.gz"

TABLES = (*report.TABLES, "import_sources")

Connection = psycopg.Connection[Any]


def database_of(store: Path) -> Path:
    """The SQLite file of a store."""
    return store / "data" / "homework.db"


def content(db: Connection) -> dict[str, list[str]]:
    """Every row of every table that an import may touch."""
    return {table: sorted(map(str, db.execute(f"table {table}".encode()).fetchall())) for table in TABLES}


def counts(db: Connection) -> dict[str, int]:
    """Rows by table, of those that have any."""
    return {table: len(rows) for table, rows in content(db).items() if rows}


def here(db: Connection, source_table: str, source_id: int | str) -> int:
    """The key here of a row of the store."""
    row = db.execute(
        "select row_id from import_sources where system = 'tgedu' and source_table = %s and source_id = %s",
        [source_table, str(source_id)],
    ).fetchone()
    assert row is not None, f"{source_table} {source_id} was not imported"
    return int(row[0])
