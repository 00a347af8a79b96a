"""What an operator tells the clock: pause, resume, retry, install, uninstall, schedule."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg

from app.cli.clock import clock, operator
from app.config import load_settings
from app.connection import connect
from app.errors import OperatorError
from app.installer import code, gate, home, jobs, launcher
from app.installer.cron import Connection, Cron
from app.installer.find_cron import pg_cron, read_place
from app.queries import clock_report

by_whom = click.option("--by", default=getpass.getuser, show_default="you", help="Who says so.")


@contextmanager
def operator_with_cron() -> Iterator[tuple[Connection, Cron]]:
    """The owner's connection and pg_cron, wherever it lives; all is kept together or not at all."""
    elsewhere = load_settings().cron_database_url
    with operator() as connection, pg_cron(connection, elsewhere) as cron:
        yield connection, cron


@clock.command()
@by_whom
@click.option("--reason", help="Why, for those who look at the clock's health.")
def pause(by: str, reason: str | None) -> None:
    """Stop every tick; what people may do does not change."""
    with operator() as connection:
        connection.execute("select stageclock.pause_clock(%s, %s)", [by, reason])
    click.echo("The clock is paused: ticks move nothing until `flask clock resume`.")


@clock.command()
@by_whom
def resume(by: str) -> None:
    """Let ticks work again; the next one catches up."""
    with operator() as connection:
        connection.execute("select stageclock.resume_clock(%s)", [by])
    click.echo("The clock runs again: the next tick catches up.")


@clock.command()
@by_whom
@click.option("--all", "everything", is_flag=True, help="Every stage that failed.")
@click.argument("stages", nargs=-1, type=click.IntRange(1, 2**63 - 1))
def retry(by: str, everything: bool, stages: tuple[int, ...]) -> None:
    """Let stages that failed be tried again by the next tick, quarantined or backing off."""
    if bool(stages) == everything:
        raise click.UsageError("Name the stages to try again, or say --all.")
    with operator() as connection:
        wanted = clock_report.failed_stages(connection) if everything else list(stages)
        for stage in wanted:
            retry_one(connection, stage, by)
    click.echo("Nothing has failed." if not wanted else f"The next tick tries again: {', '.join(map(str, wanted))}.")


def retry_one(connection: Connection, stage: int, by: str) -> None:
    """Forget the attempts of one stage; the database's refusal, with the stage's number."""
    try:
        connection.execute("select stageclock.retry_stage(%s, null, %s)", [stage, by])
    except psycopg.Error as error:
        if (error.sqlstate or "")[:2] != "SC":
            raise
        raise OperatorError(f"Stage {stage}: {error.diag.message_primary} Nothing was changed.") from None


@clock.command()
@click.option("--arm", is_flag=True, help="Make a restored copy the clock's home, so that its ticks work.")
@click.option("--external", is_flag=True, help="Something else than pg_cron calls the tick: register nothing.")
@click.option("--every", default="1 minute", show_default=True, help="How often, with --external.")
def install(arm: bool, external: bool, every: str) -> None:
    """Load the clock's code anew and register it with pg_cron; run again, it mends what is wrong."""
    gate.patiently(lambda: load(arm), make_way)
    click.echo("Loaded the code of the clock.")
    if arm:
        click.echo("This database is the clock's home now.")
    with operator() as connection:
        said = drive_from_outside(connection, every) if external else drive_by_pg_cron(connection)
        refusal = clock_report.refusal(connection)
    wake_launcher()
    for sentence in said:
        click.echo(sentence)
    if refusal == "foreign_copy":
        click.echo(
            "This is a copy of another database, so its ticks refuse: `flask clock install --arm` lets them work."
        )


def load(arm: bool) -> None:
    """Load the code, and arm a copy, in one transaction."""
    with operator() as connection:
        code.replace(connection)
        if arm:
            home.arm(connection)


def make_way() -> None:
    """Between two tries."""
    with operator() as connection:
        gate.send_autovacuum_away(connection)


def wake_launcher() -> None:
    """Have pg_cron read its jobs again: the code that was loaded may have drowned the news of them."""
    elsewhere = load_settings().cron_database_url
    with connect(elsewhere) if elsewhere else operator() as connection:
        launcher.wake(connection)


def drive_by_pg_cron(connection: Connection) -> list[str]:
    """Register with pg_cron, here or in the database it lives in."""
    with pg_cron(connection, load_settings().cron_database_url) as cron:
        said = jobs.install(cron)
        home.set_driver(connection, "pg_cron" if cron.is_here else "other_database", jobs.tick_schedule(cron))
    return said


def drive_from_outside(connection: Connection, every: str) -> list[str]:
    """Leave the calling to another scheduler; our jobs, where there are any, would be a second one."""
    home.set_external(connection, every)
    elsewhere = load_settings().cron_database_url
    said = []
    if elsewhere or read_place(connection)["installed"]:
        with pg_cron(connection, elsewhere) as cron:
            said = jobs.uninstall(cron)
    return [
        *said,
        f"Health expects `CALL stageclock.tick()` or `flask clock tick` every {every}; run `CALL stageclock.purge()` "
        "once a day too.",
    ]


@clock.command()
def uninstall() -> None:
    """Take the clock's jobs out of pg_cron; nothing moves any more until `flask clock install`."""
    with operator_with_cron() as (connection, cron):
        said = jobs.uninstall(cron)
        home.set_driver(connection, "pg_cron", jobs.TICK.schedule)
    for sentence in said:
        click.echo(sentence)


@clock.command()
@click.argument("schedule")
def schedule(schedule: str) -> None:
    """Change how often pg_cron calls the tick, at once: "*/5 * * * *", or "10 seconds" from pg_cron 1.5 on."""
    with operator_with_cron() as (connection, cron):
        said = jobs.reschedule(cron, schedule)
        home.set_driver(connection, "pg_cron" if cron.is_here else "other_database", schedule)
    click.echo(said)
