"""Hand-ins with their files, byte for byte, and notices."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, Connection, content, counts, database_of, here
from tests.importing.test_bad_sources import make_tar
from tests.plans import one

HAND_IN = (
    "insert into stage_submission"
    " (id, stage_id, team_id, submit_type, file_path, url, submitted_by, submitted_at, status)"
    " values (?, ?, ?, 'x', ?, ?, ?, '2026-11-24 05:00:00', ?)"
)
FILES = (
    "select i.source_id, f.sha256, f.size_bytes, f.storage_key, f.file_name, f.media_type from submission_files f"
    " join import_sources i on i.source_table = 'stage_submission.file_path' and i.row_id = f.id"
)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_there(store: Path) -> dict[str, tuple[str, str]]:
    """Key in the store → digest of the file itself, and its name."""
    with closing(sqlite3.connect(database_of(store))) as database:
        rows = database.execute(
            "select id, file_path, original_filename from stage_submission where file_path is not null"
        ).fetchall()
    return {str(key): (digest(store.parent / path), name) for key, path, name in rows}


@pytest.mark.parametrize("as_tar", [False, True])
def test_fifteen_files_come_byte_for_byte(
    run_import: Import, store: Path, tmp_path: Path, storage_dir: Path, db: Connection, as_tar: bool
) -> None:
    run_import(make_tar(tmp_path / "t.tar.gz", store, mode="w:gz") if as_tar else store, "--yes")
    rows = db.execute(FILES).fetchall()
    assert len(rows) == 15
    assert {key: (sha256, name) for key, sha256, _, _, name, _ in rows} == files_there(store)
    assert {digest(storage_dir / key) == sha256 for _, sha256, _, key, _, _ in rows} == {True}
    assert {(storage_dir / key).stat().st_size == size for _, _, size, key, _, _ in rows} == {True}
    assert {media_type for *_, media_type in rows} == {"application/pdf"}
    assert len(list(storage_dir.rglob("*/*"))) == 15


def test_links_that_a_browser_would_run_are_listed(run_import: Import, db: Connection) -> None:
    output = run_import(SAMPLE, "--yes").output
    for key in (10, 19):
        said = f'stage_submission {key}: its url is no http or https address: "javascript:alert(1)"'
        assert said in output
    assert counts(db)["submissions"] == 36
    assert one(db, "select count(*) from submissions where url is not null") == 21


def test_attempts_are_numbered_as_they_came_and_keep_their_review(run_import: Import, db: Connection) -> None:
    run_import(SAMPLE, "--yes")
    rows = db.execute(
        "select i.source_id, s.attempt, s.begun_at, s.submitted_at, s.submitted_by, s.url, s.review, s.review_comment"
        " from submissions s join import_sources i on i.source_table = 'stage_submission' and i.row_id = s.id"
        " where s.stage_id = %s and s.team_id = %s order by s.attempt",
        [here(db, "stage", 5), here(db, "team", 2)],
    ).fetchall()
    first, second = datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 24, 21, tzinfo=UTC)
    leader, url = here(db, "user", 23), "https://git.example.org/team2"
    assert rows == [
        ("3", 1, first, first, leader, url, "approved", "请补充测试报告"),
        ("4", 2, second, second, leader, url, "returned", "请补充测试报告"),
    ]


def test_a_missing_file_is_listed_while_its_hand_in_is_kept_and_comes_when_found(
    run_import: Import, store: Path, storage_dir: Path, db: Connection
) -> None:
    path = next(store.rglob("stage_33_team_33_*.pdf"))
    path.rename(path.with_suffix(".away"))
    output = run_import(store, "--yes").output
    assert "stage_submission.file_path 27: its file " in output
    assert "is missing; the hand-in is kept without it" in output
    assert (counts(db)["submissions"], counts(db)["submission_files"]) == (36, 14)
    path.with_suffix(".away").rename(path)
    run_import(store, "--yes")
    assert (counts(db)["submissions"], counts(db)["submission_files"]) == (36, 15)
    assert len(list(storage_dir.rglob("*/*"))) == 15


def test_a_refused_stage_takes_its_hand_ins_and_roles_each_listed(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update stage set name = '' where id in (2, 5)")
    output = run_import(store, "--yes").output
    for key in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12):
        assert f"stage_submission {key}: it belongs to stage 5, which is refused" in output
    for key in (1, 2, 3):
        assert f"division_role {key}: it belongs to stage 2, which is refused" in output
    for place in ("1/1/35", "1/2/32", "7/1/62", "7/2/62"):
        role = place.split("/")[1]
        assert f"team_division {place}: it belongs to division_role {role}, which is refused" in output
    assert "Refuses 35 rows" in output, "3 stages, 2 places, 13 hand-ins, 3 roles, 14 who held one"
    assert counts(db)["submissions"] == 36 - 11
    assert counts(db)["role_assignments"] == 64 - 14


DAMAGES = [
    ((5, 99, None, "https://example.org", 32, "pending"), "it belongs to team 99, which does not exist"),
    ((99, 1, None, "https://example.org", 32, "pending"), "it belongs to stage 99, which does not exist"),
    ((33, 1, None, "https://example.org", 32, "pending"), "its stage and its team are of different course work"),
    ((5, 1, None, "https://example.org", 32, "eaten"), 'its status "eaten" is unknown'),
    ((5, 1, None, "data:text/html,x", 32, "pending"), 'its url is no http or https address: "data:text/html,x"'),
    ((5, 1, None, "https://example.org/\0", 32, "pending"), "its url holds a NUL character"),
]  # fmt: skip


def test_hand_ins_that_cannot_be_are_refused_alone(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    for key, (row, _) in enumerate(DAMAGES, 90):
        change(HAND_IN, key, *row)
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    for key, (_, said) in enumerate(DAMAGES, 90):
        assert f"stage_submission {key}: {said}" in result.output
    assert f"Refuses {5 + len(DAMAGES)} rows" in result.output
    assert counts(db)["submissions"] == 36


def test_odd_hand_ins_are_kept_and_what_they_lack_is_said(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update stage_submission set submitted_by = 999 where id = 3")
    change("update stage_submission set submitted_by = null, url = 'javascript:1', status = null where id = 13")
    change("update stage_submission set reviewed_by = 999 where id = 4")
    change(HAND_IN, 90, 5, 1, None, " ", 35, "pending")
    output = run_import(store, "--yes").output
    for said in (
        "Puts the team's leader into stage_submission.submitted_by, because nobody it names is brought, in: 13, 3",
        "Leaves stage_submission.url empty, because it is no http or https address, and there is a file, in: 13",
        "Leaves stage_submission.reviewed_by empty, because the user it names is not brought, in: 4",
        "Leaves stage_submission.file_path empty, because it names neither a file nor a link, in: 90",
    ):
        assert said in output
    query = "select submitted_by, url, review from submissions where id = %s"
    assert db.execute(query, [here(db, "stage_submission", 3)]).fetchone() == (
        *(here(db, "user", 23), "https://git.example.org/team2", "approved"),
    )
    assert db.execute(query, [here(db, "stage_submission", 13)]).fetchone() == (here(db, "user", 51), None, "waiting")
    assert counts(db)["submission_files"] == 15


def test_a_hand_in_taken_back_here_does_not_return_nor_its_file(
    run_import: Import, store: Path, db: Connection, storage_dir: Path
) -> None:
    run_import(store, "--yes")
    db.execute("delete from submissions where id = %s", [here(db, "stage_submission", 13)])
    before = content(db)
    assert "There is nothing new to import" in run_import(store, "--yes").output
    assert content(db) == before
    assert len(list(storage_dir.rglob("*/*"))) == 15, "the file is the sweeper's"


def test_notices_keep_their_text_and_whether_they_were_read(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update notification set sender_id = 3, content = '<b>' where id = 1")
    change("update notification set receiver_id = 999 where id = 2")
    change("update notification set title = 'a' || char(0) where id = 4")
    output = run_import(store, "--yes").output
    assert "notification 2: it belongs to user 999, which does not exist" in output
    assert "notification 4: its title holds a NUL character" in output
    assert counts(db)["notifications"] == 43
    query = "select recipient_id, kind, params, read_at, created_at from notifications where id = %s"
    first, third = (db.execute(query, [here(db, "notification", key)]).fetchone() for key in (1, 3))
    born = datetime(2026, 11, 23, 20, 2, 5, 26415, tzinfo=UTC)
    assert first == (
        *(here(db, "user", 32), "imported", {"title": "系统自动分组", "text": "<b>", "by": "彭文"}, None, born),
    )
    assert third is not None
    assert third[3] == third[4] == datetime(2026, 11, 23, 20, 2, 5, 67680, tzinfo=UTC)
