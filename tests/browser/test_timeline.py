"""The timeline without a mouse, and on a phone."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESK
from tests.browser.conftest import Visit
from tests.browser.test_keyboard import reached_by_tab
from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import MONDAY, add_stage

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)
SMALL = 360
INSIDE = """() => {
    const box = (element) => element.getBoundingClientRect();
    const axis = box(document.querySelector("#timeline-picture"));
    const bars = [...document.querySelectorAll("#timeline-picture a rect")].map(box);
    return bars.every((bar) => bar.left >= axis.left - 1 && bar.right <= axis.right + 1 && bar.width > 1);
}"""


@pytest.fixture
def plan(cast: Cast, db: Connection, clock: MovableClock) -> list[int]:
    """Four stages: the second lies before the first, and one is a minute long."""
    clock.set(MONDAY)
    windows = ((2, 4), (0, 2), (10, 10.001), (30, 40))
    names = ("Roles", "Teams", "Talks", "Report")
    return [
        add_stage(db, cast.bookshop, MONDAY + start * DAY, MONDAY + end * DAY, name=name)
        for (start, end), name in zip(windows, names, strict=True)
    ]


def bars_reached(page: Page) -> list[str]:
    """Through which bars Tab leads, in order, by the names of their stages."""
    reached_by_tab(page, 80)  # every stop is seen to have the focus
    page.evaluate("document.activeElement.blur()")
    names = []
    for _ in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.closest('a[id^=bar-]')?.querySelector('title').textContent.trim()")
        names += [said.partition(":")[0]] if said else []
    return names[:4]


def test_tab_leads_through_the_bars_by_row_or_by_time(visit_in_browser: Visit, cast: Cast, plan: list[int]) -> None:
    page = visit_in_browser("alice")
    page.goto(f"/assignments/{cast.bookshop}")
    assert bars_reached(page) == ["Roles", "Teams", "Talks", "Report"]
    page.goto("/dashboard")
    assert bars_reached(page) == ["Teams", "Roles", "Talks", "Report"]


def test_enter_on_a_bar_leads_to_its_stage(visit_in_browser: Visit, cast: Cast, plan: list[int]) -> None:
    page = visit_in_browser("bob")
    page.goto(f"/assignments/{cast.bookshop}")
    bar = page.get_by_role("link", name="Report: Pending.")
    expect(bar).to_have_accessible_name(
        "Report: Pending. From Wed 3 Apr 2030, 16:00 UTC+8 to Sat 13 Apr 2030, 16:00 UTC+8."
    )
    bar.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#stage-{plan[3]}")
    expect(page.locator(f"#stage-{plan[3]}")).to_be_in_viewport()


def test_course_works_scroll_in_a_region_that_is_named_and_takes_the_focus(
    visit_in_browser: Visit, plan: list[int]
) -> None:
    page = visit_in_browser("alice", width=SMALL)
    page.goto("/dashboard")
    region = page.get_by_role("region", name="Course works and their stages on the axis")
    expect(region).to_have_attribute("tabindex", "0")
    expect(region.get_by_role("list", name="Bookshop").get_by_role("listitem")).to_have_count(4)
    name, last = region.locator(".sc-axis-name a"), region.get_by_role("link", name="Report")
    expect(last).not_to_be_in_viewport()
    region.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(last).to_be_in_viewport()
    expect(name).to_be_in_viewport()


@pytest.mark.parametrize("width", [SMALL, DESK])
def test_a_plan_fits_without_scrolling(visit_in_browser: Visit, cast: Cast, plan: list[int], width: int) -> None:
    page = visit_in_browser("bob", width=width)
    page.goto(f"/assignments/{cast.bookshop}")
    assert page.evaluate(INSIDE)
    expect(page.locator("#timeline-picture").get_by_role("listitem")).to_have_count(4)
