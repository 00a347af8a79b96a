"""First passwords for a class: drawn, shown once, and given back as a file only from the page that shows them."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app import passwords

GOOD_FOR = 24 * 3600  # seconds for which a page that is left open can still give its list as a file
LONGEST = 2_000_000  # characters; 5,000 students with long names need a quarter of that


@dataclass(frozen=True)
class FirstPassword:
    """What one student is told. Nothing keeps the password but the page it is shown on."""

    name: str
    student_number: str | None
    username: str
    password: str


@dataclass(frozen=True)
class Drawn:
    """So many passwords with their hashes, for whom the database says."""

    passwords: list[str]
    hashes: list[str]


def draw(count: int) -> Drawn:
    """New passwords, each its own."""
    drawn = [passwords.make_password() for _ in range(count)]
    return Drawn(drawn, [passwords.make_first_hash(password) for password in drawn])


def seal(course_id: int, told: Sequence[FirstPassword]) -> str:
    """A list as the page keeps it for its own button: signed, so that we make a file of nothing else."""
    return _serializer(course_id).dumps([astuple(each) for each in told])


def unseal(course_id: int, sealed: str) -> list[FirstPassword] | None:
    """The list of a page of this course; None for anything else, and for a page of yesterday."""
    if len(sealed) > LONGEST:
        return None
    try:
        return [FirstPassword(*each) for each in _serializer(course_id).loads(sealed, max_age=GOOD_FOR)]
    except BadSignature:
        return None


def _serializer(course_id: int) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"first passwords of course {course_id}")
