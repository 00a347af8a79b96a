"""What staff see of hand-ins: by stage how many, by team which."""

from marshmallow import fields

from app.api.schemas.base import Out, choice, count, key, key_asked, one_of
from app.api.schemas.shapes import Paged
from app.api.schemas.work import SubmissionOut
from app.models.types import StageStatus
from app.queries.hand_in_lists import SHOWN


class TallyOut(Out):
    """One submission stage: how many teams there are, have handed in or have not, and wait for a review."""

    id = key()
    name = fields.String()
    status = choice(StageStatus, attribute="effective_status")
    ends_at = fields.AwareDateTime(allow_none=True)
    team_count = count(attribute="teams")
    handed_in_count = count(attribute="handed_in")
    waiting_count = count(attribute="waiting")
    missing_count = count(attribute="missing")


class TeamAtStageOut(Out):
    """One team at one stage: its later end in force, and its latest hand-in; null where there is none."""

    id = key()
    name = fields.String()
    extension_id = fields.Integer(allow_none=True)
    extended_until = fields.AwareDateTime(allow_none=True)
    extension_reason = fields.String(allow_none=True)
    attempt_count = fields.Function(lambda team: len(team.attempts), metadata={"type": "integer"})
    latest = fields.Nested(SubmissionOut, allow_none=True)


class TeamsAtStageAsked(Paged):
    """Which teams: by the review of their latest hand-in, or those that have handed in nothing."""

    review = one_of([str(word) for word in SHOWN], attribute="shown")
    team_id = key_asked()
