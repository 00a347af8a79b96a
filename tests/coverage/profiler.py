"""plpgsql_check's profiler in the tests' servers, and what it saw in a database before that goes.

On only where STAGECLOCK_PROFILE names a directory: each test process writes a file of statements there, a JSON list
[file name, line in the body, statement, number in the function, ran] a line, each statement at most twice.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from tests.clusters import Database

OUT = os.environ.get("STAGECLOCK_PROFILE")
STATEMENTS = (
    "select p.proname, s.lineno, s.stmtname, s.stmtid, s.exec_stmts > 0"
    " from pg_proc p join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'"
    " cross join lateral plpgsql_profiler_function_statements_tb(p.oid) s"
    " where p.pronamespace = 'stageclock'::regnamespace"
)
# The others need not be compiled to be known as not run.
CALLED = " and p.oid in (select e.funcoid from plpgsql_profiler_functions_all() e)"

_written: set[str] = set()


def options(preloaded: str | None) -> Mapping[str, str]:
    """Server options that profile every session into shared memory, beside what is preloaded already."""
    if not OUT:
        return {}
    libraries = [*filter(None, [preloaded]), "plpgsql_check"]
    return {"shared_preload_libraries": ",".join(libraries), "plpgsql_check.profiler": "on"}


def keep(database: "Database") -> None:
    """Write down what ran in this database; a test may have taken database, schema or server away."""
    if OUT:
        with suppress(psycopg.Error), database.connect() as db:
            db.execute("create extension if not exists plpgsql_check")
            rows = db.execute(STATEMENTS + (CALLED if _written else "")).fetchall()
            db.execute("select plpgsql_profiler_reset_all()")
            write([json.dumps(row) for row in rows], Path(OUT))


def write(lines: list[str], directory: Path) -> None:
    """Append what this process has not written yet."""
    new = [line for line in dict.fromkeys(lines) if line not in _written]
    _written.update(new)
    with (directory / f"{os.getpid()}.jsonl").open("a") as file:
        file.writelines(line + "\n" for line in new)
