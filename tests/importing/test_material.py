"""Files handed out with course work: copied byte for byte, or listed."""

import hashlib
from pathlib import Path

import pytest

from tests.importing.conftest import Change, Import
from tests.importing.sample import Connection, counts, here
from tests.importing.test_bad_sources import make_tar

ATTACH = (
    "insert into major_assignment_attachment (id, major_assignment_id, file_path, original_filename, uploaded_by)"
    " values (?, ?, ?, ?, 3)"
)
PDF = b"%PDF-1.4 \x00\xff" * 5000


@pytest.fixture
def with_files(store: Path, change: Change) -> Path:
    """The store with a file by its table, under all forms of a path, one of an older column, and two missing."""
    appendix = store / "appendix"
    appendix.mkdir()
    (appendix / "a.pdf").write_bytes(PDF)
    (appendix / "b").write_bytes(b"")
    (store.parent / "outside").write_text("secret")
    for key, (path, name) in enumerate(
        [
            ("/app/storage/appendix/a.pdf", "任务书.pdf"),
            ("storage/appendix/b", "../../etc/passwd"),
            ("appendix/a.pdf", "again.unknown-kind"),
            ("storage/appendix/lost.pdf", "lost.pdf"),
            ("storage/../../outside", "outside"),
        ],
        1,
    ):
        change(ATTACH, key, 1, path, name)
    older = "update major_assignment set requirement_file_path = ?, requirement_file_name = ? where id = ?"
    change(older, "storage/appendix/a.pdf", "older.pdf", 2)
    change(older, "/app/storage/appendix/a.pdf", "shown twice", 1)
    return store


def assert_files(db: Connection, storage_dir: Path) -> None:
    """What `with_files` must become."""
    rows = db.execute(
        "select file_name, media_type, size_bytes, sha256, storage_key from attachments order by id"
    ).fetchall()
    assert [row[:3] for row in rows] == [
        ("任务书.pdf", "application/pdf", len(PDF)),
        ("passwd", "application/octet-stream", 0),
        ("again.unknown-kind", "application/octet-stream", len(PDF)),
        ("older.pdf", "application/pdf", len(PDF)),
    ]
    kept = {path.relative_to(storage_dir).as_posix(): path.read_bytes() for path in storage_dir.glob("attachments/*")}
    assert {row[4]: row[3] for row in rows} == {key: hashlib.sha256(data).hexdigest() for key, data in kept.items()}


def test_files_are_copied_and_missing_ones_listed(
    run_import: Import, with_files: Path, storage_dir: Path, db: Connection
) -> None:
    result = run_import(with_files, "--yes")
    assert result.exit_code == 0
    assert 'major_assignment_attachment 4: its file "storage/appendix/lost.pdf" is missing' in result.output
    assert 'major_assignment_attachment 5: its file "storage/../../outside" is missing' in result.output
    assert "Refuses 7 rows" in result.output
    assert_files(db, storage_dir)


def test_files_come_out_of_a_tar_too(
    run_import: Import, with_files: Path, storage_dir: Path, db: Connection, tmp_path: Path
) -> None:
    run_import(make_tar(tmp_path / "t.tar.gz", with_files, mode="w:gz", prefix="storage"), "--yes")
    assert_files(db, storage_dir)


def test_a_link_that_leads_out_of_the_store_is_not_followed(
    run_import: Import, with_files: Path, change: Change
) -> None:
    (with_files / "appendix" / "out").symlink_to(with_files.parent / "outside")
    change(ATTACH, 6, 1, "storage/appendix/out", "out")
    assert (
        'major_assignment_attachment 6: its file "storage/appendix/out" is missing'
        in run_import(with_files, "--dry-run").output
    )


def test_a_missing_file_comes_with_the_import_after_it_was_found(
    run_import: Import, with_files: Path, storage_dir: Path, db: Connection
) -> None:
    run_import(with_files, "--yes")
    (with_files / "appendix" / "lost.pdf").write_bytes(b"found")
    run_import(with_files, "--yes")
    assert counts(db)["attachments"] == 5
    assert len(list(storage_dir.glob("attachments/*"))) == 5


def test_no_file_stays_where_the_import_fails(
    run_import: Import, with_files: Path, storage_dir: Path, db: Connection
) -> None:
    db.execute(
        "create function public.fail() returns trigger language plpgsql as $$ begin raise 'not today'; end $$;"
        "create constraint trigger fail after insert on links deferrable initially deferred"
        " for each row execute function public.fail()"
    )
    with pytest.raises(Exception, match="not today"):
        run_import(with_files, "--yes")
    assert counts(db) == {}
    assert [path for path in storage_dir.rglob("*") if path.is_file()] == []


def test_a_storage_directory_that_cannot_be_written_stops_the_import(
    run_import: Import, with_files: Path, storage_dir: Path, db: Connection
) -> None:
    storage_dir.write_text("a file is in the way")
    result = run_import(with_files, "--yes")
    assert result.exit_code == 1
    assert "A file could not be copied into STORAGE_DIR" in result.output
    assert counts(db) == {}


def test_the_uploader_is_kept(run_import: Import, with_files: Path, db: Connection) -> None:
    run_import(with_files, "--yes")
    assert db.execute("select uploaded_by from attachments order by id limit 1").fetchall() == [(here(db, "user", 3),)]
