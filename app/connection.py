"""How operators' commands reach PostgreSQL, and what is said when they cannot."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from app.errors import BAD_URL, NO_ROLES, NO_URL, OperatorError, explain

OWNER = "stageclock_owner"
MINIMUM_VERSION = 150000


def driver_url(url: str) -> str:
    """The address as libpq reads it; raise OperatorError where there is none or it is malformed."""
    if not url:
        raise OperatorError(NO_URL)
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        place = conninfo_to_dict(plain)
    except psycopg.Error:
        raise OperatorError(BAD_URL) from None
    # libpq finds a port that is no number only when it connects, and calls that a failure of the server.
    if not all(port.isdecimal() for port in str(place.get("port") or "5432").split(",") if port):
        raise OperatorError(BAD_URL)
    if "://" in plain and not plain.startswith(("postgresql://", "postgres://")):
        raise OperatorError(BAD_URL)
    return plain


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection[TupleRow]:
    """A connection to a PostgreSQL that is new enough; raise OperatorError otherwise."""
    try:
        connection = psycopg.connect(driver_url(url), autocommit=autocommit, connect_timeout=10)
    except psycopg.Error as error:
        raise explain(error) or OperatorError(BAD_URL) from None
    if connection.info.server_version < MINIMUM_VERSION:
        version = connection.info.parameter_status("server_version")
        connection.close()
        raise OperatorError(f"PostgreSQL {version} is too old: Stageclock needs 15 or newer. Upgrade the server.")
    return connection


def connect_operator(url: str, *, autocommit: bool = False) -> psycopg.Connection[TupleRow]:
    """A connection that acts as the owner of the schema; raise OperatorError where it cannot."""
    connection = connect(url, autocommit=autocommit)
    try:
        become_owner(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def become_owner(connection: psycopg.Connection[TupleRow]) -> None:
    """Act as stageclock_owner; where the host gives one role only, as that one."""
    row = connection.execute(
        "select r.rolsuper, o.oid is not null, o.oid is not null and pg_has_role(current_user, o.oid, 'member')"
        " from pg_roles r left join pg_roles o on o.rolname = %s where r.rolname = current_user",
        [OWNER],
    ).fetchone()
    is_superuser, owner_exists, is_member = row or (False, False, False)
    if is_superuser and not owner_exists:
        raise OperatorError(NO_ROLES)
    if owner_exists and not is_member:
        raise OperatorError(
            f"The role {connection.info.user} may not act as {OWNER}: give MIGRATION_DATABASE_URL the owner's address."
        )
    if owner_exists:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(OWNER)))
    if not connection.autocommit:
        connection.commit()
