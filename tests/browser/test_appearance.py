"""Light, dark and on paper, as a browser really shows it."""

from typing import Any

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.cast import Cast
from tests.plans import HOUR, MONDAY, add_stage

Connection = psycopg.Connection[Any]

DARK, LIGHT = "rgb(16, 22, 28)", "rgb(244, 246, 248)"
GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(autouse=True)
def stages(db: Connection, cast: Cast) -> None:
    """A plan to print."""
    for n in range(6):
        add_stage(db, cast.bookshop, MONDAY + n * HOUR, MONDAY + (n + 1) * HOUR, name=f"Stage {n}")


def choose(page: Page, name: str) -> None:
    """Open the menu and press one of its buttons."""
    page.locator("[popovertarget=menu]").click()
    page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_choice_holds_against_the_browsers_and_stays_on_the_page(
    visit_in_browser: Visit, cast: Cast, javascript: bool
) -> None:
    page = visit_in_browser("bob", javascript=javascript)
    page.goto(f"/assignments/{cast.bookshop}")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == DARK
    choose(page, "Light")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bookshop")
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="light")
    choose(page, "Dark")
    assert page.evaluate(GROUND) == DARK
    choose(page, "Automatic")
    assert page.evaluate(GROUND) == LIGHT


def test_the_menu_opens_and_closes_by_keys(visit_in_browser: Visit) -> None:
    page = visit_in_browser("bob")
    opener = page.get_by_role("button", name="Bob Bauer")
    opener.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Change my password")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(opener).to_be_focused()


def shown(parts: Locator) -> list[str]:
    """The words of those parts that can be seen."""
    return [part.inner_text() for part in parts.all() if part.is_visible()]


def test_paper_is_light_and_holds_nothing_to_press(visit_in_browser: Visit, cast: Cast) -> None:
    page = visit_in_browser("alice")
    choose(page, "Dark")
    for path in ("", "/plan", "/history"):
        page.goto(f"/assignments/{cast.bookshop}{path}")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light", path
        assert shown(page.locator("button, .btn, form, nav, header, summary")) == [], path
        expect(page.get_by_role("heading", level=1)).to_have_text("Bookshop")
    page.goto(f"/assignments/{cast.bookshop}/plan")
    rules = page.locator(".sc-stage").evaluate_all("(all) => all.map((part) => getComputedStyle(part).breakInside)")
    assert rules == ["avoid"] * 6
