"""`flask clock`: what an operator asks the clock and tells it. Through MIGRATION_DATABASE_URL, as the owner."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
import psycopg

from app.cli.group import OperatorGroup
from app.config import load_settings
from app.connection import connect_operator
from app.errors import OperatorError
from app.installer import version
from app.queries import clock_report

REFUSALS = {
    "paused": "The clock is paused: nothing was moved.",
    "foreign_copy": "This database is a copy of another one: nothing was moved. See `flask clock verify`.",
    "migrating": "A migration is running: nothing was moved. Try again in a minute.",
}

clock = OperatorGroup("clock", help="The clock in PostgreSQL: ask it, run it, register it.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


@contextmanager
def operator(*, autocommit: bool = False) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to a database that is at the head."""
    with connect_operator(load_settings().migration_database_url, autocommit=autocommit) as connection:
        version.require_head(connection)
        yield connection


@clock.command()
@as_json
def status(as_json: bool) -> None:
    """Say whether a stage would move now, what comes next, and what ran last."""
    with operator() as connection:
        report = {
            "health": clock_report.health(connection),
            "next": clock_report.coming(connection, 5),
            "runs": clock_report.runs(connection, 5),
        }
    if as_json:
        return show_json(report)
    show_health(report["health"])
    click.echo("\nNext:")
    for row in report["next"] or [{}]:
        click.echo(
            f"  {when(row['next_at'])}  {row['next_status']:<9}  {row['name']}" if row else "  nothing is planned"
        )
    click.echo("\nLast runs:")
    show_runs(report["runs"])


@clock.command()
@as_json
def verify(as_json: bool) -> None:
    """Check the clock's health; exit status 1 when any check is red."""
    with operator() as connection:
        rows = clock_report.health(connection)
    show_json(rows) if as_json else show_health(rows)
    if any(row["status"] == "red" for row in rows):
        raise click.exceptions.Exit(1)


@clock.command()
@as_json
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many.")
def runs(as_json: bool, limit: int) -> None:
    """List the last runs that had something to do, or refused."""
    with operator() as connection:
        rows = clock_report.runs(connection, limit)
    show_json(rows) if as_json else show_runs(rows)


@clock.command()
@as_json
def tick(as_json: bool) -> None:
    """Move every stage that is due, now: what pg_cron does every minute."""
    with operator(autocommit=True) as connection:
        refusal = clock_report.refusal(connection)
        connection.execute("CALL stageclock.tick()")
        run = clock_report.own_run(connection)
    if refusal:
        raise OperatorError(REFUSALS[refusal])
    if as_json:
        return show_json(run)
    if run is None:
        return click.echo("Nothing was due.")
    click.echo(f"Opened {run['activated']}, closed {run['completed']}, failed {run['failed']}.")


@clock.command()
@as_json
@click.option("--days", default=7, show_default=True, type=click.IntRange(0, 3660), help="How far ahead.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000), help="How many.")
def preview(as_json: bool, days: int, limit: int) -> None:
    """List every transition to come, in order: what it does, whom it tells and groups, in numbers. Changes nothing."""
    with operator() as connection:
        rows = clock_report.preview(connection, days, limit)
    if as_json:
        return show_json(rows)
    for row in rows:
        obstacle = f"  [{row['obstacle'].replace('_', ' ')}]" if row["obstacle"] else ""
        act = "opens" if row["to_status"] == "active" else "closes"
        does = f"tells {row['people']}{affects(row)}"
        click.echo(f"  {when(row['due_at'])}  {act:<6}  stage {row['stage_id']} {row['name']}: {does}{obstacle}")
    if not rows:
        click.echo(f"Nothing will change by itself within {days} days.")


def affects(row: dict[str, Any]) -> str:
    """What a closing does beyond telling people, as things stand now; empty where it does nothing."""
    if not row["affected"]:
        return ""
    if row["kind"] == "team_formation":
        return f", groups {row['affected']} without a team"
    return f", gives out {row['affected']} required roles"


def show_health(rows: clock_report.Rows) -> None:
    """One line a check; what is wrong comes first."""
    order = {"red": 0, "warn": 1, "ok": 2}
    for row in sorted(rows, key=lambda r: order[r["status"]]):
        colour = {"red": "red", "warn": "yellow"}.get(row["status"], "green")
        click.echo(f"{click.style(format(row['status'], '<4'), fg=colour)}  {row['check_name']:<13} {row['detail']}")


def show_runs(rows: clock_report.Rows) -> None:
    """One line a run."""
    for row in rows:
        figures = f"opened {row['activated']}, closed {row['completed']}, failed {row['failed']}"
        click.echo(f"  {row['id']:>6}  {when(row['started_at'])}  {row['outcome']:<12}  {figures}")
    if not rows:
        click.echo("  none: no tick has found anything to do yet")


def show_json(value: object) -> None:
    """Instants in ISO 8601."""
    click.echo(json.dumps(value, indent=2, default=lambda v: v.isoformat() if isinstance(v, datetime) else str(v)))


def when(instant: datetime) -> str:
    """An instant in the terminal's own zone, which it names."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
