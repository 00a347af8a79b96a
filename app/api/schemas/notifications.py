"""A person's own notices."""

from marshmallow import fields

from app.api.schemas.base import Out, Strict, count, key, key_asked, one_of, several, text, yes_or_no
from app.api.schemas.shapes import Paged


class NoticeOut(Out):
    """One notice: its kind, and what it is about."""

    id = key()
    kind = fields.String()
    params = fields.Dict()
    read_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    assignment_id = fields.Integer(allow_none=True)


class NoticesAsked(Paged):
    """Which notices."""

    status = one_of(["all", "unread"], load_default="all", metadata={"description": "All, or unread ones."})
    assignment_id = key_asked()
    kind = text(100, 1, metadata={"description": "As notices name it, such as stage_opened."})


class NoticesMarked(Strict):
    """Which notices are to be read or unread; without keys all."""

    ids = several(key(), 1000, load_default=None, allow_none=True)
    read = yes_or_no(required=True)


class NoticesDeleted(Strict):
    """Which notices are to go: those named, or with null all that were read."""

    ids = several(key(), 1000, required=True, allow_none=True)


class Changed(Out):
    """How many were changed."""

    changed_count = count(attribute="changed")
