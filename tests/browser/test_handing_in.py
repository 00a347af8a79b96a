"""Handing in with a browser: the progress bar, and refusals that lose nothing."""

from typing import Any

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.hands import pdf, showing_progress
from tests.cast import Cast
from tests.clusters import MovableClock
from tests.handing_in import PDF, Place, prepare
from tests.plans import HOUR, MONDAY

Connection = psycopg.Connection[Any]


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    """Bob's team hands in one file of at most 2 MB."""
    place = prepare(db, cast, clock)
    db.execute("update stages set max_files = 1, max_file_mb = 2, file_types = '{pdf}' where id = %s", [place.stage])
    return place


def test_bob_sees_it_being_sent_and_what_is_refused_keeps_his_words(
    visit_in_browser: Visit, db: Connection, clock: MovableClock, place: Place
) -> None:
    page = visit_in_browser("bob")
    page.get_by_role("link", name="Bookshop").click()
    page.get_by_role("link", name="Hand in", exact=True).click()
    files, button = page.get_by_label("Files"), page.get_by_role("button", name="Hand in")
    page.get_by_label("Note to the teachers").fill("our words")

    files.set_input_files(pdf("huge.pdf", PDF + bytes(2 << 20)))
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("larger than 2 MB")
    assert not db.execute("select from submission_tickets").fetchall(), "it was sent all the same"

    files.set_input_files(pdf("notes.pdf", b"plain words"))
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("notes.pdf")
    expect(page.get_by_label("Note to the teachers")).to_have_value("our words")

    files.set_input_files(pdf("report.pdf", PDF + bytes(1 << 20)))
    with showing_progress(page):
        button.click()
        expect(page.get_by_text("It is handed in.")).to_be_visible()
    expect(page.get_by_text("our words")).to_be_visible()
    expect(page.get_by_role("link", name="report.pdf")).to_be_visible()

    clock.set(MONDAY + HOUR)
    files.set_input_files(pdf("late.pdf", PDF))
    button.click()
    expect(page.get_by_text("This stage is not open for your team.")).to_be_visible()
    assert len(db.execute("select from submissions").fetchall()) == 1
