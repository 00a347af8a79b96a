"""`flask import tgedu`: brings a TG-EDU store over, after saying what that means."""

import sys
from pathlib import Path

import click

from app.cli.group import OperatorGroup
from app.config import load_settings
from app.errors import OperatorError
from app.importing.tgedu import Wishes, import_store

NOBODY_TO_ASK = (
    "Nothing was imported: there is no terminal to ask in. Run it again with --yes to import, "
    "or with --dry-run to see the report alone."
)

import_ = OperatorGroup("import", help="Bring over what another system keeps.")


@import_.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Report, and write nothing.")
@click.option("--hold", is_flag=True, help="Bring the course work in paused: no tick touches it until you let it run.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def tgedu(path: Path, dry_run: bool, hold: bool, yes: bool) -> None:
    """Import a TG-EDU storage/ directory, or a tar of one.

    It first says what it brings, what it refuses and why, and what the next tick would do to it; then it asks.
    Importing again changes nothing that is here already, and brings what was refused before and has been mended.
    """
    wishes = Wishes(say=click.echo, agree=lambda: yes or ask(), dry_run=dry_run, hold=hold)
    import_store(path, load_settings(), wishes)


def ask() -> bool:
    """Ask in the terminal; OperatorError where there is none."""
    if not has_terminal():
        raise OperatorError(NOBODY_TO_ASK)
    return click.confirm("Import?", default=False)


def has_terminal() -> bool:
    """Whether somebody can answer."""
    return sys.stdin.isatty()
