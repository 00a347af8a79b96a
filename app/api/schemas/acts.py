"""Acts by hand, what they would do, and what a plan says about a stage."""

from marshmallow import fields

from app.api.schemas.base import Out, Strict, choice, count, instant, key, one_of, text, whole
from app.api.schemas.shapes import MODES, Reason
from app.models.types import StageKind, StageStatus

ON_STAGE = ["activation", "completion", "pause", "resumption", "reopening", "schedule"]
ON_WORK = ["publication", "pause", "resumption"]


def digest() -> fields.String:
    """What a preview gave."""
    about = {"description": "What the preview gave: refused where something else would happen by now."}
    return text(20_000, load_default=None, allow_none=True, attribute="foretold", metadata=about)


class SentAct(Reason):
    """An act by hand."""

    digest = digest()


class ReopeningIn(SentAct):
    """Until when it is open again."""

    ends_at = instant(required=True, allow_none=True)


class ScheduleIn(SentAct):
    """Both dates; null is none."""

    starts_at = instant(required=True, allow_none=True)
    ends_at = instant(required=True, allow_none=True)


class StageIn(Strict):
    """A stage to be added."""

    name = text(200, 1, required=True)
    description = text(load_default="")
    kind = choice(StageKind, required=True)
    submission_mode = one_of(MODES, load_default=None, allow_none=True)
    starts_at = instant(load_default=None, allow_none=True)
    ends_at = instant(load_default=None, allow_none=True)
    position = whole(0, 10_000, load_default=None, allow_none=True)


class StageEditIn(SentAct):
    """What is to be another."""

    name = text(200, 1)
    description = text()
    kind = choice(StageKind)
    submission_mode = one_of(MODES, allow_none=True)
    starts_at = instant(allow_none=True)
    ends_at = instant(allow_none=True)


class PreviewAsked(Strict):
    """Which act; a reopening needs `ends_at`, a schedule takes both dates."""

    act = one_of(ON_STAGE, required=True)
    starts_at = instant()
    ends_at = instant()


class WorkPreviewAsked(Strict):
    """Which act."""

    act = one_of(ON_WORK, required=True)


class ForeseenOut(Out):
    """One change of status to come; `people_count` are told, `people_names` are the first five.

    `affected_count`: how many students would be grouped, or roles given out; `affected_names` the first five.
    """

    due_at = fields.AwareDateTime(allow_none=True)
    stage_id = key()
    stage_name = fields.String(attribute="name")
    kind = choice(StageKind)
    from_status = choice(StageStatus)
    to_status = choice(StageStatus)
    is_by_hand = fields.Boolean(attribute="by_hand")
    people_count = count(attribute="people")
    people_names = fields.List(fields.String(), attribute="names")
    is_due = fields.Boolean()
    affected_count = count(attribute="affected")
    affected_names = fields.List(fields.String())


class ForesightOut(Out):
    """All that an act leads to, in order. Send `digest` with the act."""

    rows = fields.List(fields.Nested(ForeseenOut))
    digest = fields.String(attribute="foretold")
