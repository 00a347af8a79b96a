"""Every page on a phone and on a desk, in both languages: nothing sticks out, one heading, the right language."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.chromium import CHINESE, DESK, ENGLISH, PHONE
from tests.browser.conftest import Visit
from tests.browser.looks import mishaps_of
from tests.cast import Cast
from tests.plans import HOUR, MONDAY, add_stage

Connection = psycopg.Connection[Any]

# What answers to GET and is no page of HTML.
NO_PAGES = {"attachments.show", "bootstrap.static", "health.alive", "health.clock", "health.ready", "static"}


@pytest.fixture
def places(db: Connection, cast: Cast) -> dict[str, int]:
    """Something of every kind that has a page, by the name its address uses."""
    stage = add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Design", kind="submission")
    return {"assignment_id": cast.bookshop, "stage_id": stage}


@pytest.fixture
def addresses(web: Flask, places: dict[str, int]) -> list[str]:
    """The address of every page."""
    rules = [
        rule for rule in web.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES
    ]
    urls = web.url_map.bind("")
    return [urls.build(rule.endpoint, {name: places[name] for name in rule.arguments}) for rule in rules]


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
@pytest.mark.parametrize("username", ["alice", "bob", "dora"])
def test_every_page_fits(visit_in_browser: Visit, addresses: list[str], username: str, language: str) -> None:
    page = visit_in_browser(username, language=language)
    mishaps = [mishap for address in addresses for mishap in mishaps_at(page, address, language)]
    assert not mishaps, "\n".join(mishaps)


def mishaps_at(page: Page, address: str, language: str) -> list[str]:
    """What is wrong with one page, on a phone and on a desk."""
    page.goto(address)
    mishaps = []
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        mishaps += mishaps_of(page, language)
    return mishaps
