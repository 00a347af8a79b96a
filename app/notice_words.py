"""What a notice says, in the reader's language, from its kind and what was kept with it."""

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from app.queries.notifications import Notice
from app.times import time_tag

# The names in brackets are keys of `params`; `ends_at` is written in the course work's zone.
SENTENCES = {
    "stage_opened": _("%(stage)s is open now."),
    "stage_closed": _("%(stage)s is closed."),
    "stage_reopened": _("%(stage)s is open again."),
    "stage_closes_soon": _("%(stage)s closes soon: %(ends_at)s."),
    "stage_extended": _("Your team %(team)s may hand in for %(stage)s until %(ends_at)s, extended by %(by)s."),
    "extension_revoked": _("The extension of %(stage)s for your team %(team)s was revoked by %(by)s."),
    "team_invitation": _("%(by)s invites you into the team %(team)s."),
    "invitation_accepted": _("%(by)s has joined your team %(team)s."),
    "invitation_declined": _("%(by)s has declined the invitation into your team %(team)s."),
    "confirmation_requested": _("%(by)s asks you to confirm the team %(team)s."),
    "team_confirmed": _("Your team %(team)s is confirmed."),
    "team_rejected": _("Your team %(team)s was sent back by %(by)s."),
    "leave_requested": _("%(by)s asks to leave your team %(team)s."),
    "leave_approved": _("You have left the team %(team)s: %(by)s has agreed."),
    "leave_declined": _("%(by)s has declined your wish to leave the team %(team)s."),
    "leave_escalated": _("%(by)s asks you to decide about leaving the team %(team)s."),
    "dissolution_requested": _("%(by)s asks you to dissolve the team %(team)s."),
    "dissolution_declined": _("%(by)s keeps your team %(team)s."),
    "team_dissolved": _("The team %(team)s was dissolved by %(by)s."),
    "leader_changed": _("%(leader)s leads the team %(team)s now."),
    "placed_in_team": _("%(by)s has put you into the team %(team)s."),
    "removed_from_team": _("%(by)s has taken you out of the team %(team)s."),
    "student_placed": _("%(by)s has put %(student)s into the team %(team)s."),
    "student_removed": _("%(by)s has taken %(student)s out of the team %(team)s."),
    "team_given": _("When team formation closed, the clock put you into the team %(team)s."),
    "team_filled": _("When team formation closed, the clock put more students into your team %(team)s."),
    "team_sizes_flagged": _("After team formation, some teams are smaller or larger than they should be."),
    "role_given": _("%(by)s has given you the role %(role)s in the team %(team)s."),
    "roles_given": _("When the division closed, the clock gave you in the team %(team)s: %(roles)s."),
    "grouping_undone": _("%(by)s has taken back what the clock did: you are no longer in the team %(team)s."),
    "roles_undone": _("%(by)s has taken back the roles that the clock gave you in the team %(team)s: %(roles)s."),
    "task_given": _("%(by)s has given you the task “%(task)s” in the team %(team)s."),
    "submission_made": _("%(by)s has handed in for your team %(team)s: %(stage)s."),
    "submission_approved": _("%(stage)s: attempt %(attempt)s of your team %(team)s was approved by %(by)s."),
    "submission_returned": _("%(stage)s: attempt %(attempt)s of your team %(team)s was returned by %(by)s."),
    "submission_waiting": _(
        "%(stage)s: the review of attempt %(attempt)s of your team %(team)s was taken back by %(by)s."
    ),
    "broadcast": _("Message from %(by)s"),
    "imported": _("%(title)s"),
}
SOMEBODY = _("somebody")
AT_HAND_INS = {
    "stage_extended", "extension_revoked",
    "submission_made", "submission_approved", "submission_returned", "submission_waiting",
}  # fmt: skip


def headline(notice: Notice) -> Markup:
    """The sentence of a notice, safe to show; its kind where nobody has found words for it."""
    sentence = SENTENCES.get(notice.kind)
    if sentence is None:
        return Markup("<code>{}</code>").format(notice.kind)
    known = {
        name: _shown(notice, name) for name in ("stage", "team", "by", "leader", "student", "role", "task", "title")
    }
    rest = {"attempt": _shown(notice, "attempt"), "ends_at": _ends_at(notice), "roles": _roles(notice)}
    return Markup(escape(str(sentence))) % {**known, **rest}  # noqa: S704  what it is filled with is escaped


def body(notice: Notice) -> str:
    """What somebody wrote with it; empty where nobody did."""
    return str(notice.params.get("text") or notice.params.get("reason") or notice.params.get("comment") or "")


def address(notice: Notice) -> str:
    """Where the reader sees what it is about: the hand-ins of its stage, their team, or the course work."""
    if notice.kind in AT_HAND_INS and notice.params.get("stage_id"):
        return url_for("submissions.show", stage_id=notice.params["stage_id"])
    endpoint = "my_team.show" if notice.params.get("team_id") else "assignments.show"
    return url_for(endpoint, assignment_id=notice.assignment_id)


def _shown(notice: Notice, name: str) -> str:
    value = notice.params.get(name)
    return str(SOMEBODY) if value is None else str(value)


def _ends_at(notice: Notice) -> str | Markup:
    written = notice.params.get("ends_at")
    return time_tag(datetime.fromisoformat(written), notice.time_zone or "UTC") if written else "–"


def _roles(notice: Notice) -> str:
    return str(_(", ")).join(str(name) for name in notice.params.get("roles", []))
