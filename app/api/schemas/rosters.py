"""Class lists that are sent, looked at and applied; and first passwords."""

from marshmallow import fields

from app.api.schemas.base import MESSAGES, Out, Strict, count, key, one_of, several, text
from app.api.schemas.people import ONCE
from app.api.schemas.shapes import Paged
from app.rosters.table import MOST_STUDENTS

OUTCOMES = ["create", "enroll", "unchanged", "refuse"]


class RosterRowIn(Strict):
    """One student. Who has no account signs in with the username, or with the student number where none is said."""

    student_number = text(60, 1, required=True)
    name = text(200, 1, required=True)
    email = text(254, load_default=None, allow_none=True)
    username = text(200, load_default=None, allow_none=True)


class RosterIn(Strict):
    """A class list; the audit keeps what it is called."""

    name = text(200, load_default="")
    rows = several(fields.Nested(RosterRowIn, error_messages=MESSAGES), MOST_STUDENTS, 1, required=True)


class RosterOut(Out):
    """What a whole class list would do now: how many rows do what.

    `staying_count`: in the class and not on the list; `digest` stands for the outcome of every row.
    """

    id = key()
    course_id = key()
    name = fields.String(attribute="file_name")
    created_by_name = fields.String(attribute="by_name")
    created_at = fields.AwareDateTime()
    applied_at = fields.AwareDateTime(allow_none=True)
    created_count = count(attribute="created")
    enrolled_count = count(attribute="enrolled")
    unchanged_count = count(attribute="unchanged")
    refused_count = count(attribute="refused")
    staying_count = count(attribute="staying")
    digest = fields.String()


class RosterRowOut(Out):
    """What one row would do, and why it is refused. No account yet: no `account_name`."""

    line = count()
    student_number = fields.String()
    name = fields.String()
    username = fields.String()
    email = fields.String(allow_none=True)
    account_name = fields.String(allow_none=True)
    is_active = fields.Boolean(allow_none=True)
    outcome = one_of(OUTCOMES)
    reason = fields.String(allow_none=True)


class RosterRowsAsked(Paged):
    """Which rows."""

    outcome = one_of(OUTCOMES)


class ApplicationIn(Strict):
    """What was seen that applying would do."""

    digest = text(100, 1, required=True)


class EnrolledOut(Out):
    """Who was put on a class list."""

    user_id = key()
    username = fields.String()
    name = fields.String()
    student_number = fields.String(allow_none=True)


class FirstPasswordOut(EnrolledOut):
    """A student with a first password."""

    password = fields.String(allow_none=True, metadata=ONCE)


class AppliedOut(Out):
    """What applying did: new accounts, others who were put on the class list, and how many rows changed nothing."""

    created = fields.List(fields.Nested(FirstPasswordOut))
    enrolled = fields.List(fields.Nested(EnrolledOut))
    unchanged_count = count(attribute="unchanged")


class FirstPasswordsOut(Out):
    """Everybody who was given one."""

    given = fields.List(fields.Nested(FirstPasswordOut))
