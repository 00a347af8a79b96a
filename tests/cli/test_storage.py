"""`flask storage sweep`: files without a row go, rows without a file are listed, and nothing else is touched."""

import os
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.operator import flask, refusal, said
from tests.clusters import Database
from tests.plans import MONDAY, add_stage, add_work
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]


@pytest.fixture
def storage(tmp_path: Path, db: Connection) -> Path:
    """Two files with rows, one old leftover, one unfinished, one that has just arrived, and one that is not ours."""
    work = add_work(db, students=1)
    (student,) = students_of(db, work)
    stage, team = add_stage(db, work, MONDAY, None, kind="submission"), add_team(db, work, [student])
    db.execute(
        "with s as (insert into submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at)"
        " values (%s, %s, 1, %s, %s, %s) returning id)"
        " insert into submission_files (submission_id, storage_key, file_name, media_type, size_bytes, sha256)"
        " select id, 'submissions/kept', 'report.pdf', 'x/y', 1, repeat('0', 64) from s",
        [stage, team, student, MONDAY, MONDAY],
    )
    db.execute(
        "insert into attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256, uploaded_by)"
        " values (%s, 'attachments/kept', 'rules.pdf', 'x/y', 1, repeat('0', 64), %s)",
        [work, student],
    )
    long_ago = time.time() - 25 * 3600
    for name in ("attachments/kept", "submissions/kept", "submissions/left", "attachments/.left.part", "other/file"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
        os.utime(path, (long_ago, long_ago))
    (tmp_path / "submissions/fresh").write_text("x")
    return tmp_path


def files_in(storage: Path) -> set[str]:
    return {path.relative_to(storage).as_posix() for path in storage.rglob("*") if path.is_file()}


def test_leftovers_older_than_a_day_go_and_nothing_else(database: Database, storage: Path) -> None:
    owner, before = database.url("stageclock_owner"), files_in(storage)
    told = said(owner, "storage", "sweep", "--dry-run", STORAGE_DIR=str(storage))
    assert told.splitlines() == [
        "Would remove attachments/.left.part",
        "Would remove submissions/left",
        "2 leftovers, 0 files missing.",
    ]
    assert files_in(storage) == before
    said(owner, "storage", "sweep", STORAGE_DIR=str(storage))
    assert before - files_in(storage) == {"attachments/.left.part", "submissions/left"}
    assert said(owner, "storage", "sweep", STORAGE_DIR=str(storage)) == "0 leftovers, 0 files missing.\n"


def test_rows_without_a_file_are_listed_and_kept(database: Database, db: Connection, storage: Path) -> None:
    (storage / "submissions/kept").unlink()
    told = flask(database.url("stageclock_owner"), "storage", "sweep", "--dry-run", STORAGE_DIR=str(storage))
    assert told.exit_code == 1
    assert "Missing: file 1 of hand-in 1 (report.pdf): submissions/kept\n" in told.stdout
    assert db.execute("select count(*) from submission_files").fetchall() == [(1,)]


def test_a_storage_that_is_not_there_is_named(database: Database, storage: Path) -> None:
    owner, nowhere = database.url("stageclock_owner"), str(storage / "nowhere")
    assert "nowhere is no directory, but 2 files are kept" in refusal(owner, "storage", "sweep", STORAGE_DIR=nowhere)
    assert "may not act as stageclock_owner" in refusal(
        database.url("stageclock_app"), "storage", "sweep", STORAGE_DIR=nowhere
    )
