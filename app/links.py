"""Addresses within the application, as templates write them: built once, for a page has dozens of the same.

A static file's says what is in it when it is first linked to; like templates, it is as it was until the next start.
"""

from functools import lru_cache
from typing import Any

from flask import current_app, request

MANY = 10_000  # addresses that a process remembers
SHORT = 40  # characters of a value in them: nobody fills the memory by asking for long ones


def url_for(endpoint: str, **values: Any) -> str:
    """What Flask's `url_for` says of an endpoint by its full name."""
    if "_external" in values or not all(_is_short(value) for value in values.values()):
        return current_app.url_for(endpoint, **values)
    return _known(request.script_root, endpoint, **values)


def _is_short(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and len(value) <= SHORT)


@lru_cache(MANY, typed=True)
def _known(_below: str, endpoint: str, **values: Any) -> str:
    return current_app.url_for(endpoint, **values)
