"""Teams, and what is asked inside them."""

from marshmallow import fields

from app.api.schemas.base import Out, Strict, choice, count, key, one_of, text, yes_or_no, yes_or_no_asked
from app.api.schemas.shapes import Paged, Reason
from app.models.types import RequestStatus, TeamStatus


class TeamMemberOut(Out):
    """Somebody's place in a team."""

    id = key()
    name = fields.String()
    student_number = fields.String(allow_none=True)
    is_active = fields.Boolean()


class TeamOut(Out):
    """One team, as its members and its staff see it, the leader first. `is_by_clock`: a closing made it."""

    id = key()
    assignment_id = key()
    name = fields.String()
    leader_id = key()
    status = choice(TeamStatus)
    locked_at = fields.AwareDateTime(allow_none=True)
    request_reason = fields.String(allow_none=True)
    requested_at = fields.AwareDateTime(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by_name = fields.String(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    is_by_clock = fields.Boolean(attribute="by_clock")
    members = fields.List(fields.Nested(TeamMemberOut))


class NameOut(Out):
    """Who somebody is."""

    id = key()
    name = fields.String()


class OpenTeamOut(Out):
    """A team that still takes somebody, as classmates see it."""

    id = key()
    name = fields.String()
    member_count = count(attribute="size")
    members = fields.List(fields.Nested(NameOut))


class InvitationOut(Out):
    """An invitation that waits for an answer."""

    id = key()
    team_id = key()
    team_name = fields.String()
    assignment_id = key()
    user_id = key()
    user_name = fields.String()
    invited_by_name = fields.String(attribute="by_name")
    created_at = fields.AwareDateTime()


class RequestOut(Out):
    """A wish to leave (`leave`) or to dissolve the team (`dissolution`)."""

    id = key()
    kind = one_of(["leave", "dissolution"], attribute="what")
    team_id = key()
    user_id = key()
    user_name = fields.String()
    reason = fields.String()
    status = choice(RequestStatus)
    decided_by_name = fields.String(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()


class OpenTeamsAsked(Paged):
    """Which teams."""

    q = text(200, metadata={"description": "Part of the team's or a member's name, or of a student number."})


class TeamsAsked(OpenTeamsAsked):
    """Which teams, in which state."""

    status = choice(TeamStatus)
    is_waiting = yes_or_no_asked(
        attribute="waits", metadata={"description": "Whether a teacher has to decide something."}
    )


class StudentOut(NameOut):
    """A student of the class."""

    student_number = fields.String(allow_none=True)


class StudentsAsked(Paged):
    """Which students."""

    q = text(200, metadata={"description": "Part of the name or the student number."})


class TeamIn(Reason):
    """A new team; staff say whom it is for."""

    name = text(100, 1, required=True)
    leader_id = key(load_default=None, allow_none=True)


class NameIn(Strict):
    """Another name."""

    name = text(100, 1, required=True)


class PersonIn(Strict):
    """Whom it is about."""

    user_id = key(required=True)


class PlacementIn(Reason):
    """Into which team; null is out of the one they are in."""

    team_id = key(required=True, allow_none=True)


class DecisionIn(Reason):
    """Yes or no."""

    approved = yes_or_no(required=True)
