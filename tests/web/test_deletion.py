"""Archiving, taking out again and deleting course work, by its staff."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from app import storage
from tests.cast import Cast, add_course_work, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
TABLES = ("assignments", "stages", "stage_transitions", "attachments", "notifications", "audit_events")


def stored(db: Connection) -> list[Any]:
    """What no refused act may change."""
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in TABLES]


@pytest.fixture
def talk(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A stage of the bookshop that was opened on Monday, of which Alice, Bob and Erin were told."""
    clock.set(MONDAY)
    stage = add_stage(db, cast.bookshop, None, None, name="Talk")
    db.execute("select stageclock.activate_stage(%s, %s)", [stage, cast.people["alice"]])
    return stage


@pytest.fixture
def file(web: Flask, cast: Cast, db: Connection) -> Path:
    """A file that is handed out with the bookshop, where it lies."""
    with web.app_context():
        kept = storage.save(io.BytesIO(b"rules"), "rules.txt")
        path = storage.path_of(kept.key)
    db.execute(
        "insert into attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256)"
        " values (%s, %s, %s, %s, %s, %s)",
        [cast.bookshop, kept.key, kept.file_name, kept.media_type, kept.size_bytes, kept.sha256],
    )
    assert path
    return path


def test_alice_archives_and_publishes_again(visit: Open, cast: Cast, db: Connection, talk: int) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}"
    answer = alice.post(f"{path}/archiving", {"reason": "term is over"}, seen_on=f"{path}/edit")
    assert answer.location == f"{path}/edit"
    assert "Bookshop is archived: its clock stands still" in alice.read(answer.location)
    assert "Archived: its clock stands still, and everything can still be read." in visit("bob").read(path)
    answer = alice.post(f"{path}/restoration", {"reason": ""}, seen_on=f"{path}/edit")
    assert "Bookshop is published again." in alice.read(answer.location)
    rows = db.execute("select action, details ->> 'reason' from audit_events order by id").fetchall()
    assert rows == [("assignment_archived", "term is over"), ("assignment_restored", None)]


def test_what_does_not_fit_its_state_is_refused_in_words(visit: Open, cast: Cast, db: Connection) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}"
    answer = alice.post(f"{path}/restoration", {"reason": "typed by Alice"}, seen_on=f"{path}/edit")
    assert answer.status_code == 409
    assert "This course work is not archived." in words_of(answer)
    assert "typed by Alice" in answer.text
    db.execute("update assignments set state = 'draft'")
    assert "archiving" not in alice.get(f"{path}/edit").text
    answer = alice.post(f"{path}/archiving", seen_on="/")
    assert answer.status_code == 409
    assert "A draft is not archived: delete it, or publish it first." in words_of(answer)
    answer = alice.post(f"{path}/archiving", {"reason": "x" * 501}, seen_on="/")
    assert answer.status_code == 422
    assert one(db, "select count(*) from audit_events") == 0


def test_the_page_counts_what_goes_and_asks_for_the_title(
    visit: Open, cast: Cast, db: Connection, talk: int, file: Path
) -> None:
    page = visit("erin").read(f"/assignments/{cast.bookshop}/deletion")
    for line in (
        "Stages 1", "Openings and closings in the history 1", "Notices to people 3", "Files 1", "Links 0",
        "Managing teachers 1", "Its title is Bookshop", "This cannot be undone.",
    ):  # fmt: skip
        assert line in page, line


def test_with_its_title_it_is_deleted_and_the_file_with_it(
    visit: Open, cast: Cast, db: Connection, talk: int, file: Path
) -> None:
    alice, path = visit("alice"), f"/assignments/{cast.bookshop}/deletion"
    answer = alice.post(path, {"title": " Bookshop ", "reason": "a test"}, seen_on=path)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Bookshop is deleted. What it was stands in the audit of its course." in alice.read("/")
    assert not file.exists()
    assert [one(db, f"select count(*) from {table}") for table in TABLES] == [0, 0, 0, 0, 0, 1]
    assert one(db, "select details ->> 'reason' from audit_events") == "a test"
    assert visit("dora").get(f"/assignments/{cast.bookshop}").status_code == 404


def test_another_title_deletes_nothing_and_is_kept(
    visit: Open, cast: Cast, db: Connection, talk: int, file: Path
) -> None:
    alice, path, before = visit("alice"), f"/assignments/{cast.bookshop}/deletion", stored(db)
    for title in ("bookshop", "", "<b>Bookshop</b>"):
        answer = alice.post(path, {"title": title, "reason": "typed reason"}, seen_on=path)
        assert answer.status_code == 422
        assert "This is not its title: type it as it stands above." in words_of(answer)
        assert "typed reason" in answer.text and "<b>Bookshop" not in answer.text
    assert stored(db) == before
    assert file.exists()


def test_only_its_staff_end_it(visit: Open, cast: Cast, db: Connection, talk: int, file: Path) -> None:
    path, before = f"/assignments/{cast.bookshop}", stored(db)
    for username, status in (("bob", 403), ("charlie", 404), ("frank", 404), (None, 302)):
        browser = visit(username)
        assert browser.get(f"{path}/deletion").status_code == status
        for act in ("deletion", "archiving", "restoration"):
            seen_on = "/" if username else "/sign-in"
            assert browser.post(f"{path}/{act}", {"title": "Bookshop"}, seen_on).status_code == status, (username, act)
    assert stored(db) == before
    assert file.exists()


def test_a_file_that_cannot_be_removed_does_not_bring_the_course_work_back(
    visit: Open, cast: Cast, db: Connection, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(Path, "unlink", refuse)
    path = f"/assignments/{cast.bookshop}/deletion"
    assert visit("alice").post(path, {"title": "Bookshop"}, seen_on=path).status_code == 303
    assert one(db, "select count(*) from assignments") == 0


@pytest.mark.parametrize("students", [10, 500])
def test_no_page_asks_more_of_the_database_in_a_larger_class(
    visit: Open, cast: Cast, web: Flask, db: Connection, clock: MovableClock, students: int
) -> None:
    course = cast.courses["SE-1"]
    for n in range(students):
        enroll(db, course, add_person(db, f"s{n}", f"Student {n}", stored="none"))
    clock.set(MONDAY)
    for n in range(10):
        add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + timedelta(days=n + 1))
    db.execute("select stageclock.activate_stage(id, null) from stages where status = 'pending' limit 3")
    add_course_work(db, course, "Other", manager=cast.people["dora"])
    dora, work = visit("dora"), f"/assignments/{cast.bookshop}"
    pages = ("/assignments/new", f"/courses/{course}/assignments/new", f"{work}/edit", f"{work}/deletion")
    for path in pages:
        with statements(web) as sent:
            assert dora.get(path).status_code == 200
        assert len(sent) <= 12, (path, len(sent), sent)
