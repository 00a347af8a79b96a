"""Table shapes, one subject a file. Importing this package fills `Base.metadata`."""

from app.models.assignments import Assignment, AssignmentTeacher, Attachment, Link
from app.models.audit import AuditEvent
from app.models.base import Base
from app.models.clock import ClockControl, ClockRun, ImportSource
from app.models.notifications import Notification
from app.models.people import Course, Enrollment, User
from app.models.rosters import RosterDraft
from app.models.sign_in import SignInFailure
from app.models.stages import Stage, StageAttempt, StageTransition

__all__ = [
    "Assignment", "AssignmentTeacher", "Attachment", "AuditEvent", "Base", "ClockControl", "ClockRun", "Course",
    "Enrollment", "ImportSource", "Link", "Notification", "RosterDraft", "SignInFailure", "Stage", "StageAttempt",
    "StageTransition", "User",
]  # fmt: skip
