"""Programs for tests: each shows an access token of somebody, or none."""

from dataclasses import dataclass
from typing import Any

import psycopg
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import access_tokens
from tests.handing_in import body_of
from tests.plans import one

API = "/api/v1"


@dataclass
class Program:
    """A program of one person's."""

    client: FlaskClient
    token: str | None

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for something; a header is named with underscores."""
        return self.client.get(API + path, headers=self._headers(headers))

    def send(self, path: str, body: object = None, method: str = "POST", **headers: str) -> TestResponse:
        """Send JSON."""
        return self.client.open(API + path, method=method, json=body, headers=self._headers(headers))

    def upload(self, path: str, *files: tuple[bytes, str], **fields: str) -> TestResponse:
        """Send a form with files, each as its content and name."""
        body, content_type = body_of(*files, **fields)
        headers = self._headers({"Content_Type": content_type})
        return self.client.post(API + path, data=body, headers=headers)

    def items(self, path: str) -> list[dict[str, Any]]:
        """The rows of a list."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["items"]
        return found

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        shown = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**shown, **{name.replace("_", "-"): value for name, value in more.items()}}


def give_token(db: psycopg.Connection[Any], person: int, scope: str = "write") -> str:
    """A new token of somebody's."""
    token = access_tokens.make()
    call = "select stageclock.create_access_token(%s, 'a test', %s, %s, 30)"
    one(db, call, person, access_tokens.digest(token), scope)
    return token
