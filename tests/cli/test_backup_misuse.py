"""`flask backup` in wrong hands and on bad days: it says what is wrong, and leaves everything as it was."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.backup_files import copy_files
from tests.cli.operator import flask, refusal
from tests.cli.test_backup import backup, copy, restore, storage
from tests.clusters import ROOT, Database
from tests.faults.watching import until
from tests.main_path.conftest import cron_cluster, production
from tests.plans import one

__all__ = ["backup", "copy", "cron_cluster", "production", "storage"]

IN_PUBLIC = "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"


DUMPING = "select count(*) from pg_stat_activity where application_name = 'pg_dump'"


def files(place: Path) -> list[str]:
    return sorted(path.name for path in place.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["nowhere", "a file"])
def test_a_storage_that_is_none_is_refused_where_rows_name_files(
    kind: str, production: Database, storage: Path, tmp_path: Path
) -> None:
    place = tmp_path / kind
    if kind == "a file":
        place.touch()
    told = refusal(
        production.url("stageclock_owner"), "backup", "make", str(tmp_path / "b"), STORAGE_DIR=str(place)
    )  # fmt: skip
    assert f"STORAGE_DIR {place} is no directory, but 1 files are kept" in told
    assert not (tmp_path / "b").exists() and not (tmp_path / "b.unfinished").exists()


def test_a_backup_is_not_made_inside_of_what_is_backed_up(production: Database, storage: Path) -> None:
    inside = storage / "submissions" / "b"
    told = refusal(production.url("stageclock_owner"), "backup", "make", str(inside), STORAGE_DIR=str(storage))
    assert "lies in STORAGE_DIR" in told
    assert files(storage) == ["kept"]


def test_a_file_that_storage_has_lost_is_named_and_the_rest_is_backed_up(production: Database, tmp_path: Path) -> None:
    (tmp_path / "poor" / "submissions").mkdir(parents=True)
    told = flask(
        production.url("stageclock_owner"), "backup", "make", str(tmp_path / "b"), STORAGE_DIR=str(tmp_path / "poor")
    )  # fmt: skip
    assert told.exit_code == 1
    assert "Missing: file 1 of hand-in 1 (report.pdf): submissions/kept" in told.stdout
    assert (tmp_path / "b" / "manifest.json").exists()


def test_files_have_any_name_and_those_being_received_are_left_out(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "submissions").mkdir(parents=True)
    for name in ("two\nlines", "大作业 – é", "-rf", ".a.part"):
        (source / "submissions" / name).write_text(name)
    (source / "submissions" / "linked").symlink_to(source / "submissions" / "-rf")
    (source / "submissions" / "leads nowhere").symlink_to(source / "gone")
    os.mkfifo(source / "submissions" / "pipe")
    copy_files(source, target)
    assert files(target) == sorted(["two\nlines", "大作业 – é", "-rf", "linked"])
    assert not (target / "submissions" / "linked").is_symlink()


def test_a_folder_that_may_not_be_read_is_no_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "submissions").mkdir()

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(PermissionError):
        copy_files(tmp_path, tmp_path / "target")


def test_a_file_that_is_shorter_than_it_was_is_named(copy: Database, backup: Path, tmp_path: Path) -> None:
    shutil.copytree(backup, tmp_path / "short")
    (tmp_path / "short" / "files" / "submissions" / "kept").write_text("wo")
    told = flask(
        copy.url("stageclock_owner"), "backup", "restore", str(tmp_path / "short"), STORAGE_DIR=str(tmp_path / "files")
    )  # fmt: skip
    assert told.exit_code == 1
    assert "Missing: submissions/kept (report.pdf): 2 of 4 bytes" in told.stdout


def test_what_cannot_be_restored_leaves_neither_rows_nor_files(copy: Database, backup: Path, tmp_path: Path) -> None:
    again = ["backup", "restore", str(backup)]
    with copy.connect() as db:
        db.execute("create schema stageclock")
        told = refusal(copy.url("stageclock_owner"), *again, STORAGE_DIR=str(tmp_path))
        assert 'schema "stageclock" already exists. Nothing was kept.' in told
        assert files(tmp_path) == []
        db.execute("drop schema stageclock")
        (tmp_path / "a file").touch()
        told = refusal(copy.url("stageclock_owner"), *again, STORAGE_DIR=str(tmp_path / "a file"))
        assert "The files cannot be restored" in told
        assert one(db, IN_PUBLIC) == 0


def test_who_comes_second_is_refused_and_takes_nothing_from_the_first(
    copy: Database, backup: Path, tmp_path: Path
) -> None:
    with copy.connect() as first:
        first.execute("select pg_advisory_lock(hashtextextended('stageclock.restore', 0))")
        told = refusal(copy.url("stageclock_owner"), "backup", "restore", str(backup), STORAGE_DIR=str(tmp_path))
    assert "Somebody else is restoring into the database copy" in told
    restore(copy, backup, tmp_path)
    told = refusal(copy.url("stageclock_owner"), "backup", "restore", str(backup), STORAGE_DIR=str(tmp_path / "b"))
    assert "The database copy is in use" in told
    assert files(tmp_path) == ["kept"]


def test_what_extensions_brought_into_public_is_in_nobodys_way(copy: Database, backup: Path, tmp_path: Path) -> None:
    copy.cluster.run_sql("copy", "create extension pg_stat_statements with schema public")
    assert "Restored." in restore(copy, backup, tmp_path)


def test_the_web_may_write_into_what_was_restored_where_it_may_write_into_the_storage(
    copy: Database, backup: Path, tmp_path: Path
) -> None:
    place = tmp_path / "storage"
    place.mkdir()
    place.chmod(0o2770)
    before = os.umask(0o022)
    try:
        restore(copy, backup, place)
    finally:
        os.umask(before)
    assert {(place / name).stat().st_mode & 0o7777 for name in ("submissions", "attachments")} == {0o2770}


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_who_is_stopped_in_the_middle_leaves_nothing(
    told: signal.Signals, production: Database, storage: Path, tmp_path: Path
) -> None:
    variables = {"FLASK_APP": "app", "MIGRATION_DATABASE_URL": production.url("stageclock_owner")}
    with production.connect(autocommit=False) as holder:
        holder.execute("lock table users in access exclusive mode")  # pg_dump waits for it
        making = subprocess.Popen(
            [sys.executable, "-m", "flask", "backup", "make", str(tmp_path / "b")],
            cwd=ROOT, env={"PATH": os.environ["PATH"], "STORAGE_DIR": str(storage), **variables},
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with production.connect() as db:
            until(lambda: one(db, DUMPING) == 1)
            making.send_signal(told)
            assert making.wait(20) != 0
            assert list(tmp_path.iterdir()) == []
            holder.rollback()
            until(lambda: one(db, DUMPING) == 0)


def test_a_stranger_restores_nothing(copy: Database, backup: Path, tmp_path: Path) -> None:
    told = flask(copy.url("stageclock_app"), "backup", "restore", str(backup), STORAGE_DIR=str(tmp_path))
    assert (told.exit_code, "Traceback" in told.stderr, files(tmp_path)) == (1, False, [])
