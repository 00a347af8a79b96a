"""From signing in to signing out, and the language on the way."""

from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import CHINESE, sign_in
from tests.browser.conftest import Visit
from tests.cast import Cast
from tests.plans import HOUR, MONDAY, add_stage

Connection = psycopg.Connection[Any]


@pytest.fixture(autouse=True)
def design(db: Connection, cast: Cast) -> int:
    """The bookshop's stage, which waits for its start."""
    return add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Design")


def test_bob_signs_in_sees_the_bookshop_and_signs_out(visit_in_browser: Visit) -> None:
    page = visit_in_browser("bob")
    page.get_by_role("link", name="Bookshop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bookshop")
    expect(page.locator("#stages + ol")).to_contain_text("Design")
    page.get_by_role("button", name="Bob Bauer").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_wrong_password_keeps_the_name_and_says_so(visit_in_browser: Visit) -> None:
    page = visit_in_browser()
    page.goto("/sign-in")
    sign_in(page, "bob", "open barley")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value("bob")
    sign_in(page, "bob")
    expect(page.get_by_role("heading", level=1)).to_have_text("My course work")


def test_the_language_is_switched_and_switched_back(visit_in_browser: Visit) -> None:
    page = visit_in_browser("bob")
    page.get_by_role("link", name="Bookshop").click()
    page.get_by_role("button", name="Bob Bauer").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bookshop")
    expect(page.get_by_role("heading", name="阶段")).to_be_visible()
    page.get_by_role("button", name="Bob Bauer").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Stages")).to_be_visible()


def test_a_chinese_browser_is_answered_in_chinese(visit_in_browser: Visit) -> None:
    page = visit_in_browser("bob", language=CHINESE)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的大作业")


def buttons(page: Page) -> list[str]:
    """What one can press in the content of a page, whether it is drawn as a button by a form or by a link."""
    return page.locator("main").locator("button, .btn").all_inner_texts()


def test_a_student_sees_no_button_of_the_staff(visit_in_browser: Visit) -> None:
    alice, bob = visit_in_browser("alice"), visit_in_browser("bob")
    for page in (alice, bob):
        page.get_by_role("link", name="Bookshop").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bookshop")
    assert buttons(alice)
    assert buttons(bob) == []


def test_a_stranger_is_told_that_there_is_no_such_page(visit_in_browser: Visit, cast: Cast) -> None:
    page = visit_in_browser("charlie")
    answer = page.goto(f"/assignments/{cast.bookshop}")
    assert answer is not None and answer.status == 404
    expect(page.locator(".sc-code")).to_have_text("404")
    expect(page.get_by_text("Bookshop")).to_have_count(0)
    page.get_by_role("link", name="To my course work").click()
    expect(page.get_by_role("heading", name="No course work yet")).to_be_visible()


def test_everything_works_without_javascript(visit_in_browser: Visit) -> None:
    page = visit_in_browser("alice", javascript=False)
    page.get_by_role("link", name="Bookshop").click()
    expect(page.get_by_role("heading", name="Stages")).to_be_visible()
    page.get_by_role("link", name="Pause all of it …").click()
    page.get_by_label("Reason").fill("the power is off")
    page.get_by_role("button", name="Yes, pause all of it").click()
    expect(page.locator(".sc-flash")).to_contain_text("Bookshop is paused")
    expect(page.get_by_text("the power is off").first).to_be_visible()
    page.get_by_role("button", name="Alice Ahn").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", name="阶段")).to_be_visible()
