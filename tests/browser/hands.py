"""Somebody at a page who does what people do: presses, types, waits for what comes, in English or in Chinese."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from playwright.sync_api import FilePayload, Locator, Page, Request, expect

from tests.browser.chromium import CHINESE, ENGLISH
from tests.browser.looks import mishaps_of
from tests.web.conftest import CATALOGUE

# Where things are that belong to somebody: the address holds a key.
KEYED = re.compile(r"/\d+")


@cache
def catalogue() -> Catalog:
    """The Chinese one."""
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="zh_Hans_CN")


def in_chinese(said: str) -> str:
    """What a page says in Chinese for an English id, which must be one."""
    found = catalogue()[said].string
    return found if isinstance(found, str) else next(iter(found or ()))


@dataclass
class Hand:
    """Somebody at a page, who knows its words by their English ids, and where they have been."""

    page: Page
    language: str = ENGLISH
    addresses: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("request", self._remember)

    def _remember(self, asked: Request) -> None:
        """Keep the address of a page that not everybody may see."""
        if asked.is_navigation_request() and asked.method == "GET" and KEYED.search(urlsplit(asked.url).path):
            self.addresses.add(asked.url)

    def say(self, said: str) -> str:
        """A text of the pages in the language of this reader."""
        return in_chinese(said) if self.language == CHINESE else said

    def follow(self, link: str) -> None:
        """Press what leads elsewhere."""
        self.page.get_by_role("link", name=self.say(link), exact=True).click()

    def press(self, button: str, about: str = "") -> None:
        """Press what sends a form; of several alike, the one about somebody or something."""
        self.page.get_by_role("button", name=f"{self.say(button)} {about}".strip(), exact=True).click()

    def unfold(self, summary: str) -> None:
        """Press what shows a form."""
        self.page.get_by_text(self.say(summary), exact=True).click()

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """What is typed into, by its label."""
        return (within or self.page).get_by_label(self.say(label), exact=True)

    def stage(self, name: str) -> Locator:
        """One stage, in the plan or in the overview."""
        return self.page.locator("li.sc-stage", has=self.page.get_by_role("heading", name=name))

    def arrive_at(self, title: str) -> None:
        """Wait for the page with this heading, and look at it as at every page."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        assert mishaps_of(self.page, self.language) == []

    def is_told(self, said: str, **names: object) -> None:
        """Wait for what the page says after an act."""
        expect(self.page.locator(".sc-flash")).to_have_text(self.say(said) % names)


@contextmanager
def watching(*hands: Hand) -> Iterator[None]:
    """Pages that are only looked at: whatever changes in them changes by itself, without being loaded again."""
    for hand in hands:
        hand.page.evaluate("window.isTheSame = true")
    yield
    for hand in hands:
        assert hand.page.evaluate("window.isTheSame === true"), f"{hand.page.url} was loaded again"


@contextmanager
def showing_progress(page: Page) -> Iterator[None]:
    """The progress bar of the page must move meanwhile."""
    page.evaluate(
        "new MutationObserver(() => { window.hasMoved = true; })"
        ".observe(document.querySelector('progress'), {attributes: true})"
    )
    yield
    assert page.evaluate("window.hasMoved === true"), "no progress was shown"


def pdf(name: str, content: bytes) -> FilePayload:
    """A file that somebody chooses on their machine."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}
