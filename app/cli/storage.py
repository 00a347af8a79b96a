"""`flask storage`: what lies in STORAGE_DIR, against the rows that name it."""

import click

from app.cli.group import OperatorGroup
from app.config import load_settings
from app.connection import connect_operator
from app.leftovers import look

storage = OperatorGroup("storage", help="Files that were handed out and handed in.")


@storage.command()
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
def sweep(dry_run: bool) -> None:
    """Remove files that no row names and that are older than a day; list rows whose file is missing.

    Exit status 1 where a file is missing: only a backup brings it back.
    """
    settings = load_settings()
    with connect_operator(settings.migration_database_url) as connection:
        found = look(connection, settings.storage_dir)
    for path in found.leftovers:
        click.echo(f"{'Would remove' if dry_run else 'Removed'} {path}")
        if not dry_run:
            (settings.storage_dir / path).unlink(missing_ok=True)
    for missing in found.missing:
        click.echo(f"Missing: {missing}")
    click.echo(f"{len(found.leftovers)} leftovers, {len(found.missing)} files missing.")
    if found.missing:
        raise SystemExit(1)
