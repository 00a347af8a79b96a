"""What is handed out with course work, through the interface for programs."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.config import Settings
from tests.cast import Cast, add_course_work
from tests.handing_in import PDF, body_of
from tests.plans import one
from tests.web.conftest import Start
from tests.web.programs import API

Connection = psycopg.Connection[Any]
PAGE = {"title": "Paper", "url": "https://example.org/paper"}


@pytest.fixture
def work(cast: Cast) -> str:
    """The address of the bookshop."""
    return f"/assignments/{cast.bookshop}"


@pytest.fixture
def file(cast: Cast, db: Connection, settings: Settings) -> int:
    """A file of the bookshop, in storage."""
    return keep(db, settings, cast.bookshop)


def keep(db: Connection, settings: Settings, work: int) -> int:
    """A file handed out with a course work, and its bytes."""
    bytes_of(settings).parent.mkdir(parents=True, exist_ok=True)
    bytes_of(settings).write_bytes(b"Read me.")
    insert = (
        "insert into attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256)"
        " values (%s, 'attachments/one', 'Über.txt', 'text/plain', 8, %s) returning id"
    )
    return int(one(db, insert, work, sha256(b"Read me.").hexdigest()))


def bytes_of(settings: Settings) -> Path:
    return settings.storage_dir / "attachments" / "one"


def test_a_link_is_handed_out_and_taken_back(program: Start, work: str) -> None:
    alice, bob = program("alice"), program("bob")
    made = alice.send(f"{work}/links", PAGE)
    assert made.status_code == 201
    untitled = alice.send(f"{work}/links", {"url": "http://example.org/"}).get_json()["id"]
    seen = [(link["id"], link["title"], link["url"]) for link in bob.items(f"{work}/links")]
    assert seen == [
        (made.get_json()["id"], "Paper", "https://example.org/paper"),
        (untitled, "http://example.org/", "http://example.org/"),
    ]
    assert bob.send(f"/links/{untitled}", method="DELETE").status_code == 403
    assert program("frank").send(f"/links/{untitled}", method="DELETE").status_code == 404
    assert alice.send(f"/links/{untitled}", method="DELETE").status_code == 204
    assert alice.send(f"/links/{untitled}", method="DELETE").status_code == 404
    assert len(bob.items(f"{work}/links")) == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "https://a b", "ftp://example.org", "http://[x"])
def test_what_no_browser_fetches_elsewhere_is_no_link(program: Start, db: Connection, work: str, url: str) -> None:
    answer = program("alice").send(f"{work}/links", {"url": url})
    assert answer.status_code == 422 and list(answer.get_json()["errors"]["json"]) == ["url"]
    assert one(db, "select count(*) from links") == 0


def test_links_are_read_page_by_page(program: Start, work: str) -> None:
    alice = program("alice")
    made = [alice.send(f"{work}/links", PAGE).get_json()["id"] for _ in range(5)]
    seen, path = [], f"{work}/links?limit=2"
    page = alice.get(path).get_json()
    while page["next"]:
        seen += page["items"]
        page = alice.get(f"{path}&cursor={page['next']}").get_json()
    assert [link["id"] for link in [*seen, *page["items"]]] == made


def test_a_file_is_listed_and_downloaded_by_who_sees_the_course_work(program: Start, work: str, file: int) -> None:
    bob = program("bob")
    (listed,) = bob.items(f"{work}/attachments")
    assert (listed["id"], listed["file_name"], listed["size_bytes"]) == (file, "Über.txt", 8)
    assert listed["sha256"] == sha256(b"Read me.").hexdigest() and "storage_key" not in listed
    answer = bob.get(f"/attachments/{file}")
    assert answer.data == b"Read me." and answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for username in ("charlie", "frank"):
        assert program(username).get(f"/attachments/{file}").status_code == 404
        assert program(username).get(f"{work}/attachments").status_code == 404
    assert program().get(f"/attachments/{file}").status_code == 401


def test_a_draft_hands_nothing_out(program: Start, cast: Cast, db: Connection, settings: Settings) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Draft", state="draft")
    kept = keep(db, settings, draft)
    assert program("bob").get(f"/attachments/{kept}").status_code == 404
    assert program("erin").get(f"/attachments/{kept}").status_code == 200


def test_a_file_is_taken_back_with_its_bytes_by_staff_only(
    program: Start, db: Connection, settings: Settings, work: str, file: int
) -> None:
    path = f"/attachments/{file}"
    assert program("bob").send(path, method="DELETE").status_code == 403
    assert program("charlie").send(path, method="DELETE").status_code == 404
    assert program("alice", "read").send(path, method="DELETE").status_code == 403
    assert bytes_of(settings).exists() and one(db, "select count(*) from attachments") == 1
    assert program("erin").send(path, method="DELETE").status_code == 204
    assert not bytes_of(settings).exists() and program("erin").items(f"{work}/attachments") == []
    assert program("erin").get(path).status_code == 404


def test_students_and_strangers_hand_nothing_out(program: Start, db: Connection, work: str) -> None:
    assert program("bob").send(f"{work}/links", PAGE).status_code == 403
    assert program("charlie").send(f"{work}/links", PAGE).status_code == 404
    assert program("frank").send(f"{work}/links", PAGE).status_code == 404
    assert program("alice", "read").send(f"{work}/links", PAGE).status_code == 403
    assert program().send(f"{work}/links", PAGE).status_code == 401
    assert one(db, "select count(*) from links") == 0


def test_files_are_handed_out_all_at_once(program: Start, db: Connection, settings: Settings, work: str) -> None:
    alice = program("alice")
    made = alice.upload(f"{work}/attachments", (PDF, "Syllabus.pdf"), (b"1,2\n", "Daten ä.csv"))
    assert made.status_code == 201, made.text
    files = program("bob").items(f"{work}/attachments")
    assert [file["id"] for file in files] == made.get_json()["ids"]
    assert [(file["file_name"], file["media_type"], file["size_bytes"]) for file in files] == [
        ("Syllabus.pdf", "application/pdf", len(PDF)),
        ("Daten ä.csv", "text/csv", 4),
    ]
    assert program("bob").get(f"/attachments/{files[1]['id']}").data == b"1,2\n"
    assert one(db, "select count(*) from audit_events where action = 'attachment_added'") == 2


@pytest.mark.parametrize(
    ("files", "fields", "status"),
    [
        ([(b"1", "a.txt"), (b"", "empty.txt")], {}, 422),
        ([(b"1", "a.txt")], {"note": "No such field."}, 422),
        ([(b"1", f"{n}.txt") for n in range(21)], {}, 422),
        ([], {}, 422),
        ([(b"1", "a.txt"), (b"1" * (1024 * 1024 + 1), "large.txt")], {}, 413),
        ([(b"1" * (2 * 1024 * 1024), "larger than everything.txt")], {}, 413),
    ],
)
def test_of_what_is_refused_nothing_is_kept(
    web: Flask, program: Start, db: Connection, settings: Settings, work: str,
    files: list[tuple[bytes, str]], fields: dict[str, str], status: int,
) -> None:  # fmt: skip
    web.config["SETTINGS"] = settings.model_copy(update={"max_upload_mb": 1})
    web.config["MAX_CONTENT_LENGTH"] = 2 * 1024 * 1024
    answer = program("alice").upload(f"{work}/attachments", *files, **fields)
    assert answer.status_code == status and answer.mimetype == "application/problem+json", answer.text
    assert one(db, "select count(*) from attachments") == 0 and kept_in(settings) == []


def test_a_full_disk_is_told_and_nothing_is_kept(
    program: Start, db: Connection, settings: Settings, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("app.storage.os.fsync", fail)
    answer = program("alice").upload(f"{work}/attachments", (PDF, "Syllabus.pdf"))
    assert answer.status_code == 503 and "Nothing was added" in answer.get_json()["detail"]
    assert one(db, "select count(*) from attachments") == 0 and kept_in(settings) == []


def test_files_sent_again_under_the_same_key_are_handed_out_once(
    program: Start, db: Connection, settings: Settings, work: str
) -> None:
    body, content_type = body_of((PDF, "Syllabus.pdf"))
    alice, answers = program("alice"), []
    for _ in range(2):
        headers = {"Authorization": f"Bearer {alice.token}", "Content-Type": content_type, "Idempotency-Key": "files"}
        answers.append(alice.client.post(f"{API}{work}/attachments", data=body, headers=headers))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].get_json() == answers[1].get_json() and answers[1].headers["Idempotent-Replayed"] == "true"
    assert one(db, "select count(*) from attachments") == 1 == len(kept_in(settings))


def test_only_a_form_holds_files(program: Start, db: Connection, work: str) -> None:
    assert program("alice").send(f"{work}/attachments", {"files": ["a"]}).status_code == 415
    assert program("alice").send(f"{work}/attachments").status_code == 415
    assert one(db, "select count(*) from attachments") == 0


def test_students_and_strangers_hand_out_no_files(
    program: Start, db: Connection, settings: Settings, work: str
) -> None:
    for username, status in (("bob", 403), ("charlie", 404), ("frank", 404), (None, 401)):
        assert program(username).upload(f"{work}/attachments", (PDF, "Syllabus.pdf")).status_code == status
    assert program("alice", "read").upload(f"{work}/attachments", (PDF, "Syllabus.pdf")).status_code == 403
    assert one(db, "select count(*) from attachments") == 0 and kept_in(settings) == []


def kept_in(settings: Settings) -> list[Path]:
    return [path for path in settings.storage_dir.rglob("*") if path.is_file()]
