"""What is asked inside a team and answered: invitations, leaving, dissolving. Each raises Refused."""

from app.db import call


def invite(team_id: int, user_id: int, actor_id: int) -> int:
    """Invite a student; the invitation's key."""
    return int(call("invite_student", team_id=team_id, user_id=user_id, actor_id=actor_id))


def accept(invitation_id: int, actor_id: int) -> None:
    """Join the team that invited."""
    call("accept_invitation", invitation_id=invitation_id, actor_id=actor_id)


def decline(invitation_id: int, actor_id: int) -> None:
    """Decline an invitation."""
    call("decline_invitation", invitation_id=invitation_id, actor_id=actor_id)


def withdraw(invitation_id: int, actor_id: int, *, by_staff: bool) -> None:
    """Take an invitation back."""
    call("withdraw_invitation", invitation_id=invitation_id, actor_id=actor_id, by_staff=by_staff)


def resend(invitation_id: int, actor_id: int) -> None:
    """Tell an invited student once more."""
    call("resend_invitation", invitation_id=invitation_id, actor_id=actor_id)


def request_leave(team_id: int, reason: str, actor_id: int) -> int | None:
    """Ask to leave; the request's key, None where the only member has left with the team."""
    key = call("request_leave", team_id=team_id, reason=reason, actor_id=actor_id)
    return None if key is None else int(key)


def decide_leave(request_id: int, reason: str, actor_id: int, *, approved: bool, by_staff: bool) -> None:
    """Approve or decline a request to leave."""
    call(
        "decide_leave", request_id=request_id, approved=approved, reason=reason, actor_id=actor_id, by_staff=by_staff
    )  # fmt: skip


def escalate_leave(request_id: int, actor_id: int) -> None:
    """Take a request to leave to the teachers."""
    call("escalate_leave", request_id=request_id, actor_id=actor_id)


def withdraw_leave(request_id: int, actor_id: int) -> None:
    """Take a request to leave back."""
    call("withdraw_leave", request_id=request_id, actor_id=actor_id)


def request_dissolution(team_id: int, reason: str, actor_id: int) -> int:
    """Ask the teachers to dissolve a team; the request's key."""
    return int(call("request_dissolution", team_id=team_id, reason=reason, actor_id=actor_id))


def withdraw_dissolution(request_id: int, actor_id: int) -> None:
    """Take a request to dissolve a team back."""
    call("withdraw_dissolution", request_id=request_id, actor_id=actor_id)


def decline_dissolution(request_id: int, reason: str, actor_id: int) -> None:
    """Keep a team that asked to be dissolved, as a teacher."""
    call("decline_dissolution", request_id=request_id, reason=reason, actor_id=actor_id)
