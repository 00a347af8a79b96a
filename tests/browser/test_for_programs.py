"""What programs can ask, read by people: folded, and opened by an address, without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_in_both
from tests.browser.chromium import CHINESE, DESK, ENGLISH, PHONE
from tests.browser.conftest import Visit

DOCS = "/api/v1/docs"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_is_folded_and_its_contents_open_a_subject(visit_in_browser: Visit, width: int) -> None:
    page = visit_in_browser(width=width, javascript=False)
    page.goto(DOCS)
    assert page.locator("html").evaluate("page => page.scrollHeight") < 5000
    assert page.locator("html").evaluate("page => page.scrollWidth") <= width
    teams = page.locator("#subject-teams")
    expect(teams).to_be_hidden()
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Teams", exact=True).click()
    expect(teams).to_be_in_viewport()
    expect(page.locator("#create_team")).to_be_hidden()


def test_an_address_opens_the_operation_that_it_names_and_its_shapes_open_from_there(visit_in_browser: Visit) -> None:
    page = visit_in_browser(javascript=False)
    page.goto(f"{DOCS}#preview_stage")
    preview = page.locator("#preview_stage")
    expect(preview).to_be_in_viewport()
    expect(preview).to_contain_text("activation")
    preview.get_by_role("link", name="ForesightOut").click()
    expect(page.locator("#ForesightOut")).to_be_in_viewport()
    expect(page.locator("#ForesightOut")).to_contain_text("digest")
    page.goto(f"{DOCS}#StageEditIn")
    expect(page.locator("#StageEditIn")).to_contain_text("ends_at date-time or null")
    expect(page.locator("#StageEditIn")).to_contain_text("submission_mode file, link or null")


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_axe_is_content_with_it_folded_and_open_in_both_appearances(visit_in_browser: Visit, language: str) -> None:
    page = visit_in_browser(language=language, width=PHONE)
    for address in (DOCS, f"{DOCS}#create_team", f"{DOCS}#StageEditIn"):
        page.goto("about:blank")
        page.goto(address)
        assert violations_in_both(page) == []
