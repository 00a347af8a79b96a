"""The words for what belongs to teams: values of the database's types, acts in the audit, and tables."""

from flask_babel import lazy_gettext as _

from app.models.types import InvitationStatus, RequestStatus, ReviewState, TaskPriority, TeamStatus

TEAM_STATUS = {
    TeamStatus.FORMING: _("Forming"),
    TeamStatus.AWAITING: _("Waits for confirmation"),
    TeamStatus.CONFIRMED: _("Confirmed"),
    TeamStatus.REJECTED: _("Sent back"),
}
INVITATION = {
    InvitationStatus.WAITING: _("Waits for an answer"),
    InvitationStatus.ACCEPTED: _("Accepted"),
    InvitationStatus.DECLINED: _("Declined"),
    InvitationStatus.WITHDRAWN: _("Withdrawn"),
    InvitationStatus.CANCELLED: _("Cancelled: it has lost its point"),
}
REQUEST = {
    RequestStatus.WAITING: _("Waits for an answer"),
    RequestStatus.ESCALATED: _("With the teachers"),
    RequestStatus.APPROVED: _("Approved"),
    RequestStatus.DECLINED: _("Declined"),
    RequestStatus.WITHDRAWN: _("Withdrawn"),
}
PRIORITY = {TaskPriority.LOW: _("Low"), TaskPriority.NORMAL: _("Normal"), TaskPriority.HIGH: _("High")}
REVIEW = {
    ReviewState.WAITING: _("Waits for review"),
    ReviewState.APPROVED: _("Approved"),
    ReviewState.RETURNED: _("Returned"),
}

ACTION = {
    "confirmation_requested": _("Confirmation asked for"),
    "dissolution_declined": _("Dissolution declined"),
    "effects_undone": _("What a closing did by itself taken back"),
    "extension_revoked": _("Extension revoked"),
    "leader_changed": _("Lead handed over"),
    "leave_declined": _("Leaving declined"),
    "message_sent": _("Message sent to all"),
    "reminders_set": _("Reminders changed"),
    "role_added": _("Role added"),
    "role_edited": _("Role changed"),
    "role_given": _("Role given"),
    "role_removed": _("Role removed"),
    "role_taken": _("Role taken away"),
    "stage_extended": _("Extension given"),
    "student_placed": _("Student moved by a teacher"),
    "submission_made": _("Handed in"),
    "submission_reviewed": _("Hand-in reviewed"),
    "submission_rules_set": _("What is taken changed"),
    "submission_withdrawn": _("Hand-in taken back"),
    "team_confirmed": _("Team confirmed"),
    "team_created": _("Team made"),
    "team_dissolved": _("Team dissolved"),
    "team_joined": _("Team joined"),
    "team_left": _("Team left"),
    "team_locked": _("Team locked"),
    "team_rejected": _("Team sent back"),
    "team_renamed": _("Team renamed"),
    "team_unlocked": _("Team unlocked"),
}

PART = {
    "dissolve_requests": _("Requests to dissolve a team"),
    "division_roles": _("Roles"),
    "leave_requests": _("Requests to leave a team"),
    "role_assignments": _("Roles held"),
    "stage_extensions": _("Extensions"),
    "stage_reminders": _("Reminders made"),
    "submission_files": _("Files handed in"),
    "submission_tickets": _("Hand-ins begun"),
    "submissions": _("Hand-ins"),
    "task_updates": _("Reports of progress"),
    "team_invitations": _("Invitations"),
    "team_members": _("Places in teams"),
    "team_tasks": _("Tasks"),
    "teams": _("Teams"),
}
