"""Who may do what: the one place. When and in which state it may be done is the database's to say."""

from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import BigInteger, BindParameter, ColumnElement, and_, bindparam, exists, false, or_, true
from sqlalchemy.orm import aliased

from app.models import Assignment, AssignmentTeacher, Course, Enrollment, Team, TeamMember, User
from app.models.types import AssignmentState, EnrollmentRole, UserRole


class Someone(Protocol):
    """What the policy asks of a person."""

    @property
    def id(self) -> int: ...

    @property
    def role(self) -> UserRole: ...


@dataclass(frozen=True)
class WhoeverAsks:
    """A person of a role who is named when a statement runs, by its parameter `reader_id`."""

    role: UserRole
    id: BindParameter[int] = field(default_factory=lambda: bindparam("reader_id", type_=BigInteger))


# A person, one who is named later, or whoever stands in the row of `users` of a statement.
Anybody = Someone | WhoeverAsks | type[User]


@dataclass(frozen=True)
class Scope:
    """Conditions on `assignments`: which the person may see, and of which they are staff."""

    visible: ColumnElement[bool]
    staff: ColumnElement[bool]


def course_work(person: Someone | WhoeverAsks) -> Scope:
    """Admins see all; staff theirs, drafts included; students those of their courses that are not drafts.

    Staff of a course work manage it or teach its course. They see its history and what failed, and step in by hand.
    """
    if person.role is UserRole.ADMIN:
        return Scope(visible=true(), staff=true())
    return _own_course_work(person)


def takes_part(person: Someone) -> Scope:
    """What of it the person has a part in themselves: an admin's calendar is not the school's."""
    return _own_course_work(person)


def course_work_of_row() -> Scope:
    """The same for whoever stands in the row of `users`: conditions on `assignments` and `users` together."""
    own, is_admin = _own_course_work(User), User.role == UserRole.ADMIN
    return Scope(visible=or_(is_admin, own.visible), staff=or_(is_admin, own.staff))


def teaching(person: Someone) -> ColumnElement[bool]:
    """Condition on `courses`: whose class list the person keeps, and in which they may plan course work.

    Admins all; teachers those in which they are enrolled as teachers.
    """
    if person.role is UserRole.ADMIN:
        return true()
    row = Enrollment
    mine = (row.course_id == Course.id, row.user_id == person.id, row.role == EnrollmentRole.TEACHER)
    return exists().where(*mine)


def team(person: Someone) -> ColumnElement[bool]:
    """Condition on `teams` joined with `assignments`: whose inside the person sees. Its members and its staff.

    Classmates know of a team who is in it and whether there is room, and nothing else.
    """
    return _inside_of_team(course_work(person), person)


def team_of_row() -> ColumnElement[bool]:
    """The same for whoever stands in the row of `users`: a condition on `teams`, `assignments` and `users` together."""
    return _inside_of_team(course_work_of_row(), User)


def may_administer(person: Someone | None) -> bool:
    """Accounts and courses are the admins' to create, change and switch off."""
    return person is not None and person.role is UserRole.ADMIN


def may_teach(person: Someone | None) -> bool:
    """Whose kind of account can have courses to look after: in the main menu, and asked where no course is named."""
    return person is not None and person.role in {UserRole.ADMIN, UserRole.TEACHER}


def accounts(person: Someone) -> ColumnElement[bool]:
    """Condition on `users`: whose accounts the person may look at and change. Admins all, others none."""
    return true() if may_administer(person) else false()


def may_reset_password(person: Someone) -> ColumnElement[bool]:
    """Condition on `users`: to whom the person may give a new password.

    Admins to everybody; teachers to the students of the courses they teach, but not to who is staff anywhere.
    """
    if person.role is UserRole.ADMIN:
        return true()
    theirs = aliased(Enrollment)
    studies_with_me = (theirs.user_id == User.id, theirs.role == EnrollmentRole.STUDENT, Course.id == theirs.course_id)
    return and_(
        User.role == UserRole.STUDENT,
        exists().where(*studies_with_me, teaching(person)),
        ~exists().where(Enrollment.user_id == User.id, Enrollment.role == EnrollmentRole.TEACHER),
        ~exists().where(AssignmentTeacher.user_id == User.id),
    )


def may_see_clock(person: Someone | None) -> bool:
    """The clock's health, runs and jobs are the admins'."""
    return person is not None and person.role is UserRole.ADMIN


def _own_course_work(person: Anybody) -> Scope:
    staff = or_(_manages(person), _is_enrolled(person, EnrollmentRole.TEACHER))
    studies = and_(Assignment.state != AssignmentState.DRAFT, _is_enrolled(person, EnrollmentRole.STUDENT))
    return Scope(visible=or_(staff, studies), staff=staff)


def _inside_of_team(scope: Scope, person: Anybody) -> ColumnElement[bool]:
    return and_(scope.visible, or_(scope.staff, _is_member(person)))


# Everything but their own row is the statement's around them: its course work, and its people where `person` is a row.


def _manages(person: Anybody) -> ColumnElement[bool]:
    row = AssignmentTeacher
    return exists().where(row.assignment_id == Assignment.id, row.user_id == person.id).correlate_except(row)


def _is_member(person: Anybody) -> ColumnElement[bool]:
    row = TeamMember
    return exists().where(row.team_id == Team.id, row.user_id == person.id).correlate_except(row)


def _is_enrolled(person: Anybody, role: EnrollmentRole) -> ColumnElement[bool]:
    row = Enrollment
    mine = (row.course_id == Assignment.course_id, row.user_id == person.id, row.role == role)
    return exists().where(*mine).correlate_except(row)
