"""Addresses that templates write are remembered, and are what Flask would say each time."""

from typing import Any

import pytest
from flask import Flask
from flask import url_for as asked

from app.links import SHORT, _known, url_for

CASES = [
    ("assignments.index", {}),
    ("assignments.show", {"assignment_id": 7, "_anchor": "stage-3"}),
    ("assignments.index", {"page": 2}),
    ("static", {"filename": "stageclock.css"}),
    ("people.index", {"q": "x" * 300}),
    ("people.index", {"q": ["a", "b"]}),
    ("sessions.new", {"_external": True}),
]


@pytest.mark.parametrize(("endpoint", "values"), CASES)
def test_they_are_what_flask_says(web: Flask, endpoint: str, values: dict[str, Any]) -> None:
    for below in ("", "/course"):
        with web.test_request_context(base_url=f"http://localhost{below}/"):
            assert url_for(endpoint, **values) == url_for(endpoint, **values) == asked(endpoint, **values)


def test_what_somebody_typed_does_not_fill_the_memory(web: Flask) -> None:
    with web.test_request_context():
        before = _known.cache_info().currsize
        for n in range(10):
            url_for("people.index", q=f"{n}".zfill(SHORT + 1))
        assert _known.cache_info().currsize == before
