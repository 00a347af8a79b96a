"""The commands of `flask …`, one group a file."""

from flask import Flask

from app.cli.clock import clock
from app.cli.demo import demo
from app.cli.import_tgedu import import_
from app.cli.local import local
from app.cli.user import user


def register(app: Flask) -> None:
    """Add every command to the app."""
    for group in (clock, demo, import_, local, user):
        app.cli.add_command(group)
