"""Material and managing teachers: added and taken back by the staff, whole or not at all."""

import hashlib
import io
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.config import Settings
from tests.cast import Cast, add_person
from tests.plans import one
from tests.web.browser import TOKEN, Browser, words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]
TABLES = ("attachments", "links", "assignment_teachers", "audit_events")
STRANGERS = (("bob", 403), ("charlie", 404), ("frank", 404))


def stored(db: Connection) -> list[Any]:
    """What no refused form may change."""
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in TABLES]


def kept_in(settings: Settings) -> list[Path]:
    return [path for path in settings.storage_dir.rglob("*") if path.is_file()]


def upload(browser: Browser, work: int, *files: tuple[bytes, str]) -> TestResponse:
    """Send files as a browser does, with the token of the page."""
    found = TOKEN.search(browser.get("/").text)
    assert found
    data = {"csrf_token": found[1], "files": [(io.BytesIO(content), name) for content, name in files]}
    headers = {"Accept-Language": browser.language}
    return browser.client.post(f"/assignments/{work}/attachments", data=data, headers=headers)


def actions(db: Connection) -> list[tuple[Any, ...]]:
    query = "select action, subject_type, subject_id, actor_id from audit_events order by id"
    return db.execute(query.encode()).fetchall()


def test_alice_hands_out_several_files_and_bob_downloads_them(
    visit: Open, cast: Cast, db: Connection, settings: Settings
) -> None:
    answer = upload(visit("alice"), cast.bookshop, (b"%PDF rules", "规则.pdf"), (b"x" * 100_000, "data.bin"))
    assert (answer.status_code, answer.location) == (303, f"/assignments/{cast.bookshop}/edit#material")
    rows = db.execute("select id, file_name, media_type, size_bytes, sha256, uploaded_by from attachments").fetchall()
    assert [row[1:] for row in rows] == [
        ("规则.pdf", "application/pdf", 10, hashlib.sha256(b"%PDF rules").hexdigest(), cast.people["alice"]),
        ("data.bin", "application/octet-stream", 100_000, hashlib.sha256(b"x" * 100_000).hexdigest(),
         cast.people["alice"]),
    ]  # fmt: skip
    assert visit("bob").get(f"/attachments/{rows[0][0]}").data == b"%PDF rules"
    assert actions(db) == [("attachment_added", "assignment", cast.bookshop, cast.people["alice"])] * 2
    assert len(kept_in(settings)) == 2


def test_a_file_is_taken_back_with_its_bytes(visit: Open, cast: Cast, db: Connection, settings: Settings) -> None:
    alice = visit("alice")
    upload(alice, cast.bookshop, (b"rules", "rules.txt"))
    key = one(db, "select id from attachments")
    answer = alice.post(f"/attachments/{key}/removal", seen_on="/")
    assert "rules.txt is no longer handed out." in alice.read(answer.location)
    assert one(db, "select count(*) from attachments") == 0
    assert kept_in(settings) == []
    assert actions(db)[-1] == ("attachment_removed", "assignment", cast.bookshop, cast.people["alice"])
    assert alice.get(f"/attachments/{key}").status_code == 404
    assert alice.post(f"/attachments/{key}/removal", seen_on="/").status_code == 404


def test_what_is_no_file_is_refused_and_with_it_those_beside_it(
    visit: Open, cast: Cast, db: Connection, settings: Settings, web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.config["SETTINGS"] = settings.model_copy(update={"max_upload_mb": 1})
    good, large = (b"good", "good.txt"), b"x" * ((1 << 20) + 1)
    alice, before = visit("alice"), stored(db)
    for files, status, said in (
        ([(b"", "")], 422, "Choose at least one file."),
        ([], 422, "Choose at least one file."),
        ([good, (b"", "empty.txt")], 422, "empty.txt is empty: choose the file that was meant."),
        ([good, (large, "large.iso")], 413, "large.iso is larger than 1 MB: choose a smaller one."),
        ([good, (b"x", "\u202e")], 422, "One of the files has no name: give it one."),
        ([good] * 21, 422, "Choose at most 20 files at once."),
    ):
        answer = upload(alice, cast.bookshop, *files)
        assert (answer.status_code, said in words_of(answer)) == (status, True), said
    assert stored(db) == before
    assert kept_in(settings) == []


def test_a_request_beyond_the_limit_is_refused_before_it_is_read(
    visit: Open, cast: Cast, db: Connection, settings: Settings, web: Flask
) -> None:
    alice = visit("alice")
    web.config["MAX_CONTENT_LENGTH"] = 1000
    answer = upload(alice, cast.bookshop, (b"x" * 2000, "large.iso"))
    assert answer.status_code == 413
    assert "That is too large" in words_of(answer)
    assert kept_in(settings) == []


def test_a_full_disk_is_said_and_leaves_nothing(
    visit: Open, cast: Cast, db: Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.storage.os.fsync", full)
    answer = upload(visit("alice"), cast.bookshop, (b"rules", "rules.txt"))
    assert answer.status_code == 503
    assert "The server could not store it. Nothing was added" in words_of(answer)
    assert one(db, "select count(*) from attachments") == 0
    assert kept_in(settings) == []


def test_what_the_database_refuses_leaves_no_file(visit: Open, cast: Cast, db: Connection, settings: Settings) -> None:
    alice = visit("alice")
    db.execute("alter table attachments add constraint never check (file_name <> 'never')")
    answer = upload(alice, cast.bookshop, (b"rules", "rules.txt"), (b"x", "never"))
    assert answer.status_code == 500
    assert "Nothing was changed" in words_of(answer)
    assert one(db, "select count(*) from attachments") == 0
    assert kept_in(settings) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:/temp/a.txt", "a.txt"),
        ("书" * 300 + ".docx", "书" * 250 + ".docx"),
        ("<img src=x onerror=alert(1)>.html", "<img src=x onerror=alert(1)>.html"),
        ("a\u202egnp.exe", "agnp.exe"),
    ],
)
def test_names_are_cleaned_and_shown_as_text(visit: Open, cast: Cast, db: Connection, name: str, kept: str) -> None:
    alice = visit("alice")
    assert upload(alice, cast.bookshop, (b"x", name)).status_code == 303
    assert one(db, "select file_name from attachments") == kept
    for path in (f"/assignments/{cast.bookshop}", f"/assignments/{cast.bookshop}/edit"):
        assert "<img src=x" not in alice.get(path).text
        assert kept in alice.read(path) or "<" in kept
    assert alice.get(f"/attachments/{one(db, 'select id from attachments')}").data == b"x"


def test_links_are_handed_out_and_taken_back(visit: Open, cast: Cast, db: Connection) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}"
    fields = {"url": " https://example.org/a?b=c&d ", "title": '<b>Rules</b> "2030"'}
    answer = alice.post(f"{path}/links", fields, seen_on="/")
    assert (answer.status_code, answer.location) == (303, f"{path}/edit#material")
    page = visit("bob").get(path).text
    assert '<a href="https://example.org/a?b=c&amp;d" rel="noopener noreferrer">&lt;b&gt;Rules&lt;/b&gt;' in page
    link = one(db, "select id from links")
    answer = alice.post(f"/links/{link}/removal", seen_on="/")
    assert "is no longer handed out." in alice.read(answer.location)
    assert [row[0] for row in actions(db)] == ["link_added", "link_removed"]
    assert alice.post(f"/links/{link}/removal", seen_on="/").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>x",
        "vbscript:x", "file:///etc/passwd", "ftp://example.org", "mailto:a@example.org", "//example.org", "/sign-out",
        "example.org", "http://", "https://[", "https://exam ple.org", "https://example.org/\x01", "https://a\u00a0b",
        "https://example.org/" + "x" * 2000, "", " ",
    ],
)  # fmt: skip
def test_a_link_of_another_scheme_is_refused_naming_the_field(
    visit: Open, cast: Cast, db: Connection, url: str
) -> None:
    alice, before = visit("alice"), stored(db)
    answer = alice.post(f"/assignments/{cast.bookshop}/links", {"url": url, "title": "Typed title"}, seen_on="/")
    assert answer.status_code == 422
    page = words_of(answer)
    known = ("Address: it begins with http:// or https://", "Type an address.", "Use at most 2000 characters.")
    assert any(said in page for said in known)
    assert 'value="Typed title"' in answer.text
    assert 'href="javascript' not in answer.text.lower()
    assert stored(db) == before


def test_a_manager_comes_by_username_and_may_go(visit: Open, cast: Cast, db: Connection) -> None:
    path = f"/assignments/{cast.bookshop}"
    assert visit("frank").get(path).status_code == 404
    alice = visit("alice")
    answer = alice.post(f"{path}/managers", {"username": " Frank "}, seen_on="/")
    assert "They manage it from now on." in alice.read(answer.location)
    assert "Managed by Alice Ahn, Frank Fang" in visit("bob").read(path)
    frank = visit("frank")
    answer = frank.post(f"{path}/managers/{cast.people['alice']}/removal", seen_on="/")
    assert "They no longer manage it." in frank.read(answer.location)
    assert alice.get(path).status_code == 404
    assert [row[0] for row in actions(db)] == ["manager_added", "manager_removed"]


def test_who_gives_up_managing_is_led_to_their_list(visit: Open, cast: Cast, db: Connection) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}"
    alice.post(f"{path}/managers", {"username": "dora"}, seen_on="/")
    answer = alice.post(f"{path}/managers/{cast.people['alice']}/removal", seen_on="/")
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_last_manager_stays(visit: Open, cast: Cast, db: Connection) -> None:
    erin, before = visit("erin"), stored(db)
    answer = erin.post(f"/assignments/{cast.bookshop}/managers/{cast.people['alice']}/removal", seen_on="/")
    assert answer.status_code == 409
    assert "Somebody has to manage the course work: add another teacher first." in words_of(answer)
    answer = erin.post(f"/assignments/{cast.bookshop}/managers/{cast.people['frank']}/removal", seen_on="/")
    assert answer.status_code == 404
    assert stored(db) == before


@pytest.mark.parametrize(
    ("username", "status"), [("bob", 422), ("gone", 422), ("nobody", 422), ("", 422), ("alice", 409)]
)
def test_nobody_else_is_made_a_manager(visit: Open, cast: Cast, db: Connection, username: str, status: int) -> None:
    add_person(db, "gone", "Gone Gray", "teacher")
    db.execute("update users set is_active = false where username = 'gone'")
    alice, before = visit("alice"), stored(db)
    answer = alice.post(f"/assignments/{cast.bookshop}/managers", {"username": username}, seen_on="/")
    assert answer.status_code == status
    assert f'value="{username}"' in answer.text and "is-invalid" in answer.text
    assert stored(db) == before


def test_strangers_and_students_change_nothing(visit: Open, cast: Cast, db: Connection, settings: Settings) -> None:
    upload(visit("alice"), cast.bookshop, (b"rules", "rules.txt"))
    add = "insert into links (assignment_id, url, title) values (%s, 'https://example.org', 'x') returning id"
    link, file = one(db, add, cast.bookshop), one(db, "select id from attachments")
    before = stored(db)
    work = f"/assignments/{cast.bookshop}"
    for username, status in STRANGERS:
        browser = visit(username)
        assert upload(browser, cast.bookshop, (b"x", "x")).status_code == status, username
        for path, fields in (
            (f"/attachments/{file}/removal", {}),
            (f"{work}/links", {"url": "https://example.org", "title": ""}),
            (f"/links/{link}/removal", {}),
            (f"{work}/managers", {"username": username}),
            (f"{work}/managers/{cast.people['alice']}/removal", {}),
        ):
            assert browser.post(path, fields, seen_on="/").status_code == status, (username, path)
    assert stored(db) == before
    assert len(kept_in(settings)) == 1
