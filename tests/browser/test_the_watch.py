"""The tests' own eyes: what a page must not do is noticed."""

import shutil
from time import monotonic

import pytest
from playwright.sync_api import Route

from tests.browser.chromium import CHINESE, ENGLISH, PATIENCE, PHONE, Visitors, find_chromium
from tests.browser.looks import mishaps_of


def faults_after(visitors: Visitors, script: str) -> str:
    """What is noticed when the sign-in page runs a script, as soon as it is; it does not count against this test."""
    page = visitors.visit()
    page.goto("/sign-in")
    page.evaluate(script)
    deadline = monotonic() + PATIENCE / 1000
    while not visitors.faults and monotonic() < deadline:
        page.wait_for_timeout(20)
    noticed = " ".join(visitors.faults)
    visitors.faults.clear()
    return noticed


def test_an_error_of_a_script_is_noticed(visitors: Visitors) -> None:
    assert "JavaScript: oh" in faults_after(visitors, "setTimeout(() => { throw new Error('oh') })")


def test_what_the_policy_refuses_is_noticed(visitors: Visitors) -> None:
    script = "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))"
    assert "Content Security Policy" in faults_after(visitors, script)
    assert "Content Security Policy" in faults_after(visitors, "document.body.setAttribute('style', 'color: red')")


def test_a_request_to_elsewhere_is_noticed(visitors: Visitors) -> None:
    assert "left this machine: http://localhost:9/" in faults_after(visitors, "location = 'http://localhost:9/'")


def test_a_missing_part_of_a_page_is_noticed(visitors: Visitors) -> None:
    script = "document.body.append(Object.assign(new Image(), {src: '/static/none.png'}))"
    assert "404 from GET" in faults_after(visitors, script)


def test_what_sticks_out_of_a_phone_is_noticed(visitors: Visitors) -> None:
    page = visitors.visit(width=PHONE)
    page.goto("/sign-in")
    assert mishaps_of(page, ENGLISH) == []
    page.evaluate("document.querySelector('main').append('x'.repeat(99), document.createElement('h1'))")
    page.locator("main").evaluate("(main) => { main.style.whiteSpace = 'nowrap'; main.style.overflowWrap = 'normal'; }")
    mishaps = " ".join(mishaps_of(page, CHINESE))
    for mishap in ("scrolls sideways to", "2 h1", "lang=en"):
        assert mishap in mishaps, mishap


def test_a_page_is_looked_at_with_its_styles(visitors: Visitors) -> None:
    def answer_late(route: Route) -> None:
        page.wait_for_timeout(200)
        route.continue_()

    page = visitors.visit(width=PHONE)
    page.route("**/stageclock.css?*", answer_late)
    page.goto("/sign-in", wait_until="commit")
    assert mishaps_of(page, ENGLISH) == []
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--sc-line')")


def test_a_missing_chromium_is_one_sentence_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(pytest.fail.Exception, match=r"There is no Chromium here .* bin/setup --dev installs it"):
        find_chromium()
