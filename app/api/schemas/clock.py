"""The clock, for admins."""

from marshmallow import fields

from app.api.schemas.base import Out, choice, count, key
from app.models.types import RunOutcome


class CheckOut(Out):
    """One check of the clock's health; `detail` names the remedy."""

    check_name = fields.String()
    status = fields.String()
    detail = fields.String()


class RunOut(Out):
    """One tick that had something to do, or refused to."""

    id = key()
    started_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime(allow_none=True)
    outcome = choice(RunOutcome)
    activated_count = count(attribute="activated")
    completed_count = count(attribute="completed")
    failed_count = count(attribute="failed")


class ClockOut(Out):
    """The clock as it is."""

    status = fields.String()
    heartbeat_at = fields.AwareDateTime(allow_none=True)
    paused_at = fields.AwareDateTime(allow_none=True)
    pause_reason = fields.String(attribute="reason", allow_none=True)
    as_of = fields.AwareDateTime()
    checks = fields.List(fields.Nested(CheckOut))
    runs = fields.List(fields.Nested(RunOut))
