"""`flask backup`: everything is in it, it is restored beside its source, and the copy does nothing by itself."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.operator import flask, refusal, said
from tests.clusters import ROOT, Database
from tests.faults.scene import due_scene, is_done, is_untouched
from tests.mail.conftest import environment
from tests.mail.post_office import open_office
from tests.main_path.conftest import cron_cluster, production
from tests.plans import MONDAY, add_stage, add_work, one
from tests.schema.test_migrations import dump
from tests.teams import add_team, students_of

__all__ = ["cron_cluster", "production"]

Connection = psycopg.Connection[Any]
HANDED_IN = """
with s as (insert into submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at)
           values (%s, %s, 1, %s, %s, %s) returning id)
insert into submission_files (submission_id, storage_key, file_name, media_type, size_bytes, sha256)
select id, 'submissions/kept', 'report.pdf', 'x/y', 4, repeat('0', 64) from s
"""


@pytest.fixture(scope="module")
def storage(production: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source's files: one that was handed in."""
    place = tmp_path_factory.mktemp("source")
    with production.connect() as db:
        work = add_work(db, students=1)
        (student,) = students_of(db, work)
        stage, team = add_stage(db, work, MONDAY, None, kind="submission"), add_team(db, work, [student])
        db.execute(HANDED_IN.encode(), [stage, team, student, MONDAY, MONDAY])
    (place / "submissions").mkdir()
    (place / "submissions" / "kept").write_text("work")
    return place


@pytest.fixture(scope="module")
def backup(production: Database, storage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One, made as the owner."""
    directory = tmp_path_factory.mktemp("backups") / "monday"
    told = said(production.url("stageclock_owner"), "backup", "make", str(directory), STORAGE_DIR=str(storage))
    assert told == f"Backed up the database and 1 files (4 bytes) into {directory}.\n"
    return directory


@pytest.fixture
def copy(production: Database) -> Iterator[Database]:
    """An empty database beside its source, with the roles."""
    production.cluster.run_sql("postgres", "create database copy")
    production.cluster.run_file("copy", ROOT / "sql" / "roles.sql")
    yield Database(production.cluster, "copy")
    production.cluster.run_sql("postgres", "drop database copy with (force)")


def shape(database: Database) -> str:
    """Tables, code, owners and rights, but for pg_cron's; a restored check has fewer brackets than a written one."""
    return dump(database, "--extension=plpgsql").replace("(", "").replace(")", "")


def restore(copy: Database, backup: Path, storage: Path, role: str = "stageclock_owner") -> str:
    return said(copy.url(role), "backup", "restore", str(backup), STORAGE_DIR=str(storage))


@pytest.mark.parametrize("role", ["stageclock_owner", "postgres"])
def test_a_restored_copy_is_the_same_with_its_rights_and_files(
    role: str, production: Database, copy: Database, backup: Path, tmp_path: Path
) -> None:
    assert "This is a copy: it moves no stage and sends no mail." in restore(copy, backup, tmp_path, role)
    assert (tmp_path / "submissions" / "kept").read_text() == "work"
    assert shape(copy) == shape(production)
    with production.connect() as source, copy.connect() as db:
        for table in ("users", "stages", "submission_files", "alembic_version"):
            rows = f"select jsonb_agg(t order by t::text) from {table} t"
            assert one(db, rows) == one(source, rows)


def test_beside_its_source_a_copy_moves_and_sends_nothing_until_it_is_armed(
    production: Database, storage: Path, copy: Database, tmp_path: Path
) -> None:
    with production.connect() as source, open_office() as office:
        said(production.url("stageclock_owner"), "mail", "on", **environment(production, office))
        moved = due_scene(source)
        source.execute("update users set email = username || '@school.example'")
        production.tick()
        assert is_done(source, moved)
        waiting = one(source, "select count(*) from mail_outbox where sent_at is null")
        scene = due_scene(source)
        said(production.url("stageclock_owner"), "backup", "make", str(tmp_path / "b"), STORAGE_DIR=str(storage))
        restore(copy, tmp_path / "b", tmp_path / "files")
        refused = flask(None, "mail", "deliver", **environment(copy, office))
        assert (refused.exit_code, "copy of another one" in refused.stderr, office.taken) == (1, True, [])
        copy.tick()
        with copy.connect() as db:
            assert waiting == one(db, "select count(*) from mail_outbox where sent_at is null") > 0
            assert is_untouched(db, scene)
            said(copy.url("postgres"), "clock", "install", "--arm", "--external")
            copy.tick()
            assert is_done(db, scene)
        flask(None, "mail", "deliver", **environment(copy, office))
        assert office.taken == [], "an armed copy sends what its original may have sent"
        said_by_source = flask(None, "mail", "deliver", **environment(production, office))
        assert (said_by_source.exit_code, len(office.taken)) == (0, waiting)


def test_a_database_or_storage_in_use_is_refused_and_left_as_it_is(
    production: Database, copy: Database, storage: Path, backup: Path, tmp_path: Path
) -> None:
    told = refusal(production.url("stageclock_owner"), "backup", "restore", str(backup), STORAGE_DIR=str(tmp_path))
    assert "The database stageclock is in use" in told
    told = refusal(copy.url("stageclock_owner"), "backup", "restore", str(backup), STORAGE_DIR=str(storage))
    assert "is in use: a backup's files go into an empty directory" in told
    with copy.connect() as db:
        assert one(db, "select count(*) from pg_class where relnamespace = 'public'::regnamespace") == 0


def test_what_is_damaged_unfinished_or_no_backup_is_refused(copy: Database, backup: Path, tmp_path: Path) -> None:
    url = copy.url("stageclock_owner")
    assert "holds no whole backup" in refusal(url, "backup", "restore", str(tmp_path / "nowhere"))
    broken = tmp_path / "broken"
    shutil.copytree(backup, broken)
    with (broken / "stageclock.dump").open("ab") as dumped:
        dumped.write(b"x")
    assert "it is damaged" in refusal(url, "backup", "restore", str(broken))
    newer = tmp_path / "newer"
    shutil.copytree(backup, newer)
    manifest = json.loads((newer / "manifest.json").read_text())
    (newer / "manifest.json").write_text(json.dumps({**manifest, "revision": "9999"}))
    assert "by a newer Stageclock" in refusal(url, "backup", "restore", str(newer))


def test_a_file_that_is_missing_from_a_backup_is_named(copy: Database, backup: Path, tmp_path: Path) -> None:
    poor = tmp_path / "poor"
    shutil.copytree(backup, poor)
    (poor / "files" / "submissions" / "kept").unlink()
    told = flask(copy.url("stageclock_owner"), "backup", "restore", str(poor), STORAGE_DIR=str(tmp_path / "files"))
    assert told.exit_code == 1
    assert "Missing: file 1 of hand-in 1 (report.pdf): submissions/kept" in told.stdout


def test_a_directory_that_exists_is_never_written_into(production: Database, storage: Path, backup: Path) -> None:
    again = ["backup", "make", str(backup)]
    assert "exists already" in refusal(production.url("stageclock_owner"), *again, STORAGE_DIR=str(storage))


def test_where_a_backup_cannot_be_made_nothing_is_left(production: Database, storage: Path, tmp_path: Path) -> None:
    stranger = flask(
        production.url("stageclock_app"), "backup", "make", str(tmp_path / "b"), STORAGE_DIR=str(storage)
    )  # fmt: skip
    assert stranger.exit_code == 1
    assert "Traceback" not in stranger.stderr
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_can_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_the_address_is_no_argument_of_any_program(
    production: Database, storage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = __import__("subprocess").run

    def watch(command: list[str], **more: Any) -> Any:
        seen.append(command)
        return real(command, **more)

    monkeypatch.setattr("app.postgres_programs.subprocess.run", watch)
    said(production.url("stageclock_owner"), "backup", "make", str(tmp_path / "b"), STORAGE_DIR=str(storage))
    assert seen
    assert not any("postgresql:" in word for command in seen for word in command)
