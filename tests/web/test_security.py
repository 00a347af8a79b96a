"""What keeps pages safe: headers, cookies, tokens, TLS, and the pages that nobody may see unasked."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from tests.cast import Cast
from tests.web.browser import address_of
from tests.web.conftest import Open, running

HEADERS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}
PUBLIC = {
    "/sign-in", "/sign-out", "/language", "/appearance", "/healthz", "/readyz", "/health/clock", "/metrics",
    "/calendars/<token>.ics", "/calendars/<token>/assignments/<key:assignment_id>.ics",
}  # fmt: skip
FOR_EVERY_PROGRAM = {"/api/v1/openapi.json", "/api/v1/docs"}


@pytest.fixture
def web(settings: Settings) -> Iterator[Flask]:
    """An application of one's own, to add pages to."""
    yield from running(settings)


@pytest.fixture
def behind_tls(settings: Settings) -> Iterator[FlaskClient]:
    """A browser of a site whose address is https, behind one proxy."""
    secure = settings.model_copy(update={"public_url": "https://school.example", "trusted_proxies": 1})
    for web in running(secure):
        yield web.test_client()


def test_every_address_for_programs_asks_for_a_token_unless_it_is_listed_here(web: Flask, visit: Open) -> None:
    bob = visit("bob")  # whose session counts for nothing there
    rules = [rule for rule in web.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    assert len(rules) > 10
    for rule in rules:
        for method in {"GET", "POST", "PATCH", "PUT", "DELETE"} & (rule.methods or set()):
            answer = bob.client.open(address_of(rule.rule), method=method)
            assert answer.status_code == (200 if rule.rule in FOR_EVERY_PROGRAM else 401), rule.rule


def test_every_page_asks_for_signing_in_unless_it_is_listed_here(web: Flask, visit: Open) -> None:
    stranger = visit()
    token = stranger.token()
    for rule in web.url_map.iter_rules():
        if rule.endpoint.endswith("static") or rule.rule in PUBLIC | {"/live"}:  # which is not a page: 401
            continue
        if rule.rule.startswith("/api/v1/"):
            continue
        path = address_of(rule.rule)
        # Where the body is received late, the token goes with the address.
        answer = stranger.get(path) if "GET" in (rule.methods or ()) else stranger.post(f"{path}?csrf_token={token}")
        assert answer.status_code == 302, path
        assert answer.location.startswith("/sign-in"), path


def test_every_form_is_refused_without_its_token(web: Flask, visit: Open) -> None:
    bob = visit("bob")
    for rule in web.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/v1/"):  # where sessions count for nothing
            assert bob.client.post(address_of(rule.rule)).status_code == 400, rule.rule


def test_every_answer_carries_the_headers(visit: Open) -> None:
    bob = visit("bob")
    for path in ("/sign-in", "/", "/nowhere", "/static/stageclock.css", "/healthz"):
        headers = bob.get(path).headers
        assert "Strict-Transport-Security" not in headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
            assert part in headers["Content-Security-Policy"], path
        for name, value in HEADERS.items():
            assert headers[name] == value, path


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(visit: Open, cast: Cast) -> None:
    pages = ("/", "/clock", "/account/password", f"/assignments/{cast.bookshop}", "/nowhere")
    dora = visit("dora")
    for text in [visit().get("/sign-in").text, *(dora.get(path).text for path in pages)]:
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", text)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def test_no_cache_keeps_a_page(visit: Open) -> None:
    headers = visit("bob").get("/").headers
    assert headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Accept-Language"} <= set(headers["Vary"].split(", "))


def test_over_plain_http_the_cookie_is_httponly_and_lax(visit: Open) -> None:
    cookie = visit().sign_in("bob").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    assert "Expires" not in cookie, "closing the browser signs out"


def test_over_https_cookies_are_secure_and_hsts_is_on(behind_tls: FlaskClient) -> None:
    answer = behind_tls.get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "school.example"})
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_plain_http_is_sent_to_https_where_the_address_says_so(behind_tls: FlaskClient) -> None:
    answer = behind_tls.get("/sign-in", headers={"X-Forwarded-Proto": "http", "X-Forwarded-Host": "school.example"})
    assert (answer.status_code, answer.location) == (302, "https://school.example/sign-in")


def test_monitors_inside_the_host_are_answered_over_plain_http(behind_tls: FlaskClient) -> None:
    assert behind_tls.get("/healthz").status_code == 200
    assert behind_tls.get("/readyz").status_code == 200


def test_nobody_is_believed_about_proxies_that_there_are_not(web: Flask) -> None:
    seen: list[tuple[str, str]] = []

    def look() -> str:
        from flask import request  # noqa: PLC0415

        seen.append((request.remote_addr or "", request.host))
        return ""

    look.is_public = True  # type: ignore[attr-defined]
    web.add_url_rule("/look", view_func=look)
    web.test_client().get("/look", headers={"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example"})
    assert seen == [("127.0.0.1", "localhost")]


@pytest.mark.parametrize(
    ("public_url", "page"),
    [("https://school.example", "/sign-in"), ("https://school.example/clock/", "/clock/sign-in")],
)
def test_pages_are_below_the_path_of_public_url_whatever_a_browser_says(
    settings: Settings, public_url: str, page: str
) -> None:
    for web in running(settings.model_copy(update={"public_url": public_url, "trusted_proxies": 1})):
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "school.example", "X-Forwarded-Prefix": "/evil"}
        browser = web.test_client()
        assert browser.get("/", headers=said).location.startswith(page)
        shown = browser.get("/sign-in", headers=said).text
        assert f'href="{page.removesuffix("/sign-in")}/static/' in shown
        assert "/evil" not in shown
