"""What closings did by themselves, and what taking it back would do and did."""

from marshmallow import fields

from app.api.schemas.base import Out, choice, count, key
from app.models.types import StageKind


class OutlookOut(Out):
    """What would go now, in numbers, and which teams and members would stay, as people have built on them."""

    team_count = count(attribute="teams")
    member_count = count(attribute="members")
    role_count = count(attribute="roles")
    kept_team_ids = fields.List(key(), attribute="kept_teams")
    kept_user_ids = fields.List(key(), attribute="kept_members")


class UndoingOut(Out):
    """One time that it was taken back: `details` says what went and what stayed."""

    created_at = fields.AwareDateTime()
    actor_name = fields.String(attribute="by_name", allow_none=True)
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

    removed_team_count = fields.Integer(attribute="removed_teams", allow_none=True)
    removed_member_count = fields.Integer(attribute="removed_members", allow_none=True)
    removed_role_count = fields.Integer(attribute="removed_roles", allow_none=True)
    kept_team_ids = fields.List(key(), attribute="kept_teams")
    kept_user_ids = fields.List(key(), attribute="kept_members")
