"""The words for the values of the database's types. Translated when they are shown."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app import team_words
from app.models.types import (
    AssignmentState,
    MailTopic,
    RunOutcome,
    StageKind,
    StageStatus,
    TransitionCause,
    UserRole,
)

STATUS = {
    StageStatus.PENDING: _("Pending"),
    StageStatus.ACTIVE: _("Active"),
    StageStatus.COMPLETED: _("Completed"),
}
KIND = {
    StageKind.TEAM_FORMATION: _("Team formation"),
    StageKind.DIVISION: _("Division of roles"),
    StageKind.SUBMISSION: _("Submission"),
    StageKind.CUSTOM: _("Custom"),
}
STATE = {
    AssignmentState.DRAFT: _("Draft"),
    AssignmentState.PUBLISHED: _("Published"),
    AssignmentState.ARCHIVED: _("Archived"),
}
CAUSE = {
    TransitionCause.CLOCK: _("The clock"),
    TransitionCause.TEACHER: _("By hand"),
    TransitionCause.OPERATOR: _("Operator"),
    TransitionCause.IMPORT: _("Import"),
}
ROLE = {
    UserRole.ADMIN: _("Administrator"),
    UserRole.TEACHER: _("Teacher"),
    UserRole.STUDENT: _("Student"),
}
OUTCOME = {
    RunOutcome.RUNNING: _("running"),
    RunOutcome.OK: _("done"),
    RunOutcome.CRASHED: _("crashed"),
    RunOutcome.PAUSED: _("refused: the clock is paused"),
    RunOutcome.FOREIGN_COPY: _("refused: this database is a copy"),
    RunOutcome.MIGRATING: _("refused: a migration was running"),
}
HEALTH = {"ok": _("OK"), "warn": _("Warning"), "red": _("Red")}
MAIL_TOPIC = {
    MailTopic.STAGES: _("Stages that open and close"),
    MailTopic.REMINDERS: _("Reminders that a stage closes soon"),
    MailTopic.TEAMS: _("Teams: invitations, who joins and leaves, confirmation"),
    MailTopic.ROLES: _("Roles and tasks that I am given"),
    MailTopic.HAND_INS: _("Hand-ins, their reviews, and extensions"),
    MailTopic.MESSAGES: _("Messages from teachers"),
}
HAND_IN = {"file": _("Hand in a file"), "link": _("Hand in a link")}

OBSTACLE = {
    "paused": _("waits: the whole clock is paused"),
    "foreign_copy": _("refused: this database is a copy"),
    "backing_off": _("failed: tried again later"),
    "quarantined": _("given up: waits until somebody tries again"),
}

# What goes with a course work when it is deleted, by table.
PART = {
    "stages": _("Stages"),
    "stage_transitions": _("Openings and closings in the history"),
    "stage_attempts": _("Failed attempts"),
    "notifications": _("Notices to people"),
    "mail_outbox": _("Notices by mail"),
    "attachments": _("Files"),
    "links": _("Links"),
    "assignment_teachers": _("Managing teachers"),
}

# Why a row of a class list is refused.
ROSTER_REASON = {
    "not_a_student": _("Refused: this number is that of a teacher or administrator."),
    "teaches_here": _("Refused: this person teaches the course."),
    "username_taken": _("Refused: this username belongs to somebody with another student number. Give another one."),
    "username_without_number": _(
        "Refused: this username belongs to an account without a student number. "
        "Have the administrator enter the number there, or give another username."
    ),
}

# What is written into the audit.
ACTION = {
    "assignment_archived": _("Course work archived"),
    "assignment_copied": _("Copied from another course work"),
    "assignment_created": _("Course work created"),
    "assignment_deleted": _("Course work deleted"),
    "assignment_edited": _("Course work changed"),
    "assignment_restored": _("Course work restored"),
    "attachment_added": _("File added"),
    "attachment_removed": _("File removed"),
    "link_added": _("Link added"),
    "link_removed": _("Link removed"),
    "manager_added": _("Managing teacher added"),
    "manager_removed": _("Managing teacher removed"),
    "assignment_paused": _("Course work paused"),
    "assignment_published": _("Course work published"),
    "assignment_resumed": _("Course work resumed"),
    "clock_paused": _("Whole clock paused"),
    "clock_resumed": _("Whole clock resumed"),
    "mail_retried": _("Mail tried again"),
    "mail_switched_off": _("Mail switched off"),
    "mail_switched_on": _("Mail switched on"),
    "plan_copied": _("Plan copied from another course work"),
    "stage_added": _("Stage added"),
    "stage_edited": _("Stage edited"),
    "stage_moved": _("Stage moved in the plan"),
    "password_reset": _("Password reset"),
    "person_created": _("Account created"),
    "person_deactivated": _("Account switched off"),
    "person_edited": _("Account changed"),
    "person_reactivated": _("Account switched on again"),
    "sign_in_locked": _("Sign-in locked"),
    "token_created": _("Access token made"),
    "token_revoked": _("Access token revoked"),
    "stage_paused": _("Stage paused"),
    "stage_removed": _("Stage removed"),
    "stage_rescheduled": _("Times changed"),
    "stage_resumed": _("Stage resumed"),
    "stage_retried": _("Tried again"),
    "stages_shifted": _("Later stages moved"),
    "course_created": _("Course created"),
    "course_edited": _("Course changed"),
    "course_archived": _("Course archived"),
    "course_restored": _("Course restored"),
    "person_enrolled": _("Put on a class list"),
    "person_withdrawn": _("Taken off a class list"),
    "roster_applied": _("Class list imported"),
    "first_passwords_made": _("First passwords made"),
}
# Whom or what it was done to.
SUBJECT = {
    "assignment": _("Course work"),
    "clock": _("Clock"),
    "course": _("Course"),
    "stage": _("Stage"),
    "team": _("Team"),
    "user": _("Person"),
}
# What the audit and the history keep about an act, by the names of the columns and of the keys in JSON.
FIELD = {
    **PART,
    "address": _("Address"),
    "attempt": _("Attempt"),
    "attempts": _("Attempts"),
    "code": _("Code"),
    "counts": _("What went with it"),
    "created": _("New accounts"),
    "days": _("Days"),
    "description": _("Description"),
    "email": _("E-mail address"),
    "ends_at": _("End"),
    "enrolled": _("Put on the class list"),
    "failures": _("Failures"),
    "file_types": _("Kinds of files"),
    "max_file_mb": _("Largest file in MB"),
    "max_files": _("Most files at once"),
    "file_name": _("File"),
    "files": _("Files"),
    "from": _("Copied from"),
    "from_stage": _("From the stage on"),
    "holders": _("Held by"),
    "kind": _("Kind"),
    "managers": _("Managed by"),
    "max_team_size": _("Largest team size"),
    "min_team_size": _("Smallest team size"),
    "name": _("Name"),
    "scope": _("What it may do"),
    "paused_at": _("Paused at"),
    "people": _("People"),
    "position": _("Place"),
    "reminders": _("Reminders"),
    "removed_members": _("Places in teams taken back"),
    "removed_roles": _("Roles taken back"),
    "removed_teams": _("Teams taken back"),
    "required": _("Required"),
    "review": _("Review"),
    "role": _("Role"),
    "size_bytes": _("Size in bytes"),
    "starts_at": _("Start"),
    "state": _("State"),
    "leader_id": _("Leader"),
    "members": _("Members"),
    "messages": _("Messages"),
    "student_number": _("Student number"),
    "submission_id": _("Hand-in (number)"),
    "submission_mode": _("What is handed in"),
    "team": _("Team"),
    "team_id": _("Team (number)"),
    "user_id": _("Person"),
    "term": _("Term"),
    "text": _("Message"),
    "time_zone": _("Time zone"),
    "title": _("Title"),
    "transition_id": _("Closing (number)"),
    "transitions": _("Openings and closings in the history"),
    "unchanged": _("On the class list already"),
    "url": _("Address"),
    "username": _("Username"),
    "weeks": _("Weeks later"),
    "whole": _("With material and managing teachers"),
}
# The order they are read in; the rest follows by its keys: JSON in the database keeps them by their length.
FIRST = (
    "name", "title", "kind", "submission_mode", "starts_at", "ends_at", "description", "position", "paused_at",
    "code", "term", "time_zone", "state", "username", "student_number", "email", "role", "managers", *PART,
)  # fmt: skip
PLACE = {name: place for place, name in enumerate(FIRST)}
VALUE: dict[str, Mapping[Any, LazyString]] = {
    "kind": KIND,
    "review": team_words.REVIEW,
    "role": ROLE,
    "scope": {"read": _("Only read"), "write": _("Read and change")},
    "state": STATE,
    "status": STATUS,
    "submission_mode": HAND_IN,
    "to_status": STATUS,
}

# Why a date cannot be where a plan is moved or copied to.
MOVE_PROBLEM = {
    "skipped": _("does not exist: clocks are put forward then"),
    "repeated": _("happens twice: clocks are put back then"),
    "past": _("lies in the past"),
    "inverted": _("does not lie after the start"),
    "strange": _("lies beyond the year 9000"),
}

# By SQLSTATE, or by its class: the first two letters. Without one, nobody was left to say why.
CRASHED = _("it crashed or timed out")
FAILURE = {
    "08": _("the connection to the database was lost"),
    "22": _("a value was not what the database can work with"),
    "23": _("what it wrote would break a rule of the database"),
    "40001": _("somebody else changed the same rows at the same time"),
    "40P01": _("it and somebody else waited for each other"),
    "42": _("the database's code and its tables do not fit together: the administrator has to upgrade it"),
    "42501": _("a permission is missing in the database: the administrator has to grant it"),
    "53": _("the server ran out of space, memory or connections"),
    "55P03": _("somebody else held it locked for too long"),
    "57": _("the server was restarted or stopped"),
    "57014": _("it took too long, or somebody cancelled it"),
    "P0": _("a rule in the database raised an error"),
    "SC": _("a rule of the clock refused it"),
    "XX": _("the database found a fault in itself: the administrator has to look at it"),
}

# What belongs to teams is called in a file of its own.
ACTION |= team_words.ACTION
PART |= team_words.PART
PRIORITY = team_words.PRIORITY
REVIEW = team_words.REVIEW
TEAM_STATUS = team_words.TEAM_STATUS
REQUEST = team_words.REQUEST


def failure(sqlstate: str | None) -> LazyString:
    """Why a transition failed, in plain words."""
    if sqlstate is None:
        return CRASHED
    return FAILURE.get(sqlstate) or FAILURE.get(sqlstate[:2]) or _("the database reported an error")


def place(name: str) -> tuple[int, str]:
    """Where a field stands among others: a key to sort by."""
    return PLACE.get(name, len(PLACE)), name


def field(name: str) -> str:
    """What a field is called; one that nobody has named yet by its own name."""
    return str(FIELD.get(name, name.replace("_", " ")))
