"""A person's own notices."""

from flask_babel import lazy_gettext as _
from marshmallow import fields, validate

from app.api.schemas.base import Out, Strict, count, key, key_asked, one_of, text, yes_or_no
from app.api.schemas.shapes import Paged

TOO_MANY = _("Use at most {max} of them.")


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

    ids = fields.List(key(), load_default=None, allow_none=True, validate=validate.Length(max=1000, error=TOO_MANY))
    read = yes_or_no(required=True)


class Changed(Out):
    """How many were changed."""

    changed = count()
