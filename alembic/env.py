"""Runs revisions, then loads `sql/`, in one transaction. The one door to the database's schema and code.

Rule (DESIGN "Schema and code"): before pending revisions the schema `stageclock` is dropped, after them it is
loaded, so that no revision meets code that depends on its tables, and the code always belongs to the head.
"""

import logging
import sys
from logging.config import fileConfig
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import context
from alembic.migration import MigrationContext
from alembic.script.revision import RevisionError
from psycopg.errors import Diagnostic

import app.installer.operation  # noqa: F401  registers op.install_clock
from app.config import load_settings
from app.connection import connect_operator
from app.errors import OperatorError, explain
from app.installer import code, gate, indexes, launcher
from app.models import Base

NO_CODE = "The database has no clock now: its code belongs to the head. Run `alembic upgrade head` to have one."
BUSY = "Another session holds a lock that the migration needs: nothing was changed. Try again in a minute."
STOPPED = "Stopped: what was begun in a transaction is undone. Run it again, it goes on from where the database is."

config = context.config
log = logging.getLogger("alembic.stageclock")
if config.cmd_opts is not None and config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)


def show_notice(notice: Diagnostic) -> None:
    """PostgreSQL's warnings are for people too."""
    if notice.severity_nonlocalized == "WARNING":
        print(f"WARNING: {notice.message_primary}", file=sys.stderr)


def make_engine() -> sa.Engine:
    """One connection that acts as the owner."""
    url = config.attributes.get("url") or load_settings().migration_database_url

    def connect() -> Any:
        connection = connect_operator(url)
        connection.add_notice_handler(show_notice)
        return connection

    return sa.create_engine("postgresql+psycopg://", creator=connect, poolclass=sa.pool.NullPool)


def destination() -> str | None:
    """Where the command moves to; an empty string where it moves nowhere (check, current, revision)."""
    try:
        revision = context.get_revision_argument()
    except KeyError:
        return ""
    return revision if isinstance(revision, str | None) else next(iter(revision), None)


def needs_nothing(driver: Any, heads: tuple[str, ...]) -> bool:
    """True where the database is at the head, is asked to be, and has this very code."""
    current = context.get_context().get_current_heads()
    asked = {"head", "heads", *heads}
    return set(current) == set(heads) and destination() in asked and code.installed_digest(driver) == code.digest()


def move(connection: sa.Connection) -> bool:
    """Take the code out, run the revisions, put the code in where they end at the head; whether anything moved."""
    driver: Any = connection.connection.driver_connection
    heads = tuple(context.script.get_heads())
    if destination() == "" or needs_nothing(driver, heads):
        context.run_migrations()
        return False
    script = code.text()  # before anybody waits
    gate.close(driver)
    code.remove(driver)
    context.run_migrations()
    if set(context.get_context().get_current_heads()) == set(heads):
        code.load(driver, script)
    else:
        log.warning(NO_CODE)
    return True


def pending(current: tuple[str, ...]) -> list[Any]:
    """The modules of the revisions that an upgrade is about to run, the oldest first."""
    target = destination()
    if not target or target in current:
        return []
    try:
        revisions = list(context.script.iterate_revisions(target, current or "base"))
    except RevisionError:
        return []  # a downgrade, or what Alembic itself refuses in its own words
    return [revision.module for revision in reversed(revisions)]


def build_indexes(engine: sa.Engine) -> None:
    """What can be done before, while everybody goes on working."""
    with engine.connect() as connection:
        wanted = indexes.wanted(pending(MigrationContext.configure(connection).get_current_heads()))
        connection.rollback()
        driver: Any = connection.connection.driver_connection
        driver.autocommit = True
        for name in indexes.build(driver, wanted):
            log.info("Built the index %s.", name)
        driver.autocommit = False


def run_revisions(engine: sa.Engine) -> None:
    """Everything in one transaction: a broken file or revision leaves the database as it was. Then pg_cron is told."""
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=False)
        with context.begin_transaction():
            moved = move(connection)
        if moved:
            driver: Any = connection.connection.driver_connection
            launcher.wake(driver)


def make_way(engine: sa.Engine) -> None:
    """Between two tries."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        gate.send_autovacuum_away(driver)


def run_online() -> None:
    """Indexes first, then everything else, again where somebody's locks are in the way."""
    engine = config.attributes.get("connection") or make_engine()
    build_indexes(engine)
    gate.patiently(lambda: run_revisions(engine), lambda: make_way(engine))


def starting_point() -> tuple[str, ...]:
    """Where a script for review begins."""
    start = context.get_starting_revision_argument()
    return (start,) if isinstance(start, str) and start != "base" else ()


def run_offline() -> None:
    """`--sql`: print the whole for review."""
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
    output = context.get_context().impl.static_output
    output(indexes.as_comment(indexes.wanted(pending(starting_point()))))
    before = (code.BECOME_OWNER, gate.BRIEFLY, gate.LOCK, gate.CLOSE_DOORS, code.REFUSE_DEPENDENTS, code.DROP)
    with context.begin_transaction():
        for statement in before:
            output(statement)
        context.run_migrations()
        if destination() in {"head", "heads", *context.script.get_heads()}:
            output(code.text())
        else:
            output(f"-- {NO_CODE}")


def run() -> None:
    """Online or offline; what an operator has to mend is said in one sentence."""
    if context.is_offline_mode():
        return run_offline()
    try:
        run_online()
    except KeyboardInterrupt:
        raise OperatorError(STOPPED) from None
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        if gate.was_busy(error):
            raise OperatorError(BUSY) from None
        understood = explain(error)
        if understood is None:
            raise
        raise understood from None


try:
    run()
except OperatorError as error:
    if config.cmd_opts is None:
        raise
    sys.exit(f"Error: {error}")
