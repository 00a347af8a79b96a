"""The kinds of values, strict both ways: whole numbers are no texts, and fields that nobody knows are refused."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import RAISE, Schema, ValidationError, fields, validate

LONGEST_TEXT = 5000
LARGEST_KEY = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
NO_NUL = validate.Regexp(r"^[^\u0000]*$", error=_("There is a character in it that no text has."))
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")
MESSAGES = {
    "required": _("This is missing."),
    "null": _("This cannot be null."),
    "invalid": _("This is of another type."),
    "invalid_utf8": _("This is of another type."),
    "too_large": _("This number is too large."),
    "unknown": _("This is none of the choices."),
}


class Strict(Schema):
    """Refuses what it does not know."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": _("There is no such field."), "type": _("This is of another type.")}  # noqa: RUF012


class Out(Strict):
    """What is given: every field always."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say so."""
        field_obj.required = True


class Empty(Strict):
    """Nothing."""


class Instant(fields.AwareDateTime):
    """An instant as RFC 3339 writes it, with its offset."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not DATE_TIME.fullmatch(value):
            raise ValidationError(str(_("Write an instant as 2030-03-04T08:00:00Z, with its offset.")))
        return super()._deserialize(value, attr, data, **kwargs)


class Day(fields.Date):
    """A day, as 2030-03-04."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class WallTime(fields.String):
    """What clocks in some zone show, without an offset: there may be no such instant, or two."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat() if value else None


class NumberInAddress(fields.Integer):
    """A whole number as an address writes it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,19}", str(value), re.ASCII):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


def _between(least: int, most: int) -> validate.Range:
    return validate.Range(least, most, error=_("Choose a number from {min} to {max}."))


def _plausible(value: datetime) -> None:
    if not 1900 <= value.year <= 9000:
        raise ValidationError(str(_("A date lies between the years 1900 and 9000.")))


class Choice(fields.Enum[Any]):
    """One of the database's words, which queries give as themselves or as plain text."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else str(value)


def _whole(value: str) -> None:
    """JSON can write halves of characters, which no text has."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValidationError(str(NO_NUL.error)) from None


def one_of(words: list[str], **more: Any) -> fields.String:
    """One of these words."""
    known = validate.OneOf(words, error=MESSAGES["unknown"])
    return fields.String(validate=known, error_messages=MESSAGES, **more)


def text(
    most: int = LONGEST_TEXT, least: int = 0, also: Sequence[Callable[[str], object]] = (), **more: Any
) -> fields.String:
    """A text of so many characters, of which other things may be asked too."""
    length = validate.Length(least, most, error=_("Use between {min} and {max} characters."))
    return fields.String(validate=[length, NO_NUL, _whole, *also], error_messages=MESSAGES, **more)


def whole(least: int, most: int, **more: Any) -> fields.Integer:
    """A whole number."""
    return fields.Integer(strict=True, validate=_between(least, most), error_messages=MESSAGES, **more)


def key(**more: Any) -> fields.Integer:
    """The key of a row."""
    return whole(1, LARGEST_KEY, **more)


def key_asked(**more: Any) -> fields.Integer:
    """The key of a row, in an address."""
    return number_asked(1, LARGEST_KEY, **more)


def yes_or_no(**more: Any) -> fields.Boolean:
    """True or false, and nothing that only looks so."""
    return fields.Boolean(truthy={True}, falsy={False}, error_messages=MESSAGES, **more)


def yes_or_no_asked(**more: Any) -> fields.Boolean:
    """The same in an address."""
    return fields.Boolean(truthy={"true"}, falsy={"false"}, error_messages=MESSAGES, **more)


def choice(of: type[StrEnum], **more: Any) -> fields.Enum[Any]:
    """One of the database's words."""
    return Choice(of, by_value=fields.String(error_messages=MESSAGES), error_messages=MESSAGES, **more)


def instant(**more: Any) -> Instant:
    """An instant of a plan; the database refuses those that no plan has."""
    return Instant(validate=_plausible, error_messages=MESSAGES, **more)


def several(of: fields.Field[Any], most: int, least: int = 0, **more: Any) -> fields.List[Any]:
    """A list of so many."""
    length = validate.Length(least, most, error=_("Name between {min} and {max} of them."))
    return fields.List(of, validate=length, error_messages=MESSAGES, **more)


def day(years: range, **more: Any) -> Day:
    """A day in one of these years."""
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    return Day(
        validate=validate.Range(first, last, error=_("Choose a day from {min} to {max}.")),
        error_messages=MESSAGES,
        **more,
    )


def number_asked(least: int, most: int, **more: Any) -> fields.Integer:
    """A whole number, in an address."""
    return NumberInAddress(validate=_between(least, most), error_messages=MESSAGES, **more)


def count(**more: Any) -> fields.Integer:
    """A number that is given."""
    return fields.Integer(**more)
