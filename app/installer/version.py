"""Which revision the database is at, and which this code needs."""

from pathlib import Path
from typing import Any

import psycopg
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.errors import NO_SCHEMA, OperatorError

TOO_NEW = "The database was upgraded by a newer Stageclock than this code: update the code."
ALEMBIC_INI = Path(__file__).resolve().parents[2] / "alembic.ini"


def head() -> str | None:
    """The newest revision of this code."""
    return _scripts().get_current_head()


def require_head(connection: psycopg.Connection[Any]) -> None:
    """Raise OperatorError unless the database is at the head."""
    exists = connection.execute("select to_regclass('public.alembic_version') is not null").fetchone()
    if not (exists and exists[0]):
        raise OperatorError(NO_SCHEMA)
    row = connection.execute("select version_num from public.alembic_version").fetchone()
    if row is None or row[0] != head():
        raise OperatorError(NO_SCHEMA if row is None or is_known(row[0]) else TOO_NEW)


def is_known(revision: str) -> bool:
    """Whether this code has such a revision; a database that was upgraded by newer code is at one it has not."""
    return any(script.revision == revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(Config(str(ALEMBIC_INI)))
