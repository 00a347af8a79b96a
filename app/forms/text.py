"""Text as it is kept: one line, without what PostgreSQL or a page cannot hold."""

import unicodedata


def one_line(text: str | None) -> str:
    """A line without spaces around it and without control characters: nobody types those, but they can be pasted."""
    kept = "".join(c for c in text or "" if c in "\t\n\r" or unicodedata.category(c) not in {"Cc", "Cs"})
    return " ".join(kept.split())
