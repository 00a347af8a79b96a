"""Every page in a language in which every translation is bracketed: what stands outside brackets nobody can translate.

The scans of test_unmarked_words.py read the code; this reads what comes out of it, whatever way it went.
"""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from babel import Locale
from babel.support import NullTranslations
from flask import Flask, render_template_string

from app.languages import Texts
from tests.addresses import Places, addresses
from tests.browser.test_every_page import places  # noqa: F401  a fixture
from tests.unmarked import Spoken, has_words
from tests.web.browser import Browser
from tests.web.conftest import Open
from tests.web.test_unmarked_words import KNOWN

OPEN, CLOSE = "⟦", "⟧"
# Outside brackets: units and offsets, which are the same in every language, and the columns of pg_cron's tables.
SAME_EVERYWHERE = {"UTC", "B", "kB", "MB", "https", *KNOWN["templates/clock/cron.html"]}
# What is shown as it is stored: every text of every table, and never the name of a type's value.
TEXTS = (
    "select format('select distinct %I::text from %I.%I where %I is not null', column_name, table_schema, table_name,"
    " column_name) from information_schema.columns where table_schema in ('public', 'cron')"
    " and data_type in ('text', 'name', 'character varying', 'bigint', 'integer') and table_name !~ '^pg_'"
)


class Bracketing(NullTranslations):
    """A language whose every text is the English one in brackets."""

    def ugettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return self.ugettext(singular if num == 1 else plural)


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch, web: Flask) -> None:
    """Every page is in that language from here on."""
    monkeypatch.setattr(Texts, "get_translations", lambda _self: Bracketing())
    monkeypatch.setattr(web.jinja_env, "languages", {})
    monkeypatch.setattr(web.jinja_env, "bytecode_cache", None)


@pytest.fixture
def data(db: psycopg.Connection[Any]) -> re.Pattern[str]:
    """What is stored, the longest first; descriptions are made into other words by Markdown."""
    db.execute("update assignments set description = '' where description <> ''")
    queries = [query for (query,) in db.execute(TEXTS).fetchall()]
    values = {str(value).strip() for query in queries for (value,) in db.execute(query).fetchall()} - {""}
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sorted(values, key=len, reverse=True)))


class Outside(Spoken):
    """Collects the texts of a page that stand outside brackets, which may span several elements."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [value or "" for name, value in attrs if name == "lang"]
        kept, self.texts = self.texts, []
        super().handle_starttag(tag, attrs)
        self.texts = [*kept, *("".join(outside(text, 0)[0]) for text in self.texts)]

    def handle_data(self, data: str) -> None:
        rest, self.depth = outside(data, self.depth)
        super().handle_data(rest)


def outside(text: str, depth: int) -> tuple[str, int]:
    """What of a text stands outside brackets, and how deep in them it ends."""
    rest = ""
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        rest += " " if character in OPEN + CLOSE else character if depth == 0 else ""
    return rest, depth


def unbracketed(html: str, data: re.Pattern[str]) -> list[str]:
    """The texts of a page that nobody can translate and that are no data."""
    page = Outside()
    page.feed(html)
    page.close()
    assert page.depth == 0
    left = (re.sub("|".join(rf"\b{word}\b" for word in SAME_EVERYWHERE), "", data.sub("", t)) for t in page.texts)
    return [text.strip() for text in left if has_words(text)]


def pages(browser: Browser, app: Flask, places: Places) -> Iterator[tuple[str, str]]:  # noqa: F811
    """Every page that a person gets to see, by its address."""
    for address in ["/none", *addresses(app, places)]:
        answer = browser.get(address)
        if answer.headers["Content-Type"].startswith("text/html") and answer.status_code not in {302, 303, 308}:
            yield address, answer.text
        answer.get_data()  # a file that is sent piece by piece is read to its end


@pytest.mark.parametrize("username", ["bob", "dora", "erin", None])
def test_no_page_says_what_cannot_be_translated(
    visit: Open,
    web: Flask,
    places: Places,  # noqa: F811
    data: re.Pattern[str],
    username: str | None,
    request: pytest.FixtureRequest,
) -> None:
    browser = visit(username)
    request.getfixturevalue("bracketed")
    seen = [(address, text) for address, html in pages(browser, web, places) for text in unbracketed(html, data)]
    assert not seen, "\n".join(f"{address}: {text}" for address, text in seen)


def test_every_language_attribute_names_a_language(visit: Open, web: Flask, places: Places) -> None:  # noqa: F811
    for language, tag in (("en", "en"), ("zh-CN", "zh-Hans-CN")):
        for _address, html in pages(visit("dora", language), web, places):
            page = Outside()
            page.feed(html)
            assert page.tags[0] == tag
            assert {str(Locale.parse(each, sep="-")) for each in page.tags} <= {"en", "zh_Hans", "zh_Hans_CN"}


def test_a_text_outside_brackets_is_found(web: Flask, bracketed: None) -> None:
    template = (
        '<p title="Unmarked">{{ _("Sign in") }} Bob {{ x }}</p><p>{{ _("Next: %(x)s", x="<b>late</b>"|safe) }}</p>'
    )
    with web.test_request_context("/"):
        html = render_template_string(template, x="planned")
    assert unbracketed(html, re.compile(r"\bBob\b")) == ["Unmarked", "planned"]
