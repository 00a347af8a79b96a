"""Table shapes, one subject a file. Importing this package fills `Base.metadata`."""

from app.models.assignments import Assignment, AssignmentTeacher, Attachment, Link
from app.models.audit import AuditEvent
from app.models.base import Base
from app.models.calendars import CalendarAddress
from app.models.clock import ClockControl, ClockRun, ImportSource
from app.models.mail import MailOutbox
from app.models.notifications import Notification, StageReminder
from app.models.people import Course, Enrollment, User
from app.models.programs import AccessToken, IdempotencyKey
from app.models.rosters import RosterDraft
from app.models.sign_in import SignInFailure
from app.models.stages import Stage, StageAttempt, StageTransition, TransitionCount
from app.models.submissions import StageExtension, Submission, SubmissionFile, SubmissionTicket
from app.models.team_work import DivisionRole, RoleAssignment, TaskUpdate, TeamTask
from app.models.teams import DissolveRequest, LeaveRequest, Team, TeamInvitation, TeamMember

__all__ = [
    "AccessToken", "Assignment", "AssignmentTeacher", "Attachment", "AuditEvent", "Base", "CalendarAddress",
    "ClockControl", "ClockRun", "Course",
    "DissolveRequest", "DivisionRole", "Enrollment", "IdempotencyKey", "ImportSource", "LeaveRequest", "Link",
    "MailOutbox",
    "Notification",
    "RoleAssignment", "RosterDraft", "SignInFailure", "Stage", "StageAttempt", "StageExtension", "StageReminder",
    "StageTransition",
    "Submission", "SubmissionFile", "SubmissionTicket", "TaskUpdate", "Team", "TeamInvitation", "TeamMember",
    "TeamTask", "TransitionCount", "User",
]  # fmt: skip
