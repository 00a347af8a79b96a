"""The words for the values of the database's types. Translated when they are shown."""

from flask_babel import lazy_gettext as _

from app.models.types import AssignmentState, RunOutcome, StageKind, StageStatus, TransitionCause, UserRole

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
HAND_IN = {"file": _("Hand in a file"), "link": _("Hand in a link")}
