"""`flask user`: the first administrator, and passwords that were forgotten."""

import click

from app import passwords
from app.cli.clock_acts import by_whom
from app.cli.group import OperatorGroup
from app.commands import accounts
from app.config import load_settings
from app.connection import connect_operator
from app.errors import OperatorError
from app.forms.password import LONGEST, SHORTEST

user = OperatorGroup("user", help="Administrators and passwords.")


@user.command("create-admin")
@click.argument("username")
@click.option("--name", help="The name that people see; the username where it is not given.")
@click.option("--generate", is_flag=True, help="Make a random password and print it.")
@by_whom
def create_admin(username: str, name: str | None, generate: bool, by: str) -> None:
    """Add an administrator; asks for the password twice."""
    username = checked(username)
    password = passwords.make_password() if generate else ask_password()
    with connect_operator(load_settings().migration_database_url) as connection:
        hashed, name = passwords.make_hash(password), (name or "").strip() or username
        accounts.create_admin(connection, username, name, hashed, by)
    click.echo(f"Added the administrator {username}.")
    if generate:
        click.echo(f"Password: {password}")


@user.command("reset-password")
@click.argument("username")
@by_whom
def reset_password(username: str, by: str) -> None:
    """Give somebody a new random password and print it; they are asked to change it."""
    username = checked(username)
    password = passwords.make_password()
    with connect_operator(load_settings().migration_database_url) as connection:
        stored = accounts.reset_password(connection, username, passwords.make_hash(password), by)
    click.echo(f"New password of {stored}: {password}")


def checked(username: str) -> str:
    """A username as it is stored; raise OperatorError for none."""
    if not username.strip() or "\0" in username:
        raise OperatorError("The username is empty: give one, for example `flask user create-admin ada`.")
    return username.strip()


def ask_password() -> str:
    """A password typed twice; raise OperatorError where it is too short or too long."""
    password = str(click.prompt("Password", hide_input=True, confirmation_prompt="Once more"))
    if not SHORTEST <= len(password) <= LONGEST:
        raise OperatorError(f"The password must have {SHORTEST} to {LONGEST} characters: nothing was changed.")
    return password
