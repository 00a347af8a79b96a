"""A page left open through a restart of the database and of the web is right again by itself."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import LAST_WORDS, Visitors
from tests.browser.conftest import Visit
from tests.cast import Cast, gather
from tests.clusters import Database, running_cluster
from tests.plans import add_stage, one
from tests.serving import Web, running_web

Connection = psycopg.Connection[Any]
AGAIN = 10_000.0  # milliseconds in which a page is right again, once what it needs is back


@pytest.fixture
def own() -> Iterator[Database]:
    """A database in a cluster of its own, which can be stopped."""
    with running_cluster("postgres") as cluster:
        cluster.run_sql("postgres", "create database sc")
        database = Database(cluster, "sc")
        database.prepare()
        yield database


@pytest.fixture
def cast(own: Database, cheap_passwords: None) -> Cast:
    """Everybody in their place in that database."""
    with own.connect() as db:
        return gather(db)


@pytest.fixture
def served(own: Database, cast: Cast, tmp_path: Path) -> Iterator[Web]:
    """The web, as operators run it."""
    with running_web(own, tmp_path, workers=2) as web:
        yield web


@pytest.fixture
def site(served: Web) -> str:
    """Where people visit."""
    return served.address


def left_open(visit: Visit, cast: Cast) -> Page:
    """Bob at the bookshop."""
    page = visit("bob")
    page.goto(f"/assignments/{cast.bookshop}")
    expect(page.locator("body")).to_have_attribute("data-hears", "yes")
    page.evaluate("window.isTheSamePage = true")
    return page


def open_stage(own: Database, cast: Cast) -> int:
    """A teacher plans and opens a stage."""
    with own.connect() as db:
        stage = add_stage(db, cast.bookshop, None, None, name="Design")
        one(db, "select stageclock.activate_stage(%s, %s)", stage, cast.people["alice"])
        return stage


def expect_to_be_right(page: Page, visitors: Visitors, stage: int) -> None:
    """The page shows the stage as open, without having been loaded again, and says nothing of lost connections.

    That something could not be reached meanwhile is no fault of the page.
    """
    expect(page.locator(f"#stage-{stage} .sc-pill.sc-active")).to_be_visible(timeout=AGAIN)
    expect(page.locator("#live-notice")).to_be_hidden()
    assert page.evaluate("window.isTheSamePage")
    page.wait_for_timeout(LAST_WORDS)
    visitors.faults[:] = [fault for fault in visitors.faults if "net::ERR_" not in fault and "50" not in fault[:2]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_through_a_restart_of_the_web(
    visit_in_browser: Visit, visitors: Visitors, served: Web, own: Database, cast: Cast, number: int
) -> None:
    page = left_open(visit_in_browser, cast)
    served.stop(number)
    stage = open_stage(own, cast)
    expect(page.locator("#live-notice")).to_contain_text("No connection")
    served.start()
    expect_to_be_right(page, visitors, stage)
    expect_to_be_right(page, visitors, open_stage(own, cast))


def test_through_a_restart_of_the_database(
    visit_in_browser: Visit, visitors: Visitors, own: Database, cast: Cast
) -> None:
    page = left_open(visit_in_browser, cast)
    own.cluster.stop("immediate")
    own.cluster.start()
    stage = open_stage(own, cast)
    expect_to_be_right(page, visitors, stage)
    expect_to_be_right(page, visitors, open_stage(own, cast))
