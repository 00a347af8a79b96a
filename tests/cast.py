"""Who plays in the tests of pages: everybody has a name, a place, and the password "open sesame".

Alice manages the bookshop, Erin teaches its course, Bob studies in it, Dora is the admin. Charlie and Frank are the
strangers: a student and a teacher of another course.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

from app import passwords
from tests.plans import one

Connection = psycopg.Connection[Any]

PASSWORD = "open sesame"
PEOPLE = (
    ("alice", "Alice Ahn", "teacher"),
    ("bob", "Bob Bauer", "student"),
    ("charlie", "Charlie Cole", "student"),
    ("dora", "Dora Diaz", "admin"),
    ("erin", "Erin Egede", "teacher"),
    ("frank", "Frank Fang", "teacher"),
)
PLACES = (
    ("SE-1", "erin", "teacher"),
    ("SE-1", "bob", "student"),
    ("XX-9", "frank", "teacher"),
    ("XX-9", "charlie", "student"),
)


@dataclass(frozen=True)
class Cast:
    """The people by username, the two courses by code, and the bookshop: the course work that Alice manages."""

    people: dict[str, int]
    courses: dict[str, int]
    bookshop: int


def gather(db: Connection) -> Cast:
    """Put everybody in their place."""
    people = {username: add_person(db, username, name, role) for username, name, role in PEOPLE}
    courses = {code: add_course(db, code) for code in ("SE-1", "XX-9")}
    for code, username, role in PLACES:
        enroll(db, courses[code], people[username], role)
    bookshop = add_course_work(db, courses["SE-1"], "Bookshop", manager=people["alice"])
    return Cast(people, courses, bookshop)


def add_person(db: Connection, username: str, name: str, role: str = "student", stored: str | None = None) -> int:
    """One person; `stored` is the hash where it is not to be that of PASSWORD."""
    insert = "insert into users (username, name, role, password_hash) values (%s, %s, %s, %s) returning id"
    return int(one(db, insert, username, name, role, stored or passwords.make_hash(PASSWORD)))


def add_course(db: Connection, code: str) -> int:
    """One course in Shanghai."""
    insert = "insert into courses (code, name, term, time_zone) values (%s, %s, '2030', 'Asia/Shanghai') returning id"
    return int(one(db, insert, code, f"Course {code}"))


def enroll(db: Connection, course: int, person: int, role: str = "student") -> None:
    """One person's place in one course."""
    db.execute("insert into enrollments (course_id, user_id, role) values (%s, %s, %s)", [course, person, role])


def add_course_work(
    db: Connection, course: int, title: str, *, manager: int | None = None, state: str = "published",
    zone: str = "Asia/Shanghai",
) -> int:  # fmt: skip
    """One course work without stages; returns its id."""
    insert = "insert into assignments (course_id, title, state, time_zone) values (%s, %s, %s, %s) returning id"
    work = int(one(db, insert, course, title, state, zone))
    if manager is not None:
        db.execute("insert into assignment_teachers (assignment_id, user_id) values (%s, %s)", [work, manager])
    return work
