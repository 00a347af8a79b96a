"""`flask mail`: notices by mail. Operators speak through MIGRATION_DATABASE_URL, the sender is the web's role."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import click
import psycopg
from flask import current_app

from app.cli.clock import as_json, operator, show_json, when
from app.cli.clock_acts import by_whom
from app.cli.group import OperatorGroup
from app.commands import mail as commands
from app.config import Settings, load_settings
from app.connection import connect
from app.errors import OperatorError
from app.installer import version
from app.mail import sender
from app.mail.letter import Office, read_sender
from app.mail.server import Away, Server, read
from app.queries import clock_report
from app.queries import mail as queries

mail = OperatorGroup("mail", help="Notices by mail: switch it on, send, see what was given up.")


@mail.command()
@click.option("--follow", is_flag=True, help="Go on until SIGTERM or Ctrl-C, which end it after the message in flight.")
@click.option(
    "--alive",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to touch after each look for mail that met no trouble: monitors see by its age whether all is well.",
)
def deliver(follow: bool, alive: Path | None) -> None:
    """Send every message that is due, as the web's role; exit status 1 where one was given up or the server is away.

    Any number of senders may run at once.
    """
    settings = load_settings()
    server, office = _ready(settings)
    with _connected(settings) as connection:
        sender.require_mail(connection)
    with _until_told_to_stop() as stop:
        if follow:
            click.echo(f"Sending by {server.name} until stopped.")
            supervisor = sender.Supervisor(click.echo, alive.touch if alive else lambda: None)
            return sender.follow(lambda: _opened(settings), server, office, stop, supervisor)
        _deliver_once(settings, server, office, stop)


@mail.command("on")
@by_whom
def switch_on(by: str) -> None:
    """Have every notice from now on mailed, to who has an address and has not chosen otherwise."""
    settings = load_settings()
    _ready(settings)
    with operator() as connection:
        if clock_report.refusal(connection) == "foreign_copy":
            raise OperatorError(sender.REFUSALS["foreign_copy"])
        dropped = commands.switch(connection, by, on=True)
    if dropped is None:
        return click.echo("Mail is on already.")
    click.echo(
        f"Mail is on: notices are queued from now on, and `flask mail deliver --follow` sends them.{_gone(dropped)}"
    )
    if _is_here_alone(settings.public_url):
        click.echo(
            f"Links in mail lead to {settings.public_url}, which is this machine alone: set PUBLIC_URL.", err=True
        )


@mail.command("off")
@by_whom
def switch_off(by: str) -> None:
    """Stop mailing; what waits is not sent any more."""
    with operator() as connection:
        dropped = commands.switch(connection, by, on=False)
    click.echo("Mail is off already." if dropped is None else f"Mail is off: nothing is queued.{_gone(dropped)}")


@mail.command()
@as_json
def status(as_json: bool) -> None:
    """Say whether mail is on, what waits, and what was given up with which answer."""
    with operator() as connection:
        report = queries.operators_report(connection)
    if as_json:
        return show_json(report)
    click.echo(sender.REFUSALS.get(report["refusal"], "Mail is on."))
    since = f", the oldest since {when(report['oldest_at'])}" if report["oldest_at"] else ""
    click.echo(
        f"Waiting {report['waiting']}{since}; sent within a day {report['sent_in_a_day']}; given up {report['dead']}."
    )
    for row in report["dead_letters"]:
        click.echo(f"  {row['id']:>6}  {when(row['dead_at'])}  {row['kind']} to {row['email']}: {row['error']}")


@mail.command()
@by_whom
@click.option("--all", "everything", is_flag=True, help="Everything that was given up.")
@click.argument("notices", nargs=-1, type=click.IntRange(1, 2**63 - 1))
def retry(by: str, everything: bool, notices: tuple[int, ...]) -> None:
    """Try again to mail what was given up: the notices that `flask mail status` lists."""
    if bool(notices) == everything:
        raise click.UsageError("Name the notices to try again, or say --all.")
    with operator() as connection:
        number = commands.retry_as_operator(connection, None if everything else notices, by)
    click.echo(f"To be tried again: {number}.")


def _is_here_alone(url: str) -> bool:
    """Whether an address leads anybody else to their own machine."""
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}


def _ready(settings: Settings) -> tuple[Server, Office]:
    """Where mail goes and whence it comes; raise OperatorError where the environment does not say."""
    server, address = read(settings.smtp_url), read_sender(settings.mail_from)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return server, Office(app, address, settings.public_url, settings.mail_language)


def _deliver_once(settings: Settings, server: Server, office: Office, stop: Event) -> None:
    tally: sender.Tally = Counter()
    try:
        with _connected(settings) as connection:
            sender.deliver(connection, server, office, stop, tally)
    except Away as away:
        raise OperatorError(f"{away}. What waits is sent later.") from None
    finally:
        click.echo(sender.summary(tally))
    if tally["dead"]:
        raise click.exceptions.Exit(1)


def _opened(settings: Settings) -> psycopg.Connection[Any]:
    """A connection as the web's role: what talks to the world outside does not own the schema."""
    connection = connect(settings.database_url)
    try:
        version.require_head(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _connected(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    with _opened(settings) as connection:
        yield connection


@contextmanager
def _until_told_to_stop() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set."""
    stop = Event()
    kept = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _gone(dropped: int) -> str:
    return f" {dropped} that waited will not be sent." if dropped else ""
