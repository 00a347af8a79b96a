"""Accounts."""

import re

from flask_babel import lazy_gettext as _
from marshmallow import ValidationError, fields

from app.api.schemas.base import Out, Strict, choice, count, key, one_of, text
from app.api.schemas.shapes import Paged
from app.models.types import EnrollmentRole, UserRole

EMAIL = re.compile(r"([^@\s]+@[^@\s]+)?")
ONCE = {"description": "Told once: null where the request is answered again under its Idempotency-Key."}


def _one_word(value: str) -> None:
    if " " in value or not value.isprintable():
        raise ValidationError(str(_("Use letters, digits and signs, without spaces.")))


def _address(value: str) -> None:
    if not EMAIL.fullmatch(value.strip()):
        raise ValidationError(str(_("An e-mail address looks like name@school.example.")))


class PersonOut(Out):
    """An account. `must_change_password`: somebody else made the password."""

    id = key()
    username = fields.String()
    name = fields.String()
    role = choice(UserRole)
    student_number = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    is_active = fields.Boolean()
    must_change_password = fields.Boolean()
    created_at = fields.AwareDateTime()


class PlaceOut(Out):
    """Somebody's place in a course."""

    course_id = key()
    course_code = fields.String(attribute="code")
    course_name = fields.String(attribute="name")
    term = fields.String(allow_none=True)
    archived_at = fields.AwareDateTime(allow_none=True)
    role = choice(EnrollmentRole)


class LockOut(Out):
    """Sign-ins that are refused until an instant; from everywhere where the address is empty."""

    address = fields.String()
    failure_count = count(attribute="failures")
    locked_until = fields.AwareDateTime()


class WholePersonOut(PersonOut):
    """An account with its courses, and where its sign-ins are refused now."""

    courses = fields.List(fields.Nested(PlaceOut))
    locks = fields.List(fields.Nested(LockOut))


class PeopleAsked(Paged):
    """Which accounts."""

    q = text(200, metadata={"description": "Part of the name, username or student number."})
    role = choice(UserRole)
    status = one_of(["all", "active", "switched_off"], load_default="all")


class NewPersonIn(Strict):
    """A new account."""

    username = text(200, 1, also=[_one_word], required=True)
    name = text(200, 1, required=True)
    role = choice(UserRole, required=True)
    student_number = text(60, load_default=None, allow_none=True)
    email = text(254, also=[_address], load_default=None, allow_none=True)


class PersonEditIn(Strict):
    """What is to be another; null, or nothing, is no student number and no e-mail address."""

    name = text(200, 1)
    role = choice(UserRole)
    student_number = text(60, allow_none=True)
    email = text(254, also=[_address], allow_none=True)


class PasswordOut(Out):
    """A password that was made for somebody, who chooses another one when they sign in."""

    id = key()
    username = fields.String()
    password = fields.String(allow_none=True, metadata=ONCE)
