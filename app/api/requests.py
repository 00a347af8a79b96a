"""What is asked inside teams and answered: invitations, and wishes to leave or to dissolve."""

from typing import Any

from flask import abort

from app import policy
from app.api import finding
from app.api.schemas.shapes import Made, MadeIfAny, NeededReason, Reason, page_of
from app.api.schemas.teams import DecisionIn, InvitationOut, PersonIn, RequestOut
from app.api.subject import Subject
from app.commands import team_requests as commands
from app.identity import signed_in
from app.queries import team_requests
from app.queries.assignments import CourseWork

subject = Subject("team_requests", "Invitations into teams, and wishes to leave or to dissolve one.")


@subject.get("/assignments/<key:assignment_id>/invitations", page_of(InvitationOut))
def list_own_invitations(assignment_id: int) -> dict[str, Any]:
    """The invitations that you may accept or decline, on one page."""
    return {"items": team_requests.waiting_for(finding.work(assignment_id).id, signed_in().id), "next": None}


@subject.get("/teams/<key:team_id>/invitations", page_of(InvitationOut))
def list_team_invitations(team_id: int) -> dict[str, Any]:
    """The invitations of a team that wait for an answer, on one page."""
    return {"items": team_requests.sent_by(finding.team(team_id)[1].id), "next": None}


@subject.post("/teams/<key:team_id>/invitations", PersonIn, Made, status=201)
def invite_student(body: dict[str, Any], team_id: int) -> dict[str, int]:
    """Invite a student of the class."""
    return {"id": commands.invite(finding.team(team_id)[1].id, body["user_id"], signed_in().id)}


@subject.post("/invitations/<key:invitation_id>/acceptance")
def accept_invitation(invitation_id: int) -> None:
    """Join the team that invited you."""
    _invitation(invitation_id)
    commands.accept(invitation_id, signed_in().id)


@subject.post("/invitations/<key:invitation_id>/declination")
def decline_invitation(invitation_id: int) -> None:
    """Decline an invitation."""
    _invitation(invitation_id)
    commands.decline(invitation_id, signed_in().id)


@subject.post("/invitations/<key:invitation_id>/withdrawal")
def withdraw_invitation(invitation_id: int) -> None:
    """Take an invitation back; for who leads the team, and staff."""
    commands.withdraw(invitation_id, signed_in().id, by_staff=_invitation(invitation_id).is_staff)


@subject.post("/invitations/<key:invitation_id>/resending")
def resend_invitation(invitation_id: int) -> None:
    """Tell an invited student once more."""
    _invitation(invitation_id)
    commands.resend(invitation_id, signed_in().id)


@subject.get("/teams/<key:team_id>/requests", page_of(RequestOut))
def list_team_requests(team_id: int) -> dict[str, Any]:
    """What members ask, on one page: staff and the leader see all, others what they asked."""
    work, team = finding.team(team_id)
    sees_all = work.is_staff or team.leader_id == signed_in().id
    asked = team_requests.of_teams([team.id])[team.id]
    return {"items": [one for one in asked if sees_all or one.user_id == signed_in().id], "next": None}


@subject.post("/teams/<key:team_id>/leave-requests", Reason, MadeIfAny, status=201)
def request_leave(body: dict[str, Any], team_id: int) -> dict[str, int | None]:
    """Ask to leave; whoever is alone leaves at once, with the team, and `id` is null."""
    return {"id": commands.request_leave(finding.team(team_id)[1].id, body["reason"], signed_in().id)}


@subject.post("/leave-requests/<key:request_id>/decision", DecisionIn)
def decide_leave(body: dict[str, Any], request_id: int) -> None:
    """Approve or decline a wish to leave."""
    work, _team = finding.team(team_requests.team_of_leave(policy.team(signed_in()), request_id))
    decided = {"approved": body["approved"], "by_staff": work.is_staff}
    commands.decide_leave(request_id, body["reason"], signed_in().id, **decided)


@subject.post("/leave-requests/<key:request_id>/escalation")
def escalate_leave(request_id: int) -> None:
    """Take a wish to leave to the teachers."""
    finding.team(team_requests.team_of_leave(policy.team(signed_in()), request_id))
    commands.escalate_leave(request_id, signed_in().id)


@subject.post("/leave-requests/<key:request_id>/withdrawal")
def withdraw_leave(request_id: int) -> None:
    """Take your wish to leave back."""
    finding.team(team_requests.team_of_leave(policy.team(signed_in()), request_id))
    commands.withdraw_leave(request_id, signed_in().id)


@subject.post("/teams/<key:team_id>/dissolution-requests", NeededReason, Made, status=201)
def request_dissolution(body: dict[str, Any], team_id: int) -> dict[str, int]:
    """Ask the teachers to dissolve the team."""
    return {"id": commands.request_dissolution(finding.team(team_id)[1].id, body["reason"], signed_in().id)}


@subject.post("/dissolution-requests/<key:request_id>/withdrawal")
def withdraw_dissolution(request_id: int) -> None:
    """Take the wish to dissolve the team back."""
    finding.team(team_requests.team_of_dissolution(policy.team(signed_in()), request_id))
    commands.withdraw_dissolution(request_id, signed_in().id)


@subject.post("/dissolution-requests/<key:request_id>/declination", NeededReason)
def decline_dissolution(body: dict[str, Any], request_id: int) -> None:
    """Keep a team that asked to be dissolved; for staff."""
    finding.kept_team(team_requests.team_of_dissolution(policy.team(signed_in()), request_id))
    commands.decline_dissolution(request_id, body["reason"], signed_in().id)


def _invitation(invitation_id: int) -> CourseWork:
    """The course work of an invitation, for whom it invites and for who sees the inside of its team."""
    me = signed_in()
    found = team_requests.invitation(policy.team(me), me.id, invitation_id) or abort(404)
    return finding.work(found.assignment_id)
