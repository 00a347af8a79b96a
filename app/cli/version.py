"""`flask version`: which release this is; `flask --version` is Flask's own."""

import click

from app.version import VERSION


@click.command("version")
def version() -> None:
    """Print the version of Stageclock."""
    click.echo(f"Stageclock {VERSION}")
