"""Whether a command printed what its document says."""

import re

# A line that is … alone stands for any lines, within a line it stands for any words.
ANY_LINES, ANY_WORDS = r"(?:.*\n)*?", ".*?"
ZONE = r"\b(?:UTC|[A-Z]{3,4}|[+-]\d\d)\b"


def is_as_shown(shown: str, printed: str) -> bool:
    """Figures, blanks and the terminal's zone are those of the day: they may be others than shown."""
    return re.fullmatch(_pattern(shown), _plain(printed)) is not None


def _pattern(shown: str) -> str:
    lines = _plain(shown).splitlines()
    return "".join(ANY_LINES if line == "…" else _line(line) + "\n" for line in lines)


def _line(line: str) -> str:
    return ANY_WORDS.join(re.escape(part) for part in line.split("…"))


def _plain(text: str) -> str:
    text = re.sub(r"(?<=\d\d:\d\d:\d\d )" + ZONE, "UTC", text)
    text = re.sub(r"-{2,}", "--", re.sub(r"\d+", "0", text))
    return "".join(" ".join(line.split()) + "\n" for line in text.splitlines()).strip("\n") + "\n"
