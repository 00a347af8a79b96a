"""Fixtures for tests in a real browser: the application behind a real server, one Chromium, and people who visit."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.chromium import ARGUMENTS, Visitors, find_chromium
from tests.cast import Cast
from tests.web.conftest import cast, cheap_passwords, compiled_translations, settings, web

__all__ = ["cast", "cheap_passwords", "compiled_translations", "settings", "web"]

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def stage_hand() -> Iterator[ThreadPoolExecutor]:
    """The one thread in which Playwright lives, and with it the tests that use it.

    Playwright leaves an event loop running in its thread, in which Flask then cannot close a database session: in
    pytest's own thread every other test of this process would fail.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield thread


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run tests that visit pages where Playwright lives."""
    stage_hand = pyfuncitem.funcargs.get("stage_hand")
    if not isinstance(stage_hand, ThreadPoolExecutor):
        return None
    stage_hand.submit(perform, pyfuncitem).result()
    return True


def perform(test: pytest.Function) -> None:
    """Run one test, and where it fails say where the pictures of its pages are."""
    try:
        test.obj(**{name: test.funcargs[name] for name in test._fixtureinfo.argnames})
    except BaseException:
        here = test.funcargs.get("visitors")
        if isinstance(here, Visitors):
            print("What they saw:", *here.take_pictures(test.name), sep="\n")
        raise


@pytest.fixture(scope="session")
def chromium(stage_hand: ThreadPoolExecutor) -> Iterator[Browser]:
    """One Chromium a test process."""
    program = find_chromium()
    playwright = stage_hand.submit(sync_playwright().start).result()
    yield stage_hand.submit(playwright.chromium.launch, executable_path=program, args=ARGUMENTS).result()
    stage_hand.submit(playwright.stop).result()  # and with it the browser


@pytest.fixture
def site(web: Flask, cast: Cast) -> Iterator[str]:
    """The address at which the application answers, on a free port."""
    server = make_server("127.0.0.1", 0, web, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitors(
    stage_hand: ThreadPoolExecutor, chromium: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[Visitors]:
    """Who visits in this test; the test fails if one of their pages did what no page may."""
    here = Visitors(chromium, site)
    yield here
    faults = stage_hand.submit(here.leave, request.node.name).result()
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.fixture
def visit_in_browser(visitors: Visitors) -> Visit:
    """`visit_in_browser("bob", width=PHONE)` is a page in which Bob has signed in; without a name, nobody has."""
    return visitors.visit
