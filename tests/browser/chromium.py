"""Chromium for tests: one person a context, watched for everything that a page must not do."""

import re
import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.cast import PASSWORD
from tests.clusters import ROOT

PICTURES = ROOT / ".local" / "browser"
PHONE, DESK, WIDE = 360, 1280, 1920  # pixels
CHINESE, ENGLISH = "zh-CN", "en-GB"
# Chromium's sandbox refuses root, which is who runs in CI; containers have a small /dev/shm and no graphics card.
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")
PATIENCE = 20_000.0  # milliseconds: a machine may be busy, and what is there already is not waited for
LAST_WORDS = 30.0  # milliseconds in which a page may still complain before it is closed
# A page may be refused on purpose: answers are judged by `Visitors.judge_answer`, which knows what was asked for.
ANSWERED = "Failed to load resource: the server responded with a status of"

expect.set_options(timeout=PATIENCE)


def find_chromium() -> str:
    """The program, from the PATH or from Debian's place."""
    found = shutil.which("chromium") or shutil.which("/usr/bin/chromium")
    if not found:
        pytest.fail("There is no Chromium here to try the pages in: bin/setup --dev installs it.", pytrace=False)
    return found


@dataclass
class Visitors:
    """The people of one test, each with a browser context of their own, and what went wrong on their pages."""

    browser: Browser
    site: str
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def visit(
        self, username: str | None = None, *, language: str = ENGLISH, width: int = DESK, javascript: bool = True
    ) -> Page:
        """A page in a context of its own; where a name is given, that person has signed in through the form."""
        context = self.browser.new_context(
            base_url=self.site, locale=language, viewport={"width": width, "height": 844},
            java_script_enabled=javascript, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self._watch(context)
        page = context.new_page()
        self.pages[f"{len(self.pages) + 1}-{username or 'nobody'}"] = page
        if username:
            page.goto("/sign-in")
            sign_in(page, username)
            expect(page.locator(".sc-person")).to_be_visible()
        return page

    def take_pictures(self, test: str) -> list[str]:
        """What everybody sees now, as files that git ignores."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        taken = []
        for name, page in self.pages.items():
            if not page.is_closed():
                taken.append(str(PICTURES / f"{re.sub(r'[^a-z0-9]+', '-', test.lower())}-{name}.png"))
                page.screenshot(path=taken[-1], full_page=True)
        return taken

    def leave(self, test: str) -> list[str]:
        """Close every context; returns what went wrong, to the last, and then where the pictures are."""
        for page in self.pages.values():
            if not page.is_closed():
                page.wait_for_timeout(LAST_WORDS)
        pictures = self.take_pictures(test) if self.faults else []
        for page in self.pages.values():
            page.context.close()
        return [*self.faults, *pictures]

    def judge_answer(self, answer: Response) -> None:
        """What is asked for may be refused, but never by a failure of ours; what pages are made of is always there."""
        asked = answer.request
        limit = 500 if asked.is_navigation_request() or asked.method == "POST" else 400
        if answer.status >= limit:
            self.faults.append(f"{answer.status} from {asked.method} {answer.url}")

    def _watch(self, context: BrowserContext) -> None:
        context.on("weberror", lambda mishap: self.faults.append(f"JavaScript: {mishap.error}"))
        context.on("console", self._judge_message)
        context.on("request", self._judge_request)
        context.on("response", self.judge_answer)

    def _judge_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWERED):
            self.faults.append(f"console: {message.text}")

    def _judge_request(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in {"data", "blob"} and where.hostname != "127.0.0.1":
            self.faults.append(f"left this machine: {request.url}")


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form, in whichever language it is, and send it by Enter."""
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
