"""Signing in and choosing a password: what is checked, in which order, and how long a refusal takes."""

import time
from enum import Enum, auto

from app import passwords
from app.commands import users
from app.db import db
from app.queries import people
from app.queries.people import Person

# Every refusal takes this long in seconds, so that its time tells neither whether the person exists nor which kind of
# hash they have: Werkzeug's slowest costs about half of it. Tests set it to 0.
REFUSAL_TAKES = 0.8


class Refusal(Enum):
    """Why somebody was not signed in."""

    WRONG = auto()
    INACTIVE = auto()


def sign_in(username: str, password: str) -> Person | Refusal:
    """The person, with an outdated hash replaced; or why not. INACTIVE is said only to who knows the password."""
    began = time.monotonic()
    person = people.by_username(username)
    db.session.close()  # hashing takes long: no transaction stays open meanwhile
    verdict = passwords.check(person.password_hash, password) if person else passwords.check_nobody(password)
    if person is None or not verdict.fits:
        time.sleep(max(0.0, REFUSAL_TAKES - (time.monotonic() - began)))
        return Refusal.WRONG
    if not person.is_active:
        return Refusal.INACTIVE
    return _renew_hash(person, password) if verdict.is_outdated else person


def choose_password(person: Person, current: str, chosen: str) -> Person | None:
    """The person with their new password; None where the current one is wrong."""
    if not passwords.check(person.password_hash, current).fits:
        return None
    if not users.change_password(person.id, person.password_hash, passwords.make_hash(chosen)):
        return None
    return people.by_id(person.id)


def _renew_hash(person: Person, password: str) -> Person:
    users.replace_hash(person.id, person.password_hash, passwords.make_hash(password))
    return people.by_id(person.id) or person
