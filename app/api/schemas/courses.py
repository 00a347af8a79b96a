"""Courses and their class lists."""

from marshmallow import fields

from app.api.schemas.base import Out, Strict, choice, count, key, text
from app.api.schemas.shapes import Paged
from app.models.types import EnrollmentRole


class CourseOut(Out):
    """A course; `student_count` is how long its class list is."""

    id = key()
    code = fields.String()
    name = fields.String()
    term = fields.String(allow_none=True)
    time_zone = fields.String()
    archived_at = fields.AwareDateTime(allow_none=True)
    student_count = count(attribute="students")


class MemberOut(Out):
    """Somebody's place in a course; `must_change_password`: has yet to choose one of their own."""

    id = key()
    username = fields.String()
    name = fields.String()
    student_number = fields.String(allow_none=True)
    is_active = fields.Boolean()
    must_change_password = fields.Boolean(attribute="is_waiting")
    role = choice(EnrollmentRole)


class CoursesAsked(Paged):
    """Which courses."""

    q = text(200, metadata={"description": "Part of the code, name or term."})


class MembersAsked(Paged):
    """Which members."""

    q = text(200, metadata={"description": "Part of the name, student number or username."})
    role = choice(EnrollmentRole)


class CourseIn(Strict):
    """A course to be opened or changed."""

    code = text(50, 1, required=True)
    name = text(200, 1, required=True)
    term = text(100, load_default="")
    time_zone = text(100, 1, required=True)


class MemberIn(Strict):
    """Whom to give a place, and which."""

    who = text(100, 1, required=True, metadata={"description": "A student number or username."})
    role = choice(EnrollmentRole, required=True)
