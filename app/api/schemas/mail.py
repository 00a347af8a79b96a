"""Mail, for admins."""

from marshmallow import fields

from app.api.schemas.base import Out, Strict, count, key, several


class MailOut(Out):
    """How mail stands. `refusal`: why nothing is sent (`off`, `foreign_copy`); `dead_count`: how many were given up."""

    is_mailing = fields.Boolean()
    refusal = fields.String(allow_none=True)
    waiting_count = count(attribute="waiting")
    oldest_at = fields.AwareDateTime(allow_none=True)
    sent_in_a_day_count = count(attribute="sent_in_a_day")
    dead_count = count(attribute="dead")


class DeadLetterOut(Out):
    """A notice whose mail was given up, to whom, and what the mail server said last."""

    id = key(attribute="notice.id")
    kind = fields.String(attribute="notice.kind")
    params = fields.Dict(attribute="notice.params")
    assignment_id = fields.Integer(attribute="notice.assignment_id", allow_none=True)
    user_id = key(attribute="person_id")
    user_name = fields.String(attribute="name")
    email = fields.String(allow_none=True)
    attempt_count = count(attribute="attempts")
    dead_at = fields.AwareDateTime()
    error = fields.String(allow_none=True)


class RetryIn(Strict):
    """Whose mail to try again: that of the notices named, or with null all that was given up."""

    ids = several(key(), 1000, required=True, allow_none=True)
