"""Addresses as people type them: beyond this process, PUBLIC_URL says what is before the path."""

from urllib.parse import urlsplit

from flask import current_app


def public_url() -> str:
    """PUBLIC_URL, without a stroke at its end."""
    return str(current_app.config["SETTINGS"].public_url).rstrip("/")


def public_address(endpoint: str, **values: object) -> str:
    """The whole address of a page, for what is read elsewhere: calendars, mail."""
    return public_url() + current_app.url_map.bind("").build(endpoint, values)


def public_host() -> str:
    """The host that people know us by."""
    return urlsplit(public_url()).hostname or "stageclock"
