"""`flask local`: the private cluster of this checkout, for trying and developing. Never the machine's own."""

import os
import shutil

import click

from app.cli.group import OperatorGroup
from app.cluster import Cluster
from app.errors import OperatorError
from app.local import database, web
from app.local.lock import only_one
from app.local.place import DATABASE, Place

local = OperatorGroup("local", help="The private PostgreSQL cluster of this checkout.")

PSQL_ARGUMENTS = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@local.command()
def start() -> None:
    """Make what is missing, start the cluster, bring the schema to its newest version."""
    place = Place.here()
    cluster = place.cluster()
    database.start(place, cluster, click.echo)
    describe(place, cluster)


@local.command()
def stop() -> None:
    """Stop the cluster; its data stays."""
    place = Place.here()
    with only_one(place):
        cluster = existing(place)
        click.echo("Stopping PostgreSQL …" if cluster.is_running else "The private cluster does not run.")
        cluster.stop()


@local.command()
def status() -> None:
    """Say whether the cluster runs and where; exit status 1 when it does not."""
    place = Place.here()
    cluster = existing(place)
    if not cluster.is_running:
        raise OperatorError("The private cluster does not run: `flask local start`.")
    describe(place, cluster)


@local.command(context_settings=PSQL_ARGUMENTS)
@click.option("--role", default="stageclock_owner", show_default=True, help="Whom to be in the database.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(role: str, arguments: tuple[str, ...]) -> None:
    """Open psql in the application's database; arguments are psql's, such as -c "select …"."""
    cluster = existing(Place.here())
    if not cluster.is_running:
        raise OperatorError("The private cluster does not run: `flask local start`.")
    command = [*cluster.psql_command(DATABASE, role), *arguments]
    os.execv(command[0], command)  # noqa: S606  psql takes over this terminal


@local.command()
def run() -> None:
    """Start the cluster, load the demo once, and serve until Ctrl-C; PORT chooses another port than 8000."""
    web.run(Place.here(), click.echo)


@local.command()
@click.confirmation_option(prompt="Remove this checkout's database and its uploaded files?")
def remove() -> None:
    """Stop the cluster and remove it with all its data."""
    place = Place.here()
    with only_one(place):
        if place.is_running:
            place.cluster().stop()
        for directory in (place.cluster_dir, place.socket_dir, place.storage_dir):
            if directory.exists():
                shutil.rmtree(directory)
    click.echo(f"Removed the private cluster in {place.cluster_dir} and the files in {place.storage_dir}.")


def existing(place: Place) -> Cluster:
    """The cluster, if it was ever made."""
    cluster = place.cluster()
    if not cluster.is_initialised:
        raise OperatorError("This checkout has no private cluster yet: `flask local start` makes one.")
    return cluster


def describe(place: Place, cluster: Cluster) -> None:
    """Where it is, in words and as lines for a shell."""
    click.echo(f"PostgreSQL {cluster.bin_dir.parent.name} runs as process {cluster.postmaster_pid}, with its data in")
    click.echo(f"{cluster.data_dir}. For other commands in this shell:\n")
    click.echo(f"  export DATABASE_URL='{place.url('stageclock_app')}'")
    click.echo(f"  export MIGRATION_DATABASE_URL='{place.url('stageclock_owner')}'\n")
