"""The plan's editor under the hands: stages are dragged or moved by arrows, and fields come and go with the kind."""

from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.cast import Cast
from tests.plans import add_stage

Connection = psycopg.Connection[Any]


@pytest.fixture
def plan(db: Connection, cast: Cast) -> str:
    """The address of a plan of three stages."""
    for name in ("Teams", "Design", "Report"):
        add_stage(db, cast.bookshop, None, None, name=name)
    return f"/assignments/{cast.bookshop}/plan"


def expect_order(page: Page, *names: str) -> None:
    expect(page.locator("li.sc-stage h3")).to_have_text([f"{n}. {name}" for n, name in enumerate(names, start=1)])


def test_a_stage_is_dragged_to_where_it_is_dropped(visit_in_browser: Visit, plan: str) -> None:
    page = visit_in_browser("alice")
    page.goto(plan)
    rows = page.locator("li.sc-stage")
    handle, last = rows.first.locator(".sc-mark"), rows.last.bounding_box()
    assert last
    handle.drag_to(rows.last, target_position={"x": 200, "y": last["height"] - 5})
    expect(page.locator(".sc-flash")).to_have_text("Teams is moved.")
    expect_order(page, "Design", "Report", "Teams")
    rows.last.locator(".sc-mark").drag_to(rows.nth(1), target_position={"x": 200, "y": 5})
    expect_order(page, "Design", "Teams", "Report")


def test_the_arrows_do_the_same_from_the_keyboard(visit_in_browser: Visit, plan: str) -> None:
    page = visit_in_browser("alice")
    page.goto(plan)
    expect(page.get_by_role("button", name="Move Teams up")).to_be_disabled()
    page.get_by_role("button", name="Move Report up").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sc-flash")).to_have_text("Report is moved.")
    expect_order(page, "Teams", "Report", "Design")


def test_what_is_handed_in_is_asked_of_hand_ins_alone(visit_in_browser: Visit, plan: str) -> None:
    page = visit_in_browser("alice")
    page.goto(plan)
    page.get_by_text("Add a stage …").click()
    form = page.locator("form#new")
    expect(form.get_by_label("What is handed in")).to_be_hidden()
    form.get_by_label("Kind").select_option("Submission")
    expect(form.get_by_label("What is handed in")).to_be_visible()


def test_what_is_wrong_has_the_focus(visit_in_browser: Visit, plan: str) -> None:
    page = visit_in_browser("alice")
    page.goto(plan)
    page.get_by_label("Edit Design …").click()
    form = page.locator("li.sc-stage", has_text="Design").locator("form.sc-times")
    form.get_by_label("Name").fill("Draft")
    form.get_by_label("End", exact=True).fill("2001-01-01T08:00:00")
    form.get_by_role("button", name="Save").click()
    wrong = page.locator("input[aria-invalid=true]")
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
    expect(form.get_by_label("Name")).to_have_value("Draft")
