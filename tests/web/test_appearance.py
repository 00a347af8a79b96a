"""Light and dark: as the browser is set, or as a person chose."""

import re

from flask import Flask

from tests.web.conftest import Open

FOLLOWS = (None, "light dark")
PRESSED = re.compile(r'name="appearance"\s+value="(\w+)"\s+aria-pressed="(\w+)"')


def marks(page: str) -> tuple[str | None, str]:
    """What the page says of its colours: to the style sheet, and to the browser before that is there."""
    attribute = re.search(r'<html lang="[^"]+"(?: data-appearance="([^"]+)")?>', page)
    scheme = re.search(r'<meta name="color-scheme" content="([^"]+)">', page)
    assert attribute and scheme
    return attribute[1], scheme[1]


def test_a_page_follows_the_browser_until_somebody_chooses(visit: Open) -> None:
    browser = visit()
    assert marks(browser.get("/sign-in").text) == FOLLOWS
    for chosen, expected in (("dark", ("dark", "dark")), ("light", ("light", "light")), ("automatic", FOLLOWS)):
        answer = browser.post("/appearance", {"appearance": chosen, "next": "/sign-in?next=/clock"})
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/clock")
        assert marks(browser.get("/sign-in").text) == expected


def test_the_choice_stays_when_somebody_signs_in_and_is_marked(visit: Open) -> None:
    browser = visit()
    browser.post("/appearance", {"appearance": "dark"})
    browser.sign_in("bob")
    page = browser.get("/").text
    assert marks(page) == ("dark", "dark")
    assert dict(PRESSED.findall(page)) == {"automatic": "false", "light": "false", "dark": "true"}


def test_the_cookie_is_for_this_site_alone_and_lasts_a_year(visit: Open) -> None:
    cookie = visit().post("/appearance", {"appearance": "dark"}).headers["Set-Cookie"]
    for part in ("stageclock_appearance=dark", "HttpOnly", "SameSite=Lax", "Max-Age=31536000"):
        assert part in cookie, part
    assert "Secure" not in cookie, "over plain http"


def test_over_https_the_cookie_is_secure(web: Flask, visit: Open) -> None:
    browser = visit()
    web.config["SESSION_COOKIE_SECURE"] = True
    for address, field, value in (("/appearance", "appearance", "dark"), ("/language", "locale", "en")):
        assert "Secure" in browser.post(address, {field: value}).headers.get_all("Set-Cookie")[0], address


def test_what_there_is_not_is_refused_or_passed_over(visit: Open) -> None:
    browser = visit()
    for appearance in ("", "blue", 'dark" onload="'):
        assert browser.post("/appearance", {"appearance": appearance}).status_code == 400, appearance
        browser.client.set_cookie("stageclock_appearance", appearance)
        assert marks(browser.get("/sign-in").text) == FOLLOWS


def test_choosing_leads_to_no_other_site(visit: Open) -> None:
    assert visit().post("/appearance", {"appearance": "dark", "next": "//evil.example"}).location == "/"
