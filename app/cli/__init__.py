"""The commands of `flask …`, one group a file."""

from importlib import import_module

from flask import Flask

# module → the group in it; imported when the app is made, so that importing `app` stays light.
GROUPS = {
    "backup": "backup",
    "clock_acts": "clock",
    "demo": "demo",
    "import_tgedu": "import_",
    "local": "local",
    "mail": "mail",
    "storage": "storage",
    "user": "user",
    "version": "version",
}


def register(app: Flask) -> None:
    """Add every command to the app."""
    for module, group in GROUPS.items():
        app.cli.add_command(getattr(import_module(f"app.cli.{module}"), group))
