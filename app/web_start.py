"""Whether this process will serve pages, and what it must have for that."""

import click

from app.config import Settings
from app.connection import driver_url
from app.errors import OperatorError

NO_KEY = (
    "SECRET_KEY is not set: the web signs its cookies with it. Set a long random one that all web processes share, "
    "for example the output of `python3 -c 'import secrets; print(secrets.token_hex(32))'`."
)


def starts_web() -> bool:
    """True for gunicorn and `flask run`; operators' commands and Alembic need no SECRET_KEY."""
    context = click.get_current_context(silent=True)
    return context is None or context.info_name == "run"


def require_web_settings(settings: Settings) -> None:
    """Raise OperatorError where the web lacks its key or its database's address."""
    if not settings.secret_key:
        raise OperatorError(NO_KEY)
    driver_url(settings.database_url)
