"""`flask demo`: a course to look at, never where the pages are public."""

import click

from app.cli.group import OperatorCommand
from app.config import load_settings
from app.connection import connect_operator
from app.demo import load as demo_load
from app.demo.people import SIGN_INS
from app.errors import OperatorError
from app.installer import version

PUBLIC = (
    "PUBLIC_URL is https: the demo's password is known to everybody, so the demo is refused where pages are public."
)


@click.command(cls=OperatorCommand)
def demo() -> None:
    """Load two courses of thirty students whose stages fall due within the next minutes and weeks."""
    settings = load_settings()
    if settings.is_https:
        raise OperatorError(PUBLIC)
    with connect_operator(settings.migration_database_url) as connection:
        version.require_head(connection)
        demo_load.load(connection, settings.storage_dir)
    click.echo("Loaded the demo. Sign in with the password “demo” as:")
    for username, _, _, role in SIGN_INS:
        click.echo(f"  {username:<10} {role}")
