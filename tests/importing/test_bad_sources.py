"""Paths that are no TG-EDU store: said in one sentence, exit status 1, nothing written."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, Connection, counts, database_of

Refused = Callable[[Path, str], None]


@pytest.fixture
def assert_refused(run_import: Import, db: Connection) -> Refused:
    """By a sentence, though the import would not have asked."""

    def check(path: Path, said: str) -> None:
        result = run_import(path, "--yes")
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert said in result.output
        assert counts(db) == {}

    return check


def make_tar(path: Path, store: Path, *extra: tarfile.TarInfo, mode: str = "w", prefix: str = "") -> Path:
    """A tar of a store, and more."""
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        tar.add(store, arcname=prefix or ".")
        for member in extra:
            tar.addfile(member, io.BytesIO(b"x" * member.size))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    """One member, of any kind."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.size = 1 if kind == tarfile.REGTYPE else 0
    return info


def test_a_path_where_nothing_is(assert_refused: Refused, tmp_path: Path) -> None:
    assert_refused(tmp_path / "nothing", "does not exist: give a TG-EDU storage/ directory")


def test_a_directory_without_the_database(assert_refused: Refused, tmp_path: Path) -> None:
    assert_refused(tmp_path, "holds no data/homework.db")


def test_a_file_that_is_no_tar(assert_refused: Refused, store: Path) -> None:
    assert_refused(database_of(store), "is neither a directory nor a tar")


def test_a_tar_without_the_database(assert_refused: Refused, store: Path, tmp_path: Path) -> None:
    database_of(store).unlink()
    assert_refused(make_tar(tmp_path / "t.tar", store), "holds no data/homework.db")


def test_a_tar_that_is_cut_off(assert_refused: Refused, tmp_path: Path) -> None:
    whole = SAMPLE.read_bytes()
    (tmp_path / "t.tar.gz").write_bytes(whole[: len(whole) // 2])
    assert_refused(tmp_path / "t.tar.gz", "is cut off or damaged")


@pytest.mark.parametrize(
    "escaping",
    [
        member("../outside"),
        member("/etc/outside"),
        member("uploads/../../outside"),
        member("uploads/link", tarfile.SYMTYPE, "../../outside"),
        member("uploads/link", tarfile.SYMTYPE, "/etc/passwd"),
        member("link", tarfile.LNKTYPE, "../outside"),
        member("device", tarfile.CHRTYPE),
    ],
    ids=lambda m: f"{m.name} {m.linkname}",
)
def test_a_tar_that_reaches_outside_of_itself(
    assert_refused: Refused, store: Path, tmp_path: Path, escaping: tarfile.TarInfo
) -> None:
    assert_refused(make_tar(tmp_path / "t.tar", store, escaping), "reaches outside of it")


def test_a_database_that_is_no_sqlite(assert_refused: Refused, store: Path) -> None:
    database_of(store).write_text("These are not the rows you are looking for.\n" * 100)
    assert_refused(store, "is no whole SQLite database (file is not a database)")


def test_a_database_that_is_cut_off(assert_refused: Refused, store: Path) -> None:
    whole = database_of(store).read_bytes()
    database_of(store).write_bytes(whole[: len(whole) // 2])
    assert_refused(store, "is no whole SQLite database")


def test_an_empty_database(assert_refused: Refused, store: Path) -> None:
    database_of(store).write_bytes(b"")
    assert_refused(store, "it lacks table user, table class")


def test_a_database_without_a_table(assert_refused: Refused, store: Path, change: Change) -> None:
    change("drop table stage")
    change("drop table major_assignment_link")
    assert_refused(store, "it lacks table stage, table major_assignment_link. Start a current TG-EDU on it once")


def test_a_database_without_a_column(assert_refused: Refused, store: Path, change: Change) -> None:
    change("alter table stage drop column end_date")
    change("alter table user drop column must_change_password")
    assert_refused(store, "it lacks column user.must_change_password, column stage.end_date.")


def test_no_database_of_ours(run_import: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATION_DATABASE_URL", "postgresql:///stageclock?host=/nowhere/at/all")
    result = run_import(SAMPLE, "--yes")
    assert result.exit_code == 1
    assert result.output.startswith("Error: PostgreSQL cannot be reached")


def test_a_schema_that_is_not_at_the_head(run_import: Import, db: Connection) -> None:
    db.execute("update alembic_version set version_num = '0001'")
    result = run_import(SAMPLE, "--yes")
    assert result.exit_code == 1
    assert "alembic upgrade head" in result.output
