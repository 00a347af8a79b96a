"""What is asked inside teams: invitations, leaving, dissolving."""

from collections.abc import Hashable

from app.importing.people import USERS
from app.importing.teams import MEMBERS, TEAMS
from app.importing.teams_here import TeamsHere
from app.importing.transfer import Draft, Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, one_of, optional_word, word

INVITATIONS = Kind("team_invitation", "team_invitations")
LEAVING = Kind("leave_team_request", "leave_requests")
DISSOLVING = Kind("dissolve_team_request", "dissolve_requests")

INVITATION = {"pending": "waiting", "accepted": "accepted", "rejected": "declined", "cancelled": "withdrawn"}
DISSOLUTION = {"pending": "waiting", "approved": "approved", "rejected": "declined"}
LEAVE = {
    **DISSOLUTION,
    "pending_leader": "waiting",
    "pending_teacher": "escalated",
    "rejected_by_leader": "declined",
    "rejected_by_teacher": "declined",
}
OPEN = ("waiting", "escalated")

WAITING = "select team_id, user_id from team_invitations where status = 'waiting' and team_id = any (%s)"
LEAVERS = "select team_id, user_id from leave_requests where status in ('waiting', 'escalated') and team_id = any (%s)"
DISSOLVERS = "select team_id from dissolve_requests where status = 'waiting' and team_id = any (%s)"
CANCEL = "select stageclock.cancel_invitations(i.id, %s) from unnest(%s::bigint[]) i (id)"


class Open:
    """What is asked and not answered yet, here and by earlier rows: the same once only."""

    def __init__(self, transfer: Transfer, statement: str, what: str) -> None:
        teams = list(transfer.register(TEAMS).here.values())
        self.asked: set[Hashable] = set(transfer.connection.execute(statement, [teams]))
        self.what = what

    def claim(self, *key: int) -> None:
        """Ask; refuse a second time."""
        if key in self.asked:
            raise Refused(f"{self.what} already")
        self.asked.add(key)


def bring_requests(transfer: Transfer, here: TeamsHere) -> None:
    """All three, open ones where they still have a point."""
    bring_invitations(transfer, here)
    leaving = Open(transfer, LEAVERS, "this person has asked to leave that team")
    dissolving = Open(transfer, DISSOLVERS, "that team's leader has asked to dissolve it")

    def leave(row: Row) -> Values:
        return leave_values(transfer, here, row, leaving)

    def dissolve(row: Row) -> Values:
        return dissolve_values(transfer, here, row, dissolving)

    transfer.bring(LEAVING, transfer.store.rows("leave_team_request"), leave)
    transfer.bring(DISSOLVING, transfer.store.rows("dissolve_team_request"), dissolve)


def bring_invitations(transfer: Transfer, here: TeamsHere) -> None:
    """Invitations; open ones that have lost their point, by the database's own rule, are cancelled."""
    waiting = Open(transfer, WAITING, "that team has invited this person")

    def build(row: Row) -> Values:
        return invitation_values(transfer, here, row, waiting)

    written = transfer.bring(INVITATIONS, transfer.store.rows("team_invitation"), build)
    transfer.connection.execute(CANCEL, [transfer.now, changed_works(transfer, here, written)])


def changed_works(transfer: Transfer, here: TeamsHere, invitations: list[Draft]) -> list[int]:
    """Course work in which this import invited or placed somebody."""
    teams = transfer.register(TEAMS).here
    joined = {teams[place.partition("/")[0]] for place in transfer.register(MEMBERS).fresh}
    return sorted({here.works[team] for team in joined | {draft.values["team_id"] for draft in invitations}})


def invitation_values(transfer: Transfer, here: TeamsHere, row: Row, waiting: Open) -> Values:
    """One invitation."""
    users = transfer.register(USERS)
    team_id, user_id = transfer.register(TEAMS).resolve(row["team_id"]), users.resolve(row["invitee_id"])
    status, answered_at = one_of(row, "status", INVITATION, "pending"), instant(row, "responded_at")
    if status == "waiting" and (here.works[team_id], user_id) in here.placed:
        status, answered_at = "cancelled", transfer.now
    values = {
        "team_id": team_id,
        "user_id": user_id,
        "invited_by": users.resolve(row["inviter_id"]),
        "status": status,
        "answered_at": answered_at,
        "created_at": instant(row, "created_at") or transfer.now,
    }
    if status == "waiting":
        waiting.claim(team_id, user_id)
    return values


def leave_values(transfer: Transfer, here: TeamsHere, row: Row, leaving: Open) -> Values:
    """One request to leave; the teacher's answer counts more than the leader's, which may still be taken further."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    user_id = transfer.register(USERS).resolve(row["member_id"])
    decided_at = instant(row, "teacher_responded_at") or instant(row, "leader_responded_at")
    values = {"team_id": team_id, "user_id": user_id, **decided(transfer, LEAVING, LEAVE, row, decided_at)}
    if row["status"] == "rejected_by_leader" and values["decided_by"] is None:
        values["decided_by"] = here.leaders[team_id]
    if values["status"] in OPEN:
        here.require_member(team_id, user_id)
        leaving.claim(team_id, user_id)
    return values


def dissolve_values(transfer: Transfer, here: TeamsHere, row: Row, dissolving: Open) -> Values:
    """One request to dissolve a team."""
    team_id = transfer.register(TEAMS).resolve(row["team_id"])
    user_id = transfer.register(USERS).resolve(row["leader_id"])
    values = {
        "team_id": team_id,
        "requested_by": user_id,
        **decided(transfer, DISSOLVING, DISSOLUTION, row, instant(row, "responded_at")),
    }
    if values["status"] in OPEN:
        here.require_member(team_id, user_id)
        dissolving.claim(team_id)
    return values


def decided(transfer: Transfer, kind: Kind, words: dict[str, str], row: Row, decided_at: object) -> Values:
    """Why it was asked, and what came of it."""
    return {
        "reason": word(row, "reason"),
        "status": one_of(row, "status", words, "pending"),
        "decided_by": transfer.named(kind, row["id"], "reviewer_id", row["reviewer_id"]),
        "decided_at": decided_at,
        "decision_reason": optional_word(row, "review_comment"),
        "created_at": instant(row, "created_at") or transfer.now,
    }
