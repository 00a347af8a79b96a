"""Every page on a phone and on a desk, in both languages: nothing sticks out, one heading, the right language."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Page
from psycopg.types.json import Jsonb

from tests.addresses import Places, addresses
from tests.browser.chromium import CHINESE, DESK, ENGLISH, PHONE
from tests.browser.conftest import Visit
from tests.browser.looks import mishaps_of
from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one

Connection = psycopg.Connection[Any]

# No browser breaks these by itself.
LONG_WORD = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"
LONG_TEXT = (
    "# Heading\n\n| a table | of two |\n|---|---|\n| cells | cells |\n\n    " + "code " * 60 + "\n\n" + LONG_WORD
)


@pytest.fixture
def places(db: Connection, cast: Cast, database: Database, clock: MovableClock) -> Places:
    """Something of every kind that has a page, by the name its address uses: in mid-term, with long names."""
    db.execute("update assignments set title = %s, description = %s", [LONG_WORD, LONG_TEXT])
    done = add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams", kind="team_formation")
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 90 * HOUR, name=LONG_WORD, kind="submission")
    ahead = add_stage(db, cast.bookshop, MONDAY + 90 * HOUR, MONDAY + 99 * HOUR, name="Design")
    greta = add_person(db, "greta", LONG_WORD)
    enroll(db, cast.courses["SE-1"], greta)
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    for act in ("pause_stage", "resume_stage"):
        db.execute(f"select stageclock.{act}(%s, %s, %s)", [ahead, cast.people["erin"], LONG_WORD])
    return {
        "assignment_id": [cast.bookshop],
        "stage_id": [done, ahead],
        "course_id": [cast.courses["SE-1"]],
        "user_id": [greta],
        "person_id": [greta],
        "draft_id": [add_draft(db, cast)],
        "attachment_id": [],  # files, not pages
    }


def add_draft(db: Connection, cast: Cast) -> int:
    """A class list that Erin has uploaded and not applied."""
    row = {"row": 2, "student_number": "20260001", "name": LONG_WORD, "email": None, "username": None}
    insert = (
        "insert into roster_drafts (course_id, created_by, file_name, encoding, rows)"
        " values (%s, %s, 'class.csv', 'utf-8', %s) returning id"
    )
    return int(one(db, insert, cast.courses["SE-1"], cast.people["erin"], Jsonb([row])))


# Dora sees all that Erin sees, and more: each page is seen in both languages.
@pytest.mark.parametrize(
    ("username", "language"), [("bob", ENGLISH), ("bob", CHINESE), ("dora", ENGLISH), ("erin", CHINESE)]
)
def test_every_page_fits(visit_in_browser: Visit, web: Flask, places: Places, username: str, language: str) -> None:
    page = visit_in_browser(username, language=language)
    answers = {address: page.request.get(address, max_redirects=0) for address in addresses(web, places)}
    failed = [f"{answer.status} from {address}" for address, answer in answers.items() if is_amiss(answer, username)]
    shown = ["/none", *(address for address, answer in answers.items() if is_page(answer))]
    mishaps = [mishap for address in shown for mishap in mishaps_at(page, address, language)]
    assert not failed + mishaps, "\n".join(failed + mishaps)


def is_amiss(answer: APIResponse, username: str) -> bool:
    """Whether it is a failure of ours, or the admin, for whom there is everything, is told that something is not."""
    return answer.status == 500 or (username == "dora" and answer.status in {403, 404})


def is_page(answer: APIResponse) -> bool:
    """Whether who is signed in gets a page, if only to say why not now, rather than a file or another address."""
    return answer.status in {200, 409} and answer.headers["content-type"].startswith("text/html")


def mishaps_at(page: Page, address: str, language: str) -> list[str]:
    """What is wrong with one page, on a phone and on a desk."""
    page.goto(address)
    mishaps = []
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        mishaps += mishaps_of(page, language)
    return mishaps
