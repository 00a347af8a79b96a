"""What is asked inside a team and answered: invitations, and wishes to leave."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import team_requests as commands
from app.identity import signed_in
from app.queries import assignments, team_requests
from app.queries.team_requests import Invitation
from app.routes.team_page import TeamPage, find
from app.routes.tried import Tried, key_sent, reason_sent

blueprint = Blueprint("team_requests", __name__)


@blueprint.post("/teams/<key:team_id>/invitations")
def invite(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    invited = key_sent("user_id")
    said = _("The invitation is sent.")
    return page.attempt(Tried("invitation", invited), lambda: commands.invite(team.id, invited, signed_in().id), said)


@blueprint.post("/invitations/<key:invitation_id>/acceptance")
def accept(invitation_id: int) -> ResponseReturnValue:
    page, invitation = _invitation(invitation_id)
    said = _("You are in %(name)s now.", name=invitation.team_name)
    return page.attempt(
        Tried("invitation", invitation_id), lambda: commands.accept(invitation_id, signed_in().id), said
    )


@blueprint.post("/invitations/<key:invitation_id>/declination")
def decline(invitation_id: int) -> ResponseReturnValue:
    page, invitation = _invitation(invitation_id)
    said = _("You have declined the invitation into %(name)s.", name=invitation.team_name)
    return page.attempt(
        Tried("invitation", invitation_id), lambda: commands.decline(invitation_id, signed_in().id), said
    )


@blueprint.post("/invitations/<key:invitation_id>/withdrawal")
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    page, invitation = _invitation(invitation_id)
    said, by_staff = _("The invitation of %(name)s is taken back.", name=invitation.user_name), page.work.is_staff
    return page.attempt(
        Tried("sent", invitation_id),
        lambda: commands.withdraw(invitation_id, signed_in().id, by_staff=by_staff),
        said,
    )


@blueprint.post("/invitations/<key:invitation_id>/resending")
def resend(invitation_id: int) -> ResponseReturnValue:
    page, invitation = _invitation(invitation_id)
    said = _("%(name)s is told once more.", name=invitation.user_name)
    return page.attempt(Tried("sent", invitation_id), lambda: commands.resend(invitation_id, signed_in().id), said)


@blueprint.post("/teams/<key:team_id>/leave-requests")
def request_leave(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    tried = reason_sent("leave-request")
    said = _("You have left, and the team is gone.") if team.size == 1 else _("The leader is asked to let you go.")
    return page.attempt(tried, lambda: commands.request_leave(team.id, tried.typed, signed_in().id), said)


@blueprint.post("/leave-requests/<key:request_id>/decision")
def decide_leave(request_id: int) -> ResponseReturnValue:
    page, _team = find(team_requests.team_of_leave(policy.team(signed_in()), request_id))
    answer = {"approve": True, "decline": False}.get(request.form.get("answer", ""))
    approved = abort(400) if answer is None else answer
    tried, by_staff = reason_sent("leave", request_id), page.work.is_staff
    said = _("They have left the team.") if approved else _("They stay in the team.")
    return page.attempt(
        tried,
        lambda: commands.decide_leave(request_id, tried.typed, signed_in().id, approved=approved, by_staff=by_staff),
        said,
    )


@blueprint.post("/leave-requests/<key:request_id>/escalation")
def escalate_leave(request_id: int) -> ResponseReturnValue:
    page, _team = find(team_requests.team_of_leave(policy.team(signed_in()), request_id))
    said = _("The teachers are asked to decide.")
    return page.attempt(
        Tried("leave", request_id), lambda: commands.escalate_leave(request_id, signed_in().id), said
    )  # fmt: skip


@blueprint.post("/leave-requests/<key:request_id>/withdrawal")
def withdraw_leave(request_id: int) -> ResponseReturnValue:
    page, _team = find(team_requests.team_of_leave(policy.team(signed_in()), request_id))
    said = _("You stay in the team.")
    return page.attempt(Tried("leave", request_id), lambda: commands.withdraw_leave(request_id, signed_in().id), said)


def _invitation(invitation_id: int) -> tuple[TeamPage, Invitation]:
    """One invitation, for whom it invites and for who sees the inside of its team."""
    me = signed_in()
    invitation = team_requests.invitation(policy.team(me), me.id, invitation_id) or abort(404)
    work = assignments.one(policy.course_work(me), invitation.assignment_id) or abort(404)
    return find(invitation.team_id)[0] if work.is_staff else TeamPage(work), invitation
