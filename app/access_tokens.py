"""Access tokens as their owners hold them: 256 random bits behind a prefix that finds them where they leaked."""

import hashlib
import secrets

PREFIX = "sc_"


def make() -> str:
    """A new token, shown to its owner once."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token. Nobody guesses 256 random bits, however fast they are hashed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
