"""Who did what."""

from marshmallow import fields

from app import words
from app.api.schemas.base import Out, key, key_asked, one_of
from app.api.schemas.shapes import Paged


class EventOut(Out):
    """One act: who did it (without `actor_id` whom the terminal named), to what, and why.

    `subject_name` is null where it is not known any more; keys of people in `details` are those of their accounts.
    """

    id = key()
    created_at = fields.AwareDateTime()
    actor_id = fields.Integer(allow_none=True)
    actor_name = fields.String(attribute="by", allow_none=True)
    action = fields.String()
    subject_type = fields.String()
    subject_id = key()
    subject_name = fields.String(allow_none=True)
    assignment_id = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)
    details = fields.Dict()


class TrailAsked(Paged):
    """Which acts."""

    subject_type = one_of(sorted(words.SUBJECT), metadata={"description": "On what kind of thing."})
    action = one_of(sorted(words.ACTION))


class AuditAsked(TrailAsked):
    """The same of everything."""

    user_id = key_asked(attribute="person_id", metadata={"description": "By this person, or on their account."})
