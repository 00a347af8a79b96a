"""`flask backup`: the whole of an installation into a directory, and from there into an empty one."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic import command
from alembic.config import Config

from app import backups
from app.cli.group import OperatorGroup
from app.config import load_settings
from app.connection import connect_operator
from app.installer import code, version

backup = OperatorGroup("backup", help="Back up the database and the files, and restore them.")
directory = click.argument("directory", type=click.Path(path_type=Path))


@backup.command()
@directory
def make(directory: Path) -> None:
    """Back up the database and the files into a new directory, while everybody goes on working.

    Exit status 1 where a row names a file that storage has lost; the backup is made all the same.
    """
    settings = load_settings()
    with tidying():
        manifest, missing = backups.make(directory, settings.migration_database_url, settings.storage_dir)
    name_missing(missing)
    click.echo(f"Backed up the database and {manifest.files} files ({manifest.bytes} bytes) into {directory}.")
    if missing:
        raise SystemExit(1)


@backup.command()
@directory
def restore(directory: Path) -> None:
    """Put a backup into an empty database, which then moves nothing and mails nothing until it is armed.

    Exit status 1 where a row names a file that the backup does not have, or has not the whole of.
    """
    settings = load_settings()
    with tidying():
        missing = backups.restore(directory, settings.migration_database_url, settings.storage_dir)
    load_code(settings.migration_database_url)
    name_missing(missing)
    click.echo(
        "Restored. This is a copy: it moves no stage and sends no mail. Where it replaces the original, "
        "run `flask clock install --arm`."
    )
    if missing:
        raise SystemExit(1)


@contextmanager
def tidying() -> Iterator[None]:
    """Who is told to end, by systemd or a machine that goes down, tidies up as after Ctrl-C."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def name_missing(missing: list[str]) -> None:
    """One line each."""
    for what in missing:
        click.echo(f"Missing: {what}")


def load_code(url: str) -> None:
    """Bring a restored database to the head, with its code and grants."""
    with connect_operator(url) as connection:
        row = connection.execute("select version_num from public.alembic_version").fetchone()
        if row == (version.head(),):
            return code.replace(connection)
    config = Config(str(version.ALEMBIC_INI))
    config.attributes["url"] = url
    command.upgrade(config, "head")
