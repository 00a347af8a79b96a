"""The enumerated types, with what each value means. Their order is the order in which they are lived through."""

from enum import StrEnum

from sqlalchemy import Enum


class UserRole(StrEnum):
    ADMIN = "admin"
    TEACHER = "teacher"
    STUDENT = "student"


class EnrollmentRole(StrEnum):
    TEACHER = "teacher"
    STUDENT = "student"


class AssignmentState(StrEnum):
    DRAFT = "draft"  # -> published; held, seen by its teachers only
    PUBLISHED = "published"  # -> archived; the clock runs
    ARCHIVED = "archived"  # -> published; held, readable


class StageStatus(StrEnum):
    PENDING = "pending"  # -> active at its start, by the clock or by hand
    ACTIVE = "active"  # -> completed at its end, by the clock or by hand
    COMPLETED = "completed"  # -> active only by reopening, with the next generation


class StageKind(StrEnum):
    TEAM_FORMATION = "team_formation"  # closing groups who has no team
    DIVISION = "division"  # closing gives out required roles
    SUBMISSION = "submission"  # hand-ins while open
    CUSTOM = "custom"


class TransitionCause(StrEnum):
    CLOCK = "clock"
    TEACHER = "teacher"
    OPERATOR = "operator"
    IMPORT = "import"


class RunOutcome(StrEnum):
    RUNNING = "running"  # -> ok, or crashed once its backend is gone
    OK = "ok"
    CRASHED = "crashed"
    PAUSED = "paused"  # refused: the whole clock is paused
    FOREIGN_COPY = "foreign_copy"  # refused: this database is a copy of another one
    MIGRATING = "migrating"  # refused: a migration holds the lock


class TeamStatus(StrEnum):
    FORMING = "forming"  # -> awaiting, when its leader asks; confirmed, when a closing fills or makes it
    AWAITING = "awaiting"  # -> confirmed or rejected, by a teacher
    CONFIRMED = "confirmed"
    REJECTED = "rejected"  # -> awaiting, when its leader asks again


class InvitationStatus(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the team
    CANCELLED = "cancelled"  # it lost its point: the student is in a team, or the team is full, locked or gone


class RequestStatus(StrEnum):
    WAITING = "waiting"
    ESCALATED = "escalated"  # the leader said no or nothing: the teacher decides
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class TaskPriority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class ReviewState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


class MailTopic(StrEnum):
    STAGES = "stages"  # that open and close
    REMINDERS = "reminders"
    TEAMS = "teams"
    ROLES = "roles"  # and tasks
    HAND_INS = "hand_ins"  # reviews, extensions
    MESSAGES = "messages"  # that teachers write


def pg_enum(values: type[StrEnum], name: str) -> Enum:
    """A PostgreSQL enum that stores the values, not Python's names for them."""
    return Enum(values, name=name, values_callable=lambda e: [member.value for member in e])


user_role = pg_enum(UserRole, "user_role")
enrollment_role = pg_enum(EnrollmentRole, "enrollment_role")
assignment_state = pg_enum(AssignmentState, "assignment_state")
stage_status = pg_enum(StageStatus, "stage_status")
stage_kind = pg_enum(StageKind, "stage_kind")
transition_cause = pg_enum(TransitionCause, "transition_cause")
run_outcome = pg_enum(RunOutcome, "run_outcome")
team_status = pg_enum(TeamStatus, "team_status")
invitation_status = pg_enum(InvitationStatus, "invitation_status")
request_status = pg_enum(RequestStatus, "request_status")
task_priority = pg_enum(TaskPriority, "task_priority")
review_state = pg_enum(ReviewState, "review_state")
mail_topic = pg_enum(MailTopic, "mail_topic")
