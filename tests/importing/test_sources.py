"""The shapes in which a TG-EDU store may be given, none of which is changed by reading it."""

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.importing.conftest import Change, Import
from tests.importing.sample import Connection, counts, database_of
from tests.importing.test_bad_sources import make_tar, member


def test_the_folder_around_storage_will_do(run_import: Import, store: Path, db: Connection) -> None:
    run_import(store.parent, "--yes")
    assert counts(db)["stages"] == 41


@pytest.mark.parametrize(
    ("mode", "prefix"), [("w", ""), ("w", "storage"), ("w:gz", "backup/storage"), ("w:xz", "storage")]
)
def test_a_tar_may_be_plain_or_compressed_with_any_folder_around(
    run_import: Import, store: Path, tmp_path: Path, db: Connection, mode: str, prefix: str
) -> None:
    link_inside = member("uploads-link", tarfile.SYMTYPE, "uploads")
    assert run_import(make_tar(tmp_path / "t", store, link_inside, mode=mode, prefix=prefix), "--yes").exit_code == 0
    assert counts(db)["stages"] == 41


def test_last_changes_that_sqlite_keeps_beside_the_database_count(
    run_import: Import, store: Path, db: Connection
) -> None:
    with closing(sqlite3.connect(database_of(store))) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("update user set real_name = 'Newest' where id = 2")
        writer.commit()
        assert database_of(store).with_name("homework.db-wal").stat().st_size > 0
        run_import(store, "--yes")
    assert counts(db)["users"] == 64
    assert "'Newest'" in str(db.execute("select name from users").fetchall())


def test_a_store_before_submission_modes_has_none(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("alter table stage drop column submission_mode")
    output = run_import(store, "--yes").output
    assert "Finds no column stage.submission_mode, as in older versions of TG-EDU: it stays empty." in output
    assert db.execute("select distinct submission_mode from stages").fetchall() == [(None,)]


def test_the_store_is_not_touched(run_import: Import, store: Path) -> None:
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    run_import(store, "--yes")
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before
