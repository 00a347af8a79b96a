"""The sample store, unpacked where a test may damage it, and the command as an operator types it."""

import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.cli.import_tgedu import import_
from tests.clusters import Database
from tests.importing.sample import SAMPLE, database_of

Import = Callable[..., Result]
Change = Callable[..., None]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A storage/ directory of one's own."""
    root = tmp_path / "storage"
    with tarfile.open(SAMPLE) as tar:
        for member in tar.getmembers():
            stream = tar.extractfile(member)
            if stream is not None:
                target = root / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(stream.read())
    return root


@pytest.fixture
def change(store: Path) -> Change:
    """Change the store's SQLite: each statement with its parameters, or alone."""

    def execute(statement: str, *parameters: object) -> None:
        with closing(sqlite3.connect(database_of(store))) as database, database:
            database.execute(statement, parameters)

    return execute


@pytest.fixture
def storage_dir(tmp_path: Path) -> Path:
    """Where Stageclock keeps files; not made yet."""
    return tmp_path / "kept"


@pytest.fixture
def run_import(database: Database, storage_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """`flask import tgedu …`; the result has `exit_code` and `output`."""
    monkeypatch.setenv("DATABASE_URL", database.url())
    monkeypatch.setenv("MIGRATION_DATABASE_URL", database.url("stageclock_owner"))
    monkeypatch.setenv("STORAGE_DIR", str(storage_dir))
    app = Flask("stageclock")
    app.cli.add_command(import_)
    runner = app.test_cli_runner(catch_exceptions=False)

    def run(path: Path, *options: str, **more: Any) -> Result:
        return runner.invoke(args=["import", "tgedu", str(path), *options], **more)

    return run
