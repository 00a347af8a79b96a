"""What axe says of pages that no address alone leads to: of nobody, of errors, of what a form answers, of the menu."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_both
from tests.browser.chromium import CHINESE, ENGLISH, PHONE, sign_in
from tests.browser.conftest import Visit
from tests.browser.looks import mishaps_of
from tests.cast import Cast

LANGUAGES = pytest.mark.parametrize("language", [ENGLISH, CHINESE])


def faults_of(page: Page, language: str) -> list[str]:
    """What any page must not have."""
    return mishaps_of(page, language) + violations_in_both(page)


@LANGUAGES
def test_the_way_in(visit_in_browser: Visit, language: str) -> None:
    page = visit_in_browser(language=language, width=PHONE)
    page.goto("/")
    assert faults_of(page, language) == []
    sign_in(page, "bob", "open barley")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_of(page, language) == []
    page.locator("[popovertarget=menu]").click()
    expect(page.locator("#menu")).to_be_visible()
    assert faults_of(page, language) == []


@LANGUAGES
def test_the_menu_and_what_there_is_not(visit_in_browser: Visit, language: str) -> None:
    page = visit_in_browser("dora", language=language, width=PHONE)
    page.goto("/nowhere")
    assert faults_of(page, language) == []
    page.locator("[popovertarget=menu]").click()
    expect(page.locator("#menu")).to_be_visible()
    assert faults_of(page, language) == []


@LANGUAGES
def test_forms_that_come_back_with_what_is_wrong(visit_in_browser: Visit, cast: Cast, language: str) -> None:
    page = visit_in_browser("alice", language=language, width=PHONE)
    page.goto(f"/assignments/{cast.bookshop}/plan")
    page.locator("[name=starts_at]").last.evaluate("(field) => { field.closest('details').open = true; }")
    form = page.locator("form", has=page.locator("[name=starts_at]")).last
    form.locator("[name=name]").fill("Design")
    form.locator("[name=starts_at]").fill("2030-03-05T10:00")
    form.locator("[name=ends_at]").fill("2030-03-04T10:00")
    form.locator("[type=submit]").last.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    assert faults_of(page, language) == []
    page.goto("/account/password")
    page.locator("main form").last.evaluate("(form) => { form.noValidate = true; }")
    page.locator("main [type=submit]").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    assert faults_of(page, language) == []


def test_axe_sees_what_is_wrong_in_either_colours(visit_in_browser: Visit) -> None:
    page = visit_in_browser()
    page.goto("/sign-in")
    page.locator("label").first.evaluate("(label) => label.remove()")
    page.locator("h1").evaluate("(heading) => { heading.style.color = 'light-dark(#000, #222)'; }")
    found = violations_in_both(page)
    assert any("label" in each for each in found), found
    assert [each for each in found if "color-contrast" in each] == [each for each in found if each.startswith("dark: ")]
    assert any(each.startswith("dark: ") for each in found)
