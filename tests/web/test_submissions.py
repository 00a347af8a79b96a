"""Handing in: the gate is asked before anything is read, and what is refused leaves nothing."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.config import Settings
from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.handing_in import PDF, PNG, Place, body_of, count, hand_in, handed_in, prepare
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
SECOND = timedelta(seconds=1)
END = MONDAY + HOUR


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


class Slow(io.BytesIO):
    """A body whose first reading does something first, as time passes while it is received."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(content)
        self.meanwhile = meanwhile
        self.was_read = False

    def readinto(self, buffer: Any) -> int:
        if not self.was_read:
            self.was_read = True
            self.meanwhile()
        return super().readinto(buffer)


def send(browser: Browser, stage: int, stream: io.BytesIO, content_type: str, by_script: bool) -> TestResponse:
    token = browser.token()
    return browser.client.post(
        f"/stages/{stage}/submissions" + ("" if by_script else f"?csrf_token={token}"),
        input_stream=stream,
        content_length=len(stream.getvalue()),
        content_type=content_type,
        headers={"X-CSRFToken": token} if by_script else {},
    )


def kept_in(settings: Settings) -> list[Path]:
    return [path for path in settings.storage_dir.rglob("*") if path.is_file()]


def docx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", "customXml/a.xml", "customXml/b.xml", "customXml/c.xml",
                     "customXml/d.xml", "word/document.xml"):  # fmt: skip
            archive.writestr(name, "<x/>")
    return packed.getvalue()


def test_bob_hands_in_two_files_and_his_team_downloads_them(
    visit: Open, cast: Cast, db: Connection, place: Place, settings: Settings
) -> None:
    bob = visit("bob")
    assert "Open until Mon 4 Mar 2030, 17:00:00 UTC+8." in bob.read(place.page)
    answer = hand_in(bob, place.stage, (PDF, "报告.pdf"), (b"x = 1\n", "main.py"), note="done")
    assert (answer.status_code, answer.location) == (303, place.page)
    page = bob.read(place.page)
    for said in ("It is handed in.", "Attempt 1", "by Bob Bauer", "报告.pdf", "main.py", "done", "Waits for review"):
        assert said in page
    rows = db.execute("select id, file_name, media_type, size_bytes, sha256 from submission_files order by id")
    (first, *told), (_second, *_rest, digest) = rows.fetchall()
    assert told == ["报告.pdf", "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest()]
    assert digest == hashlib.sha256(b"x = 1\n").hexdigest()
    assert all(path.parent == settings.storage_dir / "submissions" for path in kept_in(settings))
    for username in ("bob", "ben", "erin", "alice", "dora"):
        answer = visit(username).get(f"/submission-files/{first}")
        assert (answer.status_code, answer.data) == (200, PDF), username
        assert answer.headers["Content-Disposition"].startswith("attachment;")
    for username in ("cem", "charlie", "frank"):
        assert visit(username).get(f"/submission-files/{first}").status_code == 404, username


@pytest.mark.parametrize("by_script", [True, False])
def test_what_is_begun_before_the_end_counts_though_it_arrives_later(
    visit: Open, database: Database, db: Connection, clock: MovableClock, place: Place, by_script: bool
) -> None:
    bob = visit("bob")
    body, content_type = body_of((PDF, "report.pdf"))
    clock.set(END - SECOND)

    def time_passes() -> None:
        clock.set(END - SECOND + 15 * MINUTE)
        database.tick()

    answer = send(bob, place.stage, Slow(body, time_passes), content_type, by_script)
    assert answer.status_code == 303
    assert handed_in(db) == [(1, END - SECOND, END - SECOND + 15 * MINUTE, ["report.pdf"])]


@pytest.mark.parametrize("by_script", [True, False])
@pytest.mark.parametrize("late", [timedelta(), SECOND])
def test_what_is_begun_at_the_end_or_later_is_refused_and_never_read(
    visit: Open, db: Connection, clock: MovableClock, place: Place, by_script: bool, late: timedelta,
    settings: Settings,
) -> None:  # fmt: skip
    bob = visit("bob")
    body, content_type = body_of((PDF, "report.pdf"))
    clock.set(END + late)
    stream = Slow(body, lambda: None)
    answer = send(bob, place.stage, stream, content_type, by_script)
    assert answer.status_code == 409
    assert "This stage is not open for your team." in words_of(answer)
    assert not stream.was_read
    assert (count(db), kept_in(settings)) == (0, [])


def test_what_takes_longer_than_fifteen_minutes_is_refused_and_leaves_nothing(
    visit: Open, db: Connection, clock: MovableClock, place: Place, settings: Settings
) -> None:
    body, content_type = body_of((PDF, "report.pdf"))
    late = Slow(body, lambda: clock.set(MONDAY + 15 * MINUTE + SECOND))
    answer = send(visit("bob"), place.stage, late, content_type, True)
    assert answer.status_code == 409
    assert "This took longer than 15 minutes to arrive: hand it in again." in words_of(answer)
    assert (count(db), kept_in(settings)) == (0, [])


def test_an_extension_is_honoured_and_named(
    visit: Open, database: Database, db: Connection, clock: MovableClock, place: Place, cast: Cast
) -> None:
    extend = "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)"
    one(db, extend, place.stage, place.team, END + 2 * HOUR, cast.people["alice"])
    clock.set(END + HOUR)
    database.tick()
    bob, cem = visit("bob"), visit("cem")
    assert "Open until Mon 4 Mar 2030, 19:00:00 UTC+8, extended." in bob.read(place.page)
    assert "Until Mon 4 Mar 2030, 19:00 UTC+8, extended." in bob.read(f"/assignments/{place.work}")
    assert "It is closed: nothing can be handed in any more." in cem.read(place.page)
    assert hand_in(bob, place.stage, (PDF, "a.pdf")).status_code == 303
    assert hand_in(cem, place.stage, (PDF, "a.pdf")).status_code == 409
    clock.set(END + 2 * HOUR)
    assert hand_in(bob, place.stage, (PDF, "a.pdf")).status_code == 409
    assert "It was open until Mon 4 Mar 2030, 19:00:00 UTC+8, extended." in bob.read(place.page)


def test_a_request_over_the_limit_is_refused_before_it_is_received(
    visit: Open, db: Connection, place: Place, settings: Settings
) -> None:
    db.execute("update stages set max_files = 2, max_file_mb = 1")
    bob = visit("bob")
    token = bob.token()
    stream = Slow(b"x", lambda: None)
    answer = bob.client.post(
        f"/stages/{place.stage}/submissions?csrf_token={token}",
        input_stream=stream,
        environ_overrides={"CONTENT_LENGTH": str((3 << 20) + 1)},
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 413
    assert "That is too large: at most 2 files of at most 1 MB each are taken." in words_of(answer)
    assert not stream.was_read
    assert (count(db), kept_in(settings)) == (0, [])


def test_several_files_may_be_larger_together_than_other_forms_may(visit: Open, db: Connection, place: Place,
                                                                  web: Flask, settings: Settings) -> None:  # fmt: skip
    web.config["MAX_CONTENT_LENGTH"] = 1 << 20
    large = PDF + b"x" * (900 << 10)
    assert hand_in(visit("bob"), place.stage, (large, "a.pdf"), (large, "b.pdf")).status_code == 303
    assert handed_in(db)[0][3] == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ([], 422, "This stage takes files: choose at least one."),
        ([(b"", "")], 422, "This stage takes files: choose at least one."),
        ([(PDF, "good.pdf"), (b"", "empty.pdf")], 422, "empty.pdf is empty: choose the file that was meant."),
        ([(PDF + b"x" * (1 << 20), "large.pdf")], 413, "large.pdf is larger than 1 MB: choose a smaller one."),
        ([(PDF, "a.pdf")] * 3, 422, "These are more files than are taken at once: put them into one archive."),
        ([(PDF, "good.pdf"), (PNG, "report.pdf")], 422, "report.pdf is by its content of a kind that is not taken"),
        ([(b"MZ\x90\x00\x03", "report.pdf")], 422, "report.pdf is by its content of a kind that is not taken"),
        ([(b"no pdf at all", "report.pdf")], 422, "report.pdf is by its content of a kind that is not taken"),
        ([(PDF, "\x01\u202e")], 422, "One of the files has no name: give it one."),
    ],
)
def test_what_the_stage_does_not_take_is_refused_and_leaves_nothing(
    visit: Open, db: Connection, place: Place, settings: Settings,
    files: list[tuple[bytes, str]], status: int, said: str,
) -> None:  # fmt: skip
    db.execute("update stages set max_files = 2, max_file_mb = 1, file_types = '{pdf,docx}'")
    answer = hand_in(visit("bob"), place.stage, *files, note="my word")
    assert (answer.status_code, said in words_of(answer)) == (status, True), words_of(answer)
    assert "my word</textarea>" in answer.text
    assert (count(db), kept_in(settings)) == (0, [])


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (docx(), "essay.docx", "docx"),
        (PNG, "photo.jpeg", "png"),
        ("中文 notes\n".encode(), "notes", "txt"),
        ("中文 notes\n".encode("gb18030"), "notes.md", "md"),
        ("a,b\n".encode("utf-16"), "table.CSV", "csv"),
        (b"BMW is a car, no picture\n", "cars.txt", "txt"),
        (b"int main(void) { return 0; }\n", "main.c", "c"),
    ],
)
def test_kinds_are_told_by_the_content(
    visit: Open, db: Connection, place: Place, content: bytes, name: str, kind: str
) -> None:
    for taken, status in ((kind, 303), ("pdf", 422)):
        db.execute("update stages set file_types = %s", [[taken]])
        assert hand_in(visit("bob"), place.stage, (content, name)).status_code == status, taken
    db.execute("update stages set file_types = '{}'")
    assert hand_in(visit("bob"), place.stage, (b"\x00\x01\x02", "odd.bin")).status_code == 303


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:/temp/a.pdf", "a.pdf"),
        ("a\x1b\u202eb.pdf", "ab.pdf"),
        ("书" * 300 + ".pdf", "书" * 251 + ".pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
    ],
)
def test_names_are_cleaned_and_shown_as_text(visit: Open, db: Connection, place: Place, name: str, kept: str) -> None:
    bob = visit("bob")
    assert hand_in(bob, place.stage, (PDF, name)).status_code == 303
    assert handed_in(db)[0][3] == [kept]
    assert "<img src=x" not in bob.get(place.page).text
    assert bob.get(f"/submission-files/{one(db, 'select id from submission_files')}").data == PDF


def test_links_are_of_http_or_https_only(visit: Open, db: Connection, cast: Cast, clock: MovableClock) -> None:
    place, bob = prepare(db, cast, clock, "link"), visit("bob")
    for url in ("javascript:alert(1)", "ftp://example.org", "https://", "http://a b", ""):
        answer = hand_in(bob, place.stage, url=url, note="see")
        assert answer.status_code == 422, url
        assert "Address: it begins with http:// or https:// and holds no spaces." in words_of(answer)
        assert f'value="{url}"' in answer.text and "see</textarea>" in answer.text
    assert hand_in(bob, place.stage, (PDF, "a.pdf"), url="https://example.org/a").status_code == 422
    assert hand_in(bob, place.stage, url="https://example.org/a?b=1&c=2", note="").status_code == 303
    assert db.execute("select attempt, url from submissions").fetchall() == [(1, "https://example.org/a?b=1&c=2")]
    assert 'href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer"' in bob.get(place.page).text


def test_without_its_token_nothing_is_read(visit: Open, place: Place) -> None:
    bob = visit("bob")
    body, content_type = body_of((PDF, "a.pdf"), csrf_token=bob.token())
    for query, headers in (("", {}), ("?csrf_token=wrong", {}), ("", {"X-CSRFToken": "wrong"})):
        stream = Slow(body, lambda: None)
        answer = bob.client.post(
            f"/stages/{place.stage}/submissions{query}",
            input_stream=stream, content_length=len(body), content_type=content_type, headers=headers,
        )  # fmt: skip
        assert (answer.status_code, stream.was_read) == (400, False)


def test_what_is_no_form_or_breaks_off_is_refused_and_leaves_nothing(
    visit: Open, db: Connection, place: Place, settings: Settings
) -> None:
    bob = visit("bob")
    body, content_type = body_of((PDF * 1000, "a.pdf"))
    for sent, kind in ((b"a=1", "application/x-www-form-urlencoded"), (body[: len(body) // 2], content_type),
                       (b"nothing", content_type), (body, "multipart/form-data")):  # fmt: skip
        assert send(bob, place.stage, io.BytesIO(sent), kind, True).status_code == 400, kind
    assert (count(db), kept_in(settings)) == (0, [])


def test_a_full_disk_is_said_and_leaves_nothing(
    visit: Open, db: Connection, place: Place, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.storage.os.fsync", full)
    answer = hand_in(visit("bob"), place.stage, (PDF, "a.pdf"))
    assert answer.status_code == 503
    assert "The server could not store it. Nothing was handed in" in words_of(answer)
    assert (count(db), kept_in(settings)) == (0, [])


def test_what_the_database_refuses_at_the_end_leaves_no_file(
    visit: Open, db: Connection, place: Place, settings: Settings
) -> None:
    body, content_type = body_of((PDF, "a.pdf"))
    stricter = Slow(body, lambda: db.execute("update stages set file_types = '{docx}'"))
    answer = send(visit("bob"), place.stage, stricter, content_type, True)
    assert answer.status_code == 422
    assert "A file is of a kind that this stage does not take." in words_of(answer)
    assert (count(db), kept_in(settings)) == (0, [])


def test_bob_takes_his_own_hand_in_back_while_the_stage_is_open(
    visit: Open, db: Connection, clock: MovableClock, place: Place, settings: Settings
) -> None:
    bob = visit("bob")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        hand_in(bob, place.stage, (PDF, name))
    first, second, third = (row[0] for row in db.execute("select id from submissions order by id"))
    assert "Yes, take attempt 3 back" in bob.read(place.page)
    assert bob.post(f"/submissions/{first}/withdrawal", seen_on="/").status_code == 303
    assert [row[3] for row in handed_in(db)] == [["b.pdf"], ["c.pdf"]]
    assert len(kept_in(settings)) == 2
    for username in ("ben", "cem", "charlie", "frank", "alice"):
        assert visit(username).post(f"/submissions/{second}/withdrawal", seen_on="/").status_code == 404, username
    db.execute("update submissions set review = 'approved' where id = %s", [second])
    answer = bob.post(f"/submissions/{second}/withdrawal", seen_on="/")
    assert (answer.status_code, "This hand-in was approved: it stays." in words_of(answer)) == (409, True)
    clock.set(END)
    assert bob.post(f"/submissions/{third}/withdrawal", seen_on="/").status_code == 409
    assert bob.post("/submissions/999999/withdrawal", seen_on="/").status_code == 404
    assert (count(db), len(kept_in(settings))) == (2, 2)


def test_who_is_in_no_team_or_elsewhere_hands_nothing_in(
    visit: Open, db: Connection, cast: Cast, place: Place, settings: Settings
) -> None:
    enroll(db, cast.courses["SE-1"], add_person(db, "dan", "Dan Dill"))
    dan = visit("dan")
    assert "You are in no team of this course work" in dan.read(place.page)
    for username, status in (("dan", 403), ("alice", 403), ("charlie", 404), ("frank", 404)):
        assert hand_in(visit(username), place.stage, (PDF, "a.pdf")).status_code == status, username
    for username in ("charlie", "frank"):
        assert visit(username).get(place.page).status_code == 404
    custom = add_stage(db, place.work, MONDAY, END)
    assert visit("bob").get(f"/stages/{custom}/submission").status_code == 404
    assert hand_in(visit("bob"), custom, (PDF, "a.pdf")).status_code == 404
    assert (count(db), kept_in(settings)) == (0, [])


def test_the_page_of_the_course_work_leads_members_there(visit: Open, place: Place) -> None:
    link = f'href="{place.page}"'
    assert link in visit("bob").get(f"/assignments/{place.work}").text
    assert link not in visit("alice").get(f"/assignments/{place.work}").text


@pytest.mark.parametrize("students", [10, 500])
def test_the_page_asks_little_whatever_the_class(
    visit: Open, db: Connection, web: Flask, place: Place, cast: Cast, students: int
) -> None:
    for n in range(students):
        add_team(db, place.work, [add_person(db, f"s{n}", f"Student {n}", stored="none")])
    fill = (
        "insert into submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at)"
        " select %s, t.id, n, t.leader_id, %s, %s from teams t, generate_series(1, 3) n"
    )
    db.execute(fill, [place.stage, MONDAY, MONDAY])
    bob = visit("bob")
    for path in (place.page, f"/assignments/{place.work}"):
        with statements(web) as sent:
            assert bob.get(path).status_code == 200
        assert len(sent) <= 12, (path, len(sent))
