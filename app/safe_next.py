"""Where to go after signing in: only ever to a page of ours."""

import re

# One slash, then neither slash nor backslash: "//host" and "/\host" are other people's addresses to a browser,
# which also drops tabs and line breaks before it looks.
OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def safe_next(asked: str | None, otherwise: str) -> str:
    """The path asked for if it stays on this site, else the other."""
    return asked if asked and OWN_PATH.fullmatch(asked) else otherwise
