"""What is asked inside teams: invitations, leaving, dissolving."""

from app.importing.people import USERS
from app.importing.teams import TEAMS
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, optional_word, shown, word

INVITATIONS = Kind("team_invitation", "team_invitations")
LEAVING = Kind("leave_team_request", "leave_requests")
DISSOLVING = Kind("dissolve_team_request", "dissolve_requests")

INVITATION = {"pending": "waiting", "accepted": "accepted", "rejected": "declined", "cancelled": "withdrawn"}
REQUEST = {
    "pending": "waiting",
    "pending_leader": "waiting",
    "pending_teacher": "escalated",
    "approved": "approved",
    "rejected": "declined",
    "rejected_by_leader": "declined",
    "rejected_by_teacher": "declined",
}

SETTLE = """
update team_invitations i
set status = 'cancelled', answered_at = %s
from teams t
where t.id = i.team_id and i.status = 'waiting' and i.id = any (%s)
  and exists (select from team_members m where m.assignment_id = t.assignment_id and m.user_id = i.user_id)
"""


def bring_requests(transfer: Transfer) -> None:
    """All three; an open invitation of somebody who has a team has lost its point."""
    written = transfer.bring(
        INVITATIONS, transfer.store.rows("team_invitation"), lambda row: invitation_values(transfer, row)
    )
    transfer.connection.execute(SETTLE, [transfer.now, [draft.row_id for draft in written]])
    transfer.bring(LEAVING, transfer.store.rows("leave_team_request"), lambda row: leave_values(transfer, row))
    transfer.bring(DISSOLVING, transfer.store.rows("dissolve_team_request"), lambda row: dissolve_values(transfer, row))


def invitation_values(transfer: Transfer, row: Row) -> Values:
    """One invitation."""
    users = transfer.register(USERS)
    return {
        "team_id": transfer.register(TEAMS).resolve(row["team_id"]),
        "user_id": users.resolve(row["invitee_id"]),
        "invited_by": users.resolve(row["inviter_id"]),
        "status": known(INVITATION, row),
        "answered_at": instant(row, "responded_at"),
        "created_at": instant(row, "created_at") or transfer.now,
    }


def leave_values(transfer: Transfer, row: Row) -> Values:
    """One request to leave; the teacher's answer counts more than the leader's."""
    return {
        "team_id": transfer.register(TEAMS).resolve(row["team_id"]),
        "user_id": transfer.register(USERS).resolve(row["member_id"]),
        **decided(transfer, LEAVING, row, instant(row, "teacher_responded_at") or instant(row, "leader_responded_at")),
    }


def dissolve_values(transfer: Transfer, row: Row) -> Values:
    """One request to dissolve a team."""
    return {
        "team_id": transfer.register(TEAMS).resolve(row["team_id"]),
        "requested_by": transfer.register(USERS).resolve(row["leader_id"]),
        **decided(transfer, DISSOLVING, row, instant(row, "responded_at")),
    }


def decided(transfer: Transfer, kind: Kind, row: Row, decided_at: object) -> Values:
    """Why it was asked, and what came of it."""
    return {
        "reason": word(row, "reason"),
        "status": known(REQUEST, row),
        "decided_by": transfer.named(kind, row["id"], "reviewer_id", row["reviewer_id"]),
        "decided_at": decided_at,
        "decision_reason": optional_word(row, "review_comment"),
        "created_at": instant(row, "created_at") or transfer.now,
    }


def known(statuses: dict[str, str], row: Row) -> str:
    """Our word for a status; refuse one that TG-EDU does not have."""
    if row["status"] not in statuses:
        raise Refused(f"its status {shown(row['status'])} is unknown")
    return statuses[row["status"]]
