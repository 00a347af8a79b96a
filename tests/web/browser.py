"""A browser for tests: keeps cookies, sends forms with their token, reads pages as text."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass
class Browser:
    """One person's browser with the language it asks for."""

    client: FlaskClient
    language: str = "en"

    def get(self, path: str, **options: Any) -> TestResponse:
        """Fetch a page, without following redirects."""
        answer = self.client.get(path, headers={"Accept-Language": self.language}, **options)
        for value in answer.headers.values():
            value.encode("latin-1")  # as every server does with it, and as the test client does not
        return answer

    def post(self, path: str, fields: Mapping[str, Any] | None = None, seen_on: str = "/sign-in") -> TestResponse:
        """Send a form with the token found on a page; a file is a pair of its bytes as a stream and its name."""
        sent = {"csrf_token": self.token(seen_on), **(fields or {})}
        return self.client.post(path, data=sent, headers={"Accept-Language": self.language})

    def token(self, seen_on: str = "/sign-in") -> str:
        """The token of the session, as a form on a page carries it."""
        found = TOKEN.search(self.client.get(seen_on, follow_redirects=True).text)
        assert found, f"no form on {seen_on}"
        return found[1]

    def sign_in(self, username: str, password: str = PASSWORD, path: str = "/sign-in") -> TestResponse:
        """Fill in the sign-in form."""
        return self.post(path, {"username": username, "password": password})

    def read(self, path: str) -> str:
        """The words of a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.status
        return words_of(answer)


def words_of(answer: TestResponse) -> str:
    """The text of a page as a reader sees it: without tags, spaces folded."""
    _, _, body = re.sub(r"<body[^>]*>", "<body>", answer.text).rpartition("<body>")
    body = re.sub(r'<span class="sc-countdown"[^>]*>([^<]*)</span>', r"\1", body)
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
    return re.sub(r" ([.,:;])", r"\1", text)


def address_of(rule: str) -> str:
    """An address that a rule of the application answers: the first of several words, 1 for every key."""
    return re.sub(r"<[^>]+>", "1", re.sub(r"<any\((\w+)[^>]*>", r"\1", rule))
