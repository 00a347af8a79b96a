"""Every page on a phone, a desk and a wide screen, in both languages, light and dark: it fits, and axe is content."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Page
from psycopg.types.json import Jsonb

from tests.addresses import Places, addresses_by_rule
from tests.browser.axe import violations_in_both
from tests.browser.chromium import CHINESE, DESK, ENGLISH, PHONE, WIDE
from tests.browser.conftest import Visit
from tests.browser.looks import mishaps_of
from tests.cast import Cast, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.effort import LONG
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team

Connection = psycopg.Connection[Any]

LIGHTEST, HEAVIEST = 10_000, 100_000  # bytes as transferred
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, part) => sum + part.encodedBodySize, 0)"""

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
    report = add_stage(db, cast.bookshop, MONDAY, MONDAY + 90 * HOUR, name=LONG_WORD, kind="submission")
    division = add_stage(db, cast.bookshop, MONDAY, MONDAY + 90 * HOUR, name=LONG_WORD, kind="division")
    ahead = add_stage(db, cast.bookshop, MONDAY + 90 * HOUR, MONDAY + 99 * HOUR, name="Design")
    greta, gustav = add_person(db, "greta", LONG_WORD), add_person(db, "gustav", LONG_WORD)
    for student in (greta, gustav):
        enroll(db, cast.courses["SE-1"], student)
    team = add_team(db, cast.bookshop, [cast.people["bob"], greta])
    db.execute("update teams set name = %s", [LONG_WORD])
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    db.execute("insert into calendar_addresses (user_id, token) select id, repeat(md5(id::text), 2) from users")
    made = work_of(db, cast, team, report, division)
    for act in ("pause_stage", "resume_stage"):
        db.execute(f"select stageclock.{act}(%s, %s, %s)", [ahead, cast.people["erin"], LONG_WORD])
    return {
        "assignment_id": [cast.bookshop],
        "stage_id": [done, ahead, report, division],
        "team_id": [team],
        "transition_id": [one(db, "select id from stage_transitions where stage_id = %s order by id desc", done)],
        "course_id": [cast.courses["SE-1"]],
        "user_id": [greta],
        "person_id": [greta],
        "draft_id": [add_draft(db, cast)],
        "attachment_id": [],  # files, not pages
        "file_id": [],
        "token": [],  # calendars
        **made,
    }


def work_of(db: Connection, cast: Cast, team: int, report: int, division: int) -> dict[str, list[int]]:
    """What Bob's team and Erin have written, in long words: a role, a task, a hand-in, a later end, a message."""
    bob, erin = cast.people["bob"], cast.people["erin"]
    role = one(db, "select stageclock.add_role(%s, null, %s, %s, true, %s, true)", division, LONG_WORD, LONG_WORD, erin)
    one(db, "select stageclock.assign_role(%s, %s, %s, %s, true)", role, team, bob, erin)
    task = one(db, "select stageclock.add_task(%s, %s, %s, %s, 'high', null, %s)", team, LONG_WORD, LONG_TEXT, bob, bob)
    one(db, "select stageclock.report_progress(%s, 50, %s, %s)", task, LONG_WORD, bob)
    db.execute("update stages set submission_mode = 'link' where id = %s", [report])
    ticket = one(db, "select stageclock.begin_submission(%s, %s, %s)", report, team, bob)
    link = f"https://example.org/{LONG_WORD}"
    one(db, "select stageclock.complete_submission(%s, %s, %s, '[]', %s)", ticket, link, LONG_WORD, bob)
    one(db, "select stageclock.extend_stage(%s, %s, %s, %s, %s)", report, team, MONDAY + 95 * HOUR, LONG_WORD, erin)
    one(db, "select stageclock.broadcast(%s, %s, %s)", cast.bookshop, LONG_WORD, erin)
    return {"role_id": [role], "task_id": [task]}


def add_draft(db: Connection, cast: Cast) -> int:
    """A class list that Erin has uploaded and not applied."""
    row = {"row": 2, "student_number": "20260001", "name": LONG_WORD, "email": None, "username": None}
    insert = (
        "insert into roster_drafts (course_id, created_by, file_name, encoding, rows)"
        " values (%s, %s, 'class.csv', 'utf-8', %s) returning id"
    )
    return int(one(db, insert, cast.courses["SE-1"], cast.people["erin"], Jsonb([row])))


# Dora sees all that Erin sees, and a little more; Bob sees what is for students.
EVERYBODY = [("bob", ENGLISH), ("bob", CHINESE), ("dora", ENGLISH), ("erin", CHINESE)]


@pytest.mark.parametrize(("username", "language"), EVERYBODY if LONG else EVERYBODY[1:])
def test_every_page_fits(visit_in_browser: Visit, web: Flask, places: Places, username: str, language: str) -> None:
    page = visit_in_browser(username, language=language)
    by_rule = addresses_by_rule(web, places)
    answers = {address: page.request.get(address, max_redirects=0) for built in by_rule.values() for address in built}
    failed = [f"{answer.status} from {address}" for address, answer in answers.items() if answer.status == 500]
    failed += [rule for rule, built in by_rule.items() if username == "dora" and built and is_closed(answers, built)]
    shown = ["/none", *(address for address, answer in answers.items() if is_page(answer))]
    mishaps = [mishap for address in shown for mishap in mishaps_at(page, address, language)]
    assert not failed + mishaps, "\n".join(failed + mishaps)


def is_closed(answers: dict[str, APIResponse], built: list[str]) -> bool:
    """Whether none of a rule's addresses leads anywhere: for the admin there is something of every kind."""
    return all(answers[address].status in {403, 404} for address in built)


def is_page(answer: APIResponse) -> bool:
    """Whether who is signed in gets a page, if only to say why not now, rather than a file or another address."""
    return answer.status in {200, 409} and answer.headers["content-type"].startswith("text/html")


def too_heavy(page: Page) -> list[str]:
    """What the page and all that it loads weigh on their way, where that is more than they may, or cannot be."""
    page.wait_for_load_state("load")
    weight = page.evaluate(WEIGHT)
    return [f"{page.url}: {weight} bytes"] if not LIGHTEST < weight < HEAVIEST else []


def mishaps_at(page: Page, address: str, language: str) -> list[str]:
    """What is wrong with one page, however wide and in whichever colours."""
    page.goto(address)
    mishaps = too_heavy(page)
    for width in (WIDE, DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 844})
        mishaps += mishaps_of(page, language)
    return mishaps + violations_in_both(page)
