"""Pages are small on the way, and what they are made of is fetched once."""

import os
import re
from collections.abc import Iterator
from gzip import decompress

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from tests.cast import Cast
from tests.web.conftest import Open, running

LINKED = re.compile(r'(?:src|href)="(/(?:static|bootstrap/static)/[^"]+)"')
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def web(settings: Settings) -> Iterator[Flask]:
    """An application of one's own, to add pages to."""
    yield from running(settings)


def fetch(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """As a browser asks, but for what is given."""
    return client.get(path, headers={**BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}})


def linked_from(client: FlaskClient, path: str = "/") -> list[str]:
    """The static files that a page names."""
    return LINKED.findall(client.get(path).text)


def test_pages_and_static_text_are_compressed_as_the_browser_asks(visit: Open) -> None:
    bob = visit("bob").client
    assert len(linked_from(bob)) >= 3
    for path in ("/", *linked_from(bob)):
        plain = fetch(bob, path, Accept_Encoding="").data
        packed, zipped = fetch(bob, path), fetch(bob, path, Accept_Encoding="gzip, deflate")
        assert "Accept-Encoding" in packed.headers["Vary"]
        if len(plain) < 500:  # nothing to gain
            continue
        assert packed.headers["Content-Encoding"] == "br", path
        assert zipped.headers["Content-Encoding"] == "gzip", path
        assert len(packed.data) < len(plain) / 2
        if path != "/":  # a page's token is made anew
            assert brotli.decompress(packed.data) == decompress(zipped.data) == plain


def test_what_another_site_asks_for_tells_nothing_by_its_length(visit: Open) -> None:
    bob = visit("bob").client
    for site, is_compressed in (("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)):
        assert ("Content-Encoding" in fetch(bob, "/", Sec_Fetch_Site=site).headers) is is_compressed, site


def test_downloads_and_streams_stay_as_they_are(web: Flask, visit: Open, cast: Cast) -> None:
    def stream() -> Response:
        return Response(iter(["data: tick\n\n"] * 100), mimetype="text/event-stream")

    def page_to_keep() -> Response:
        return Response("<p>kept</p>" * 100, headers={"Content-Disposition": "attachment"})

    web.add_url_rule("/stream", view_func=stream)
    web.add_url_rule("/keep", view_func=page_to_keep)
    alice = visit("alice").client
    for path in ("/stream", "/keep", f"/assignments/{cast.bookshop}/history.csv", "/health/clock"):
        assert "Content-Encoding" not in fetch(alice, path).headers, path


def test_part_of_a_static_file_is_sent_as_it_is(visit: Open) -> None:
    part = fetch(visit().client, "/static/stageclock.css", Range="bytes=0-9")
    assert (part.status_code, len(part.data)) == (206, 10)
    assert "Content-Encoding" not in part.headers


def test_static_files_are_kept_for_a_year_under_the_address_of_their_content(visit: Open) -> None:
    browser = visit().client
    for path in linked_from(browser, "/sign-in"):
        assert re.search(r"\?v=[0-9a-f]{12}$", path), path
        assert browser.get(path).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_under_any_other_address_they_are_asked_for_each_time(visit: Open) -> None:
    browser = visit().client
    for path in ("/static/stageclock.css", "/static/stageclock.css?v=0123456789ab"):
        for encoding in ("br", "gzip", ""):
            answer = fetch(browser, path, Accept_Encoding=encoding)
            assert answer.headers["Cache-Control"] == "no-cache", path
            again = fetch(browser, path, Accept_Encoding=encoding, If_None_Match=answer.headers["ETag"])
            assert (again.status_code, again.data) == (304, b""), (path, encoding)


def test_a_changed_file_gets_another_address(web: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("static")
    web.static_folder = str(folder)
    with web.test_request_context():
        seen = set()
        for n, text in enumerate(("a", "b")):
            (folder / "style.css").write_text(text)
            os.utime(folder / "style.css", (n, n))
            seen.add(web.url_for("static", filename="style.css"))
        assert len(seen) == 2
        assert web.url_for("static", filename="none.css") == "/static/none.css"
