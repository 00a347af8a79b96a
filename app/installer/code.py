"""The code under `sql/`: which files, in which order, their digest, and how it is taken out and put in.

The schema `stageclock` holds code only, so it is dropped and loaded as a whole; its comment keeps the digest.
"""

import hashlib
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from app.errors import OperatorError, first_line
from app.installer import gate

SQL_DIR = Path(__file__).resolve().parents[2] / "sql"
FOLDERS = ("functions", "api", "views", "triggers")

DROP = "drop schema if exists stageclock cascade;"
# For a printed script, which a superuser may run: what it makes must not be his.
BECOME_OWNER = """
do $$
begin
    if exists (select from pg_roles where rolname = 'stageclock_owner') then
        set local role stageclock_owner;
    end if;
end
$$;"""

DEPENDENTS = """
with ours as (
    select 'pg_proc'::regclass as classid, oid as objid from pg_proc where pronamespace = to_regnamespace('stageclock')
    union all
    select 'pg_class'::regclass, oid from pg_class where relnamespace = to_regnamespace('stageclock')
    union all
    select 'pg_type'::regclass, oid from pg_type where typnamespace = to_regnamespace('stageclock')
)
select distinct pg_describe_object(d.classid, d.objid, d.objsubid)
from pg_depend d
join ours o on o.classid = d.refclassid and o.objid = d.refobjid
where d.deptype in ('n', 'a')
  and d.classid <> 'pg_trigger'::regclass
  and not exists (select from ours t where t.classid = d.classid and t.objid = d.objid)
  and not exists (
      select from pg_rewrite r join ours v on v.objid = r.ev_class
      where d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  )
order by 1
"""


REFUSE_DEPENDENTS = """
do $$
declare
    v_dependents text;
begin
    select string_agg(d.what, '; ') into v_dependents from (DEPENDENTS) d (what);
    if v_dependents is not null then
        raise exception using message = 'The schema stageclock holds code only and is about to be replaced, but these'
            || ' depend on it: ' || v_dependents || '. Drop them, upgrade, and create them again.';
    end if;
end
$$;""".replace("DEPENDENTS", DEPENDENTS.strip())


def files() -> list[Path]:
    """Every file that is loaded, in loading order: functions, api, views, triggers, then the grants."""
    return [path for folder in FOLDERS for path in sorted((SQL_DIR / folder).glob("*.sql"))] + [SQL_DIR / "grants.sql"]


def digest() -> str:
    """SHA-256 over names and contents of all files, in hexadecimal."""
    total = hashlib.sha256()
    for path in files():
        total.update(str(path.relative_to(SQL_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def parts() -> list[tuple[str, str]]:
    """The whole code as (name, script) in loading order: the schema, every file, and the digest as its comment.

    Bodies that are bound while they load must not find what somebody planted in `public`.
    """
    scripts = [(f"sql/{path.relative_to(SQL_DIR)}", path.read_text(encoding="utf-8")) for path in files()]
    comment = f"comment on schema stageclock is 'Stageclock code, sha256 {digest()}';"
    schema = "set local search_path = pg_catalog, pg_temp;\ncreate schema stageclock;"
    return [("schema", schema), *scripts, ("digest", f"{comment}\nset local search_path = default;")]


def text() -> str:
    """The whole code as one script, for review."""
    return "\n".join(f"-- {name}\n{script}" for name, script in parts())


def installed_digest(connection: psycopg.Connection[TupleRow]) -> str | None:
    """The digest of the code in the database, None where there is none."""
    row = connection.execute("select obj_description(to_regnamespace('stageclock'), 'pg_namespace')").fetchone()
    return str(row[0]).rsplit(" ", 1)[-1] if row and row[0] else None


def remove(connection: psycopg.Connection[TupleRow]) -> None:
    """Drop the code; raise OperatorError where something outside the schema would go with it."""
    dependents = [row[0] for row in connection.execute(DEPENDENTS).fetchall()]
    if dependents:
        raise OperatorError(
            "The schema stageclock holds code only and is about to be replaced, but these depend on it: "
            f"{'; '.join(dependents)}. Drop them, upgrade, and create them again."
        )
    connection.execute(DROP)


def load(connection: psycopg.Connection[TupleRow], script: str) -> None:
    """Load the whole code, verbatim: no driver must read a per cent sign in it. Raise OperatorError for a broken file.

    In one go, for everybody waits meanwhile: hundreds of answers would be waited for otherwise. An error in a script of
    many statements does not say where it is, so it is looked for file by file.
    """
    try:
        with connection.transaction():
            connection.execute(script.encode())
    except psycopg.Error as error:
        if gate.was_busy(error):
            raise
        load_file_by_file(connection)


def load_file_by_file(connection: psycopg.Connection[TupleRow]) -> None:
    """The same; raise OperatorError naming the broken file."""
    for name, script in parts():
        try:
            connection.execute(script.encode())
        except psycopg.Error as error:
            raise OperatorError(f"{name} cannot be loaded, nothing was changed: {first_line(error)}") from error


def replace(connection: psycopg.Connection[TupleRow]) -> None:
    """Take the code out and put it in again, in the caller's transaction, while nobody is in the middle of anything."""
    script = text()
    gate.close(connection)
    remove(connection)
    load(connection, script)
