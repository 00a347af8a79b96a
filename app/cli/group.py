"""How commands fail: what an operator must mend becomes `Error: …` and exit status 1, never a traceback."""

from typing import Any

import click
from flask.cli import AppGroup

from app.errors import OperatorError, explain


class SaysWhatToMend(click.Command):
    """A command whose OperatorError, and whose explainable database errors, are one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; anything that is a fault of ours keeps its traceback."""
        try:
            return super().invoke(ctx)
        except OperatorError as error:
            raise click.ClickException(str(error)) from None
        except Exception as error:
            understood = explain(error)
            if understood is None:
                raise
            raise click.ClickException(str(understood)) from None


class OperatorGroup(SaysWhatToMend, AppGroup):
    """A group of operators' commands."""


class OperatorCommand(SaysWhatToMend):
    """An operators' command that stands alone."""
