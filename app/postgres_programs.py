"""Runs PostgreSQL's own programs against a database, with its address where no list of processes shows it."""

import os
import subprocess
from typing import Any

from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from app.connection import connect, driver_url
from app.errors import OperatorError
from app.local.servers import client_program


def run(program: str, url: str, *arguments: str) -> None:
    """Run one to its end; raise OperatorError with what it complained of."""
    with connect(url) as connection:
        found = client_program(program, connection.info.server_version // 10000)
    if found is None:
        raise OperatorError(f"{program} is not installed here: install PostgreSQL's client programs.")
    said = subprocess.run(  # noqa: S603  PostgreSQL's own programs
        [found, "--no-password", *arguments, *_target(program, url)],
        env={**os.environ, **_environment(url), "LC_ALL": "C"}, capture_output=True, text=True, errors="replace",
        check=False,
    )  # fmt: skip
    if said.returncode:
        complaint = _complaint(said.stderr) or f"{program} ended with status {said.returncode}"
        raise OperatorError(f"{complaint.rstrip('.')}. Nothing was kept.")


def _complaint(text: str) -> str:
    """The error itself, which warnings and where it happened may come before; with its detail, where there is one."""
    lines = text.strip().splitlines()
    at = next((number for number, line in enumerate(lines) if ": error: " in line), 0)
    return "; ".join(line.strip() for line in lines[at : at + 2] if line is lines[at] or ": detail: " in line)


def _target(program: str, url: str) -> list[str]:
    """pg_restore writes a script unless it is told a database."""
    return [f"--dbname={conninfo_to_dict(driver_url(url)).get('dbname', '')}"] if program == "pg_restore" else []


def _environment(url: str) -> dict[str, str]:
    """A libpq address as libpq's own variables."""
    names = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults() if option.envvar}
    values: dict[str, Any] = conninfo_to_dict(driver_url(url))
    return {names[key].decode(): str(value) for key, value in values.items() if key in names}
