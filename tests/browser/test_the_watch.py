"""The tests' own eyes: what a page must not do is noticed."""

import shutil

import pytest

from tests.browser.chromium import Visitors, find_chromium


def faults_after(visitors: Visitors, script: str) -> str:
    """What is noticed when the sign-in page runs a script; it does not count against this test."""
    page = visitors.visit()
    page.goto("/sign-in")
    page.evaluate(script)
    page.wait_for_timeout(100)
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


def test_a_missing_chromium_is_one_sentence_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(AssertionError, match="There is no Chromium here to try the pages in: run bin/setup --dev"):
        find_chromium()
