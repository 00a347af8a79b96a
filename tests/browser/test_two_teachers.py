"""Two teachers at the same stage at the same time."""

from typing import Any

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.cast import Cast
from tests.plans import HOUR, MONDAY, add_stage

Connection = psycopg.Connection[Any]


@pytest.fixture
def design(db: Connection, cast: Cast) -> int:
    """The bookshop's stage: Monday from 16:00 to 17:00 in Shanghai."""
    return add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Design")


def open_form(page: Page) -> Locator:
    """The form of Design, reached as one does."""
    page.get_by_role("link", name="Bookshop").click()
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_label("Edit Design …").click()
    return page.locator("li.sc-stage form.sc-times")


def test_the_second_is_told_and_loses_nothing_typed(visit_in_browser: Visit, design: int) -> None:
    alice, erin = open_form(visit_in_browser("alice")), open_form(visit_in_browser("erin"))
    erin.get_by_label("Reason").fill("as we agreed")  # from now on her form waits for her alone

    alice.get_by_label("Name").fill("Design and review")
    alice.get_by_label("What it is about").fill("Alice's words")
    alice.get_by_role("button", name="Save").click()
    expect(alice.page.locator(".sc-flash")).to_have_text("Design and review is saved.")

    erin.get_by_label("What it is about").fill("Erin's words")
    erin.get_by_role("button", name="Save").click()
    expect(erin.page.get_by_role("alert")).to_contain_text("changed")
    expect(erin.get_by_label("Name")).to_have_value("Design and review")
    expect(erin.get_by_label("What it is about")).to_have_value("Erin's words")
    expect(erin.get_by_label("Reason")).to_have_value("as we agreed")
    expect(erin.get_by_text("Stored now: Alice's words")).to_be_visible()

    erin.get_by_role("button", name="Save").click()
    expect(erin.page.locator(".sc-flash")).to_have_text("Design and review is saved.")
    expect(erin.get_by_label("What it is about")).to_have_value("Erin's words")
    expect(erin.get_by_label("End", exact=True)).to_have_value("2030-03-04T17:00")
