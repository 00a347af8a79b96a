"""What closings did by themselves, and what taking it back would do and did."""

from marshmallow import fields

from app.api.schemas.base import Out, choice, count, key
from app.models.types import StageKind


class OutlookOut(Out):
    """What would go now, in numbers, and which teams and members would stay, as people have built on them."""

    teams = count()
    members = count()
    roles = count()
    kept_teams = fields.List(key())
    kept_members = fields.List(key())


class UndoingOut(Out):
    """One time that it was taken back: `details` says what went and what stayed."""

    created_at = fields.AwareDateTime()
    by_name = fields.String(allow_none=True)
    details = fields.Dict()


class ClosingOut(Out):
    """One closing. `effects`: the teams and places that it made or the roles that it gave. `is_left`: some stand."""

    id = key()
    stage_id = key()
    stage_name = fields.String()
    kind = choice(StageKind)
    happened_at = fields.AwareDateTime()
    effects = fields.Dict()
    is_left = fields.Boolean()
    outlook = fields.Nested(OutlookOut)
    undoings = fields.List(fields.Nested(UndoingOut))


class UndoneOut(Out):
    """What went, in numbers, and what stayed, by key."""

    removed_teams = fields.Integer(allow_none=True)
    removed_members = fields.Integer(allow_none=True)
    removed_roles = fields.Integer(allow_none=True)
    kept_teams = fields.List(key())
    kept_members = fields.List(key())
