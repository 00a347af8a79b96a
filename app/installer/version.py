"""Which revision the database is at, and which this code needs."""

from pathlib import Path
from typing import Any

import psycopg
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.errors import NO_SCHEMA, OperatorError

ALEMBIC_INI = Path(__file__).resolve().parents[2] / "alembic.ini"


def head() -> str | None:
    """The newest revision of this code."""
    return ScriptDirectory.from_config(Config(str(ALEMBIC_INI))).get_current_head()


def require_head(connection: psycopg.Connection[Any]) -> None:
    """Raise OperatorError unless the database is at the head."""
    exists = connection.execute("select to_regclass('public.alembic_version') is not null").fetchone()
    if not (exists and exists[0]):
        raise OperatorError(NO_SCHEMA)
    row = connection.execute("select version_num from public.alembic_version").fetchone()
    if row is None or row[0] != head():
        raise OperatorError(NO_SCHEMA)
