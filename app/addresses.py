"""Addresses that people hand out: they are shown as links, so nothing but http and https is one."""

import re
from urllib.parse import urlsplit

HTTP = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


def is_http(url: str) -> bool:
    """Whether a browser fetches it by http or https from a host, and it holds neither blanks nor control characters."""
    try:
        return bool(HTTP.fullmatch(url) and urlsplit(url).hostname)
    except ValueError:
        return False
