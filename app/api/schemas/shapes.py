"""Shapes that several subjects share: pages of lists, reasons, keys of what was made."""

from functools import cache

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from app.api.schemas.base import MESSAGES, NumberInAddress, Out, Strict, key, text

MODES = ["file", "link"]  # of what is handed in at a stage


class Paged(Strict):
    """Which page of a list is asked for."""

    limit = NumberInAddress(
        load_default=50, validate=validate.Range(1, 200, error=_("Choose a number from {min} to {max}.")),
        error_messages=MESSAGES, metadata={"description": "How many at most."},
    )  # fmt: skip
    cursor = fields.String(
        validate=validate.Regexp(r"^[A-Za-z0-9_-]{11}$", error=_("This is no cursor.")), error_messages=MESSAGES,
        metadata={"description": "What the page before it gave as `next`."},
    )  # fmt: skip


class Reason(Strict):
    """Why something is done; others read it."""

    reason = text(500, load_default="")


class NeededReason(Strict):
    """The same where it is needed."""

    reason = text(500, 1, required=True)


class Made(Out):
    """The key of what was made."""

    id = key()


class SeveralMade(Out):
    """The keys of what was made, in order."""

    ids = fields.List(key())


class MadeIfAny(Out):
    """The key of what was made; null where it was done at once, so that nothing waits for an answer."""

    id = key(allow_none=True)


@cache
def page_of(schema: type[Schema]) -> type[Schema]:
    """A page of a list."""
    name = f"{schema.__name__.removesuffix('Out')}Page"
    following = fields.String(allow_none=True, metadata={"description": "The cursor of the following page."})
    made = {"items": fields.List(fields.Nested(schema)), "next": following}
    return type(name, (Out,), made)
