"""What people do to teams. Each raises Refused where the database says no; a blank reason is none.

`by_staff` says that the actor acts as a teacher of the course work: the policy decides that, before.
"""

from app.db import call


def create(assignment_id: int, name: str, leader_id: int) -> int:
    """Make a team that its only member leads; its key."""
    return int(call("create_team", assignment_id=assignment_id, name=name, leader_id=leader_id, actor_id=leader_id))


def create_for(assignment_id: int, name: str, leader_id: int, reason: str, actor_id: int) -> int:
    """Make a team for a student in none, as a teacher; its key."""
    who = {"leader_id": leader_id, "actor_id": actor_id, "by_staff": True}
    return int(call("create_team", assignment_id=assignment_id, name=name, **who, reason=reason))


def rename(team_id: int, name: str, actor_id: int, *, by_staff: bool) -> None:
    """Give a team another name."""
    call("rename_team", team_id=team_id, name=name, actor_id=actor_id, by_staff=by_staff)


def request_confirmation(team_id: int, reason: str, actor_id: int) -> None:
    """Ask the teachers to confirm a team; a size out of range needs a reason."""
    call("request_confirmation", team_id=team_id, reason=reason, actor_id=actor_id)


def confirm(team_id: int, reason: str, actor_id: int) -> None:
    """Confirm and lock a team."""
    call("confirm_team", team_id=team_id, actor_id=actor_id, reason=reason)


def reject(team_id: int, reason: str, actor_id: int) -> None:
    """Send a team that asked for confirmation back."""
    call("reject_team", team_id=team_id, reason=reason, actor_id=actor_id)


def lock(team_id: int, actor_id: int, *, locked: bool) -> None:
    """Keep students from changing a team, or let them again."""
    call("lock_team_members", team_id=team_id, locked=locked, actor_id=actor_id)


def transfer_leadership(team_id: int, user_id: int, actor_id: int, *, by_staff: bool) -> None:
    """Hand the lead to another member."""
    call("transfer_leadership", team_id=team_id, user_id=user_id, actor_id=actor_id, by_staff=by_staff)


def dissolve(team_id: int, reason: str, actor_id: int) -> None:
    """Dissolve a team, as a teacher."""
    call("dissolve_team", team_id=team_id, actor_id=actor_id, reason=reason)


def place(assignment_id: int, user_id: int, team_id: int | None, reason: str, actor_id: int) -> None:
    """Put a student into a team, out of the one they were in, as a teacher; None: only out."""
    where = {"assignment_id": assignment_id, "user_id": user_id, "team_id": team_id}
    call("place_student", **where, actor_id=actor_id, reason=reason)


def undo(transition_id: int, reason: str, actor_id: int) -> dict[str, object]:
    """Take back what one closing did by itself; what went and what stayed, as `undo_effects` says it."""
    return dict(call("undo_effects", transition_id=transition_id, actor_id=actor_id, reason=reason))
