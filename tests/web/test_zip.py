"""All that was handed in at a stage as one archive: packed while it is sent, under names that every system takes."""

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from app import file_names
from app.config import Settings
from app.packing import Package
from tests.cast import Cast
from tests.clusters import MovableClock
from tests.handing_in import PDF, Place, hand_in, prepare
from tests.plans import one
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]
MEGABYTE = 1 << 20


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


def test_every_file_is_in_it_by_team_and_attempt(visit: Open, db: Connection, place: Place, settings: Settings) -> None:
    db.execute("update teams set name = '../第 1 组: a/b' where id = %s", [place.team])
    db.execute("update teams set name = '../第 1 组: A/B' where id = %s", [place.other_team])
    hand_in(visit("bob"), place.stage, (PDF, "report.pdf"), (b"text", "Report.pdf"))
    hand_in(visit("bob"), place.stage, (b"second", "书" * 300 + ".txt"))
    hand_in(visit("cem"), place.stage, (b"cem", "con.txt"))
    answer = visit("alice").get(f"/stages/{place.stage}/submissions.zip")
    assert (answer.mimetype, answer.content_length) == ("application/zip", len(answer.data))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Bookshop - Report.zip"; filename*')
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {
        "..-第 1 组- a-b (2)/1/report.pdf": PDF,
        "..-第 1 组- a-b (2)/1/Report (2).pdf": b"text",
        "..-第 1 组- a-b (2)/2/" + "书" * 78 + ".txt": b"second",
        "..-第 1 组- A-B/1/-con.txt": b"cem",
    }


def test_it_is_called_as_the_course_work_in_whatever_script(visit: Open, db: Connection, place: Place) -> None:
    hand_in(visit("bob"), place.stage, (PDF, "report.pdf"))
    db.execute("update assignments set title = '在线书店 \"A\"/B'")
    db.execute("update stages set name = '中期提交'")
    answer = visit("alice").get(f"/stages/{place.stage}/submissions.zip")
    name = quote("在线书店 -A-B - 中期提交.zip")
    assert answer.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{name}")
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None


def test_what_is_missing_on_the_disk_is_named_in_it(
    visit: Open, db: Connection, place: Place, settings: Settings
) -> None:
    hand_in(visit("bob"), place.stage, (PDF, "here.pdf"), (PDF, "gone.pdf"))
    key = one(db, "select storage_key from submission_files where file_name = 'gone.pdf'")
    (settings.storage_dir / key).unlink()
    archive = zipfile.ZipFile(io.BytesIO(visit("alice").get(f"/stages/{place.stage}/submissions.zip").data))
    assert archive.namelist() == ["Group 0/1/here.pdf", "missing.txt"]
    assert "Group 0/1/gone.pdf" in archive.read("missing.txt").decode()


def test_links_are_in_it_as_text(visit: Open, db: Connection, cast: Cast, clock: MovableClock) -> None:
    place = prepare(db, cast, clock, "link")
    hand_in(visit("bob"), place.stage, url="https://example.org/a")
    archive = zipfile.ZipFile(io.BytesIO(visit("erin").get(f"/stages/{place.stage}/submissions.zip").data))
    assert archive.read("Group 0/1/link.txt") == b"https://example.org/a\n"


def test_an_empty_stage_is_an_empty_archive(visit: Open, place: Place) -> None:
    data = visit("alice").get(f"/stages/{place.stage}/submissions.zip").data
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == []


def test_only_the_staff_gets_it(visit: Open, place: Place) -> None:
    for username, status in (("bob", 403), ("cem", 403), ("charlie", 404), ("frank", 404)):
        assert visit(username).get(f"/stages/{place.stage}/submissions.zip").status_code == status, username


def test_packing_holds_little_in_memory(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as stream:
        stream.truncate(64 * MEGABYTE)
    package = Package()
    for n in range(3):
        package.add(large, package.top, f"{n}.bin")
    tracemalloc.start()
    sent = sum(len(piece) for piece in package)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent == len(package) > 192 * MEGABYTE
    assert most < 4 * MEGABYTE


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a/b\\c", "a-b-c"), ("..", "-"), ("", "-"), ("AUX.txt", "-AUX.txt"), ("end. ", "end"), ('<"x">', "--x--")],
)
def test_names_are_such_that_every_system_takes(name: str, kept: str) -> None:
    assert file_names.portable(name) == kept
