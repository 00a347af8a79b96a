"""What closings did by themselves, and taking it back."""

from marshmallow import fields

from app.api.schemas.base import Out, choice, count, key
from app.models.types import StageKind


class OutlookOut(Out):
    """What would go now, in numbers, and what people have built on, by key."""

    teams = count()
    members = count()
    roles = count()
    kept_teams = fields.List(key())
    kept_members = fields.List(key())


class UndoneOut(Out):
    """What went, in numbers, and what stayed, by key."""

    removed_teams = count(dump_default=0)
    removed_members = count(dump_default=0)
    removed_roles = count(dump_default=0)
    kept_teams = fields.List(key(), dump_default=list)
    kept_members = fields.List(key(), dump_default=list)


class UndoingOut(Out):
    """One time that it was taken back."""

    created_at = fields.AwareDateTime()
    by_name = fields.String(allow_none=True)
    reason = fields.String(allow_none=True, attribute="details.reason", dump_default=None)
    undone = fields.Nested(UndoneOut, attribute="details")


class ClosingOut(Out):
    """A closing, what it did by itself, what taking that back would do, and each time that somebody has."""

    id = key()
    stage_id = key()
    stage_name = fields.String()
    kind = choice(StageKind)
    happened_at = fields.AwareDateTime()
    effects = fields.Dict()
    is_left = fields.Boolean()
    outlook = fields.Nested(OutlookOut)
    undoings = fields.List(fields.Nested(UndoingOut))
