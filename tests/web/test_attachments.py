"""Files handed out with course work."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.config import Settings
from tests.cast import Cast
from tests.plans import one
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

HTML = b"<script>alert(1)</script>"


def add_file(db: Connection, work: int, key: str, name: str = "rules.html", media_type: str = "text/html") -> str:
    """One attachment's row; its address."""
    insert = (
        "insert into attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256)"
        " values (%s, %s, %s, %s, 2048, repeat('0', 64)) returning id"
    )
    return f"/attachments/{one(db, insert, work, key, name, media_type)}"


@pytest.fixture
def rules(db: Connection, cast: Cast, settings: Settings) -> str:
    """The address of a page that somebody handed out with the bookshop."""
    (settings.storage_dir / "a").mkdir()
    (settings.storage_dir / "a" / "rules").write_bytes(HTML)
    return add_file(db, cast.bookshop, "a/rules", '规则 "2030".html')


def test_those_who_see_the_course_work_can_download_its_files(visit: Open, rules: str) -> None:
    for username in ("alice", "bob", "dora", "erin"):
        answer = visit(username).get(rules)
        assert (answer.status_code, answer.data) == (200, HTML), username


def test_strangers_cannot(visit: Open, rules: str) -> None:
    for username, status in (("charlie", 404), ("frank", 404), (None, 302)):
        answer = visit(username).get(rules)
        assert answer.status_code == status, username
        assert HTML not in answer.data


def test_the_files_of_a_draft_are_its_staffs(visit: Open, db: Connection, rules: str) -> None:
    db.execute("update assignments set state = 'draft'")
    assert visit("bob").get(rules).status_code == 404
    assert visit("alice").get(rules).status_code == 200


def test_a_file_is_saved_and_never_shown_as_a_page_of_ours(visit: Open, rules: str) -> None:
    headers = visit("bob").get(rules).headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E8%A7%84%E5%88%99" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_the_page_lists_files_with_their_size(visit: Open, cast: Cast, rules: str) -> None:
    assert '规则 "2030".html 2.0 kB' in visit("bob").read(f"/assignments/{cast.bookshop}")


def test_a_media_type_that_is_none_becomes_bytes(visit: Open, db: Connection, rules: str) -> None:
    for media_type in ("", "text/html\r\nX-Evil: 1", "nonsense", "text/html; charset=x"):
        db.execute("update attachments set media_type = %s", [media_type])
        assert visit("bob").get(rules).headers["Content-Type"] == "application/octet-stream", media_type


def test_nothing_outside_storage_is_handed_out(
    visit: Open, db: Connection, cast: Cast, settings: Settings, tmp_path: Path, rules: str
) -> None:
    (tmp_path.parent / "secret").write_text("a secret")
    (settings.storage_dir / "sideways").symlink_to(tmp_path.parent / "secret")
    for key in ("../secret", "/etc/passwd", "a/../../secret", "a", "missing", "sideways"):
        answer = visit("bob").get(add_file(db, cast.bookshop, key))
        assert answer.status_code == 404, key
        assert "a secret" not in answer.text
