"""Reads single values of a TG-EDU row. SQLite keeps whatever it was given, so every value is looked at."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

Row = Mapping[str, Any]

LARGEST = 2**31 - 1  # PostgreSQL's integer
LATEST = datetime.max.replace(tzinfo=UTC)


class Refused(Exception):
    """A row that breaks a rule; `str()` says which one, in plain words."""


def plain(text: str) -> str:
    """Text on one line, without anything a terminal would obey."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text)


def shown(value: object) -> str:
    """A value as a report quotes it: plain, and not too long."""
    text = plain(value if isinstance(value, str) else repr(value))
    return f'"{text[:77]}…"' if len(text) > 78 else f'"{text}"'


def storable(value: object, column: str) -> str:
    """The value as text that PostgreSQL can keep; refuse other bytes and other types."""
    if not isinstance(value, str):
        raise Refused(f"its {column} is no text: {shown(value)}")
    if "\0" in value:
        raise Refused(f"its {column} holds a NUL character")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise Refused(f"its {column} is not UTF-8")
    return value


def prose(row: Row, column: str) -> str:
    """Text of any length, kept to the letter; null is the empty text."""
    return "" if row[column] is None else storable(row[column], column)


def optional_word(row: Row, column: str) -> str | None:
    """Text without blanks around it; None where nothing else is there."""
    return prose(row, column).strip() or None


def word(row: Row, column: str) -> str:
    """Text without blanks around it; refuse where nothing else is there."""
    found = optional_word(row, column)
    if found is None:
        raise Refused(f"its {column} is blank")
    return found


def instant(row: Row, column: str) -> datetime | None:
    """A point in time, to the microsecond. TG-EDU writes naive UTC."""
    value = row[column]
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise Refused(f"its {column} is not a time: {shown(value)}") from None


def whole(row: Row, column: str, default: int) -> int:
    """A whole number from 1 to PostgreSQL's largest; null is TG-EDU's own default."""
    value = default if row[column] is None else row[column]
    if not isinstance(value, int) or not 1 <= value <= LARGEST:
        raise Refused(f"its {column} is no number from 1 on: {shown(value)}")
    return value


def flag(row: Row, column: str) -> bool:
    """Yes or no; null is no, as TG-EDU's own code takes it."""
    if row[column] not in (None, 0, 1):
        raise Refused(f"its {column} is neither 0 nor 1: {shown(row[column])}")
    return bool(row[column])


def window(row: Row) -> tuple[datetime | None, datetime | None]:
    """Start and end, either of which may be open; refuse an end that is not after the start."""
    starts_at, ends_at = instant(row, "start_date"), instant(row, "end_date")
    if starts_at and ends_at and ends_at <= starts_at:
        relation = "at the instant at which" if ends_at == starts_at else "before"
        raise Refused(
            f"it ends ({ends_at:%Y-%m-%d %H:%M:%S} UTC) {relation} it starts ({starts_at:%Y-%m-%d %H:%M:%S} UTC)"
        )
    return starts_at, ends_at


def one_of(row: Row, column: str, words: Mapping[str, str], default: str) -> str:
    """Our word for one of theirs; null is TG-EDU's own default, and any other is refused."""
    said = default if row[column] is None else row[column]
    if said not in words:
        raise Refused(f"its {column} {shown(said)} is unknown")
    return words[said]


def oldest_first(rows: Iterable[Row], column: str) -> list[Row]:
    """Rows by an instant of theirs, those without one last, equal ones in the order in which they stand."""

    def age(row: Row) -> datetime:
        try:
            return instant(row, column) or LATEST
        except Refused:
            return LATEST

    return sorted(rows, key=age)
