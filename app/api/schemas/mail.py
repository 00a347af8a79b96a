"""Mail, for admins."""

from marshmallow import fields

from app.api.schemas.base import Out, Strict, count, key, several


class MailOut(Out):
    """How mail stands. `refusal`: why nothing is sent (`off`, `foreign_copy`); `dead`: how many were given up."""

    is_mailing = fields.Boolean()
    refusal = fields.String(allow_none=True)
    waiting = count()
    oldest_at = fields.AwareDateTime(allow_none=True)
    sent_in_a_day = count()
    dead = count()


class DeadLetterOut(Out):
    """A notice whose mail was given up, to whom, and what the mail server said last."""

    id = key(attribute="notice.id")
    kind = fields.String(attribute="notice.kind")
    params = fields.Dict(attribute="notice.params")
    assignment_id = fields.Integer(attribute="notice.assignment_id", allow_none=True)
    person_id = key()
    name = fields.String()
    email = fields.String(allow_none=True)
    attempts = count()
    dead_at = fields.AwareDateTime()
    error = fields.String(allow_none=True)


class RetryIn(Strict):
    """Whose mail to try again: that of the notices named, or with null all that was given up."""

    ids = several(key(), 1000, required=True, allow_none=True)
