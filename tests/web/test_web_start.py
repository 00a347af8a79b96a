"""A web start without what it needs is refused in one sentence; operators' commands need less."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import create_app
from app.config import Settings

ROOT = Path(__file__).resolve().parents[2]
WEB_STARTS = (
    [sys.executable, "-m", "gunicorn", "-c", "python:app.gunicorn_conf", "-b", "127.0.0.1:0"],
    [sys.executable, "-m", "flask", "run", "--port", "0"],
)


def start(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these settings and no others."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        command, env={**inherited, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )


def sentence(outcome: subprocess.CompletedProcess[str]) -> str:
    """The one line that was said, apart from gunicorn's own."""
    said = [line for line in outcome.stderr.splitlines() if line and not line.startswith("{")]
    assert len(said) == 1, outcome.stderr
    return said[0]


@pytest.mark.parametrize("command", WEB_STARTS, ids=["gunicorn", "flask run"])
def test_without_a_secret_key_the_web_does_not_start(command: list[str]) -> None:
    outcome = start(command, DATABASE_URL="postgresql:///x")
    assert outcome.returncode == 1
    assert sentence(outcome).startswith("Error: SECRET_KEY is not set")


@pytest.mark.parametrize("command", WEB_STARTS, ids=["gunicorn", "flask run"])
@pytest.mark.parametrize(("url", "said"), [("", "DATABASE_URL is not set"), ("mysql://x", "cannot be read")])
def test_without_a_database_address_the_web_does_not_start(command: list[str], url: str, said: str) -> None:
    outcome = start(command, DATABASE_URL=url, SECRET_KEY="k")
    assert outcome.returncode == 1
    assert said in sentence(outcome)


def test_an_environment_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    outcome = start(WEB_STARTS[0], DATABASE_URL="postgresql:///x", SECRET_KEY="k", MAX_UPLOAD_MB="many")
    assert outcome.returncode == 1
    assert "MAX_UPLOAD_MB" in sentence(outcome)


def test_operators_commands_need_no_secret_key() -> None:
    outcome = start([sys.executable, "-m", "flask", "user", "--help"])
    assert outcome.returncode == 0
    assert "create-admin" in outcome.stdout


def test_the_application_is_refused_without_a_key_wherever_it_is_made() -> None:
    with pytest.raises(SystemExit, match="SECRET_KEY is not set"):
        create_app(Settings(database_url="postgresql:///x", secret_key=""))


@pytest.mark.parametrize("url", ["postgresql://app@db/x", "postgres://app@db/x", "postgresql+psycopg://app@db/x"])
def test_any_usual_writing_of_the_address_is_understood(url: str) -> None:
    assert create_app(Settings(database_url=url, secret_key="k"))
