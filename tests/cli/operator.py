"""`flask …` as an operator runs it, with nothing but what is given in the environment.

In this process, because a new one costs more than a second; tests/cli/test_clock.py starts real ones too.
"""

import os
from functools import lru_cache
from unittest import mock

from click.testing import Result
from flask import Flask

from app import create_app
from app.config import Settings


@lru_cache(maxsize=1)
def operators_app() -> Flask:
    """An application that knows no database: commands read the environment themselves."""
    with mock.patch.dict(os.environ, {"SECRET_KEY": "for tests", "DATABASE_URL": "postgresql:///nowhere"}, clear=True):
        return create_app(Settings())


def flask(url: str | None, *arguments: str, **environment: str) -> Result:
    """Run `flask …` with the owner's address; what it printed and its exit status. A fault of ours is raised."""
    variables = {"PATH": os.environ["PATH"], **environment}
    if url is not None:
        variables["MIGRATION_DATABASE_URL"] = url
    runner = operators_app().test_cli_runner()
    with mock.patch.dict(os.environ, variables, clear=True):
        result = runner.invoke(args=list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def said(url: str, *arguments: str, **environment: str) -> str:
    """What a command that must succeed printed."""
    told = flask(url, *arguments, **environment)
    assert told.exit_code == 0, told.stderr
    return told.stdout


def refusal(url: str, *arguments: str, **environment: str) -> str:
    """The one sentence of a command that must be refused."""
    told = flask(url, *arguments, **environment)
    assert told.exit_code == 1, told.stdout
    assert told.stderr.startswith("Error: "), told.stderr
    assert told.stderr.count("\n") == 1, told.stderr
    return told.stderr
