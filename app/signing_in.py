"""Signing in and choosing a password: what is checked, in which order, and how long a refusal takes."""

import time
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from flask import current_app

from app import passwords
from app.commands import attempts, users
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


@dataclass(frozen=True)
class Locked:
    """Too many attempts were wrong: nobody signs in with this username for so long, the right password or not."""

    wait: timedelta


def sign_in(username: str, password: str, address: str) -> Person | Refusal | Locked:
    """The person, with an outdated hash replaced; or why not. INACTIVE is said only to who knows the password.

    `address` is where the attempt comes from. It is claimed before the password is looked at.
    """
    began = time.monotonic()
    username = username.replace("\0", "\ufffd").strip()  # PostgreSQL keeps no NUL, and nobody is called so
    wait = attempts.begin(username, address)
    if wait:
        return Locked(wait)
    person = _knows(username, password)
    if person is None:
        _fail(username, address)
        time.sleep(max(0.0, REFUSAL_TAKES - (time.monotonic() - began)))
        return Refusal.WRONG
    attempts.forget(username, address)
    return person if person.is_active else Refusal.INACTIVE


def choose_password(person: Person, current: str, chosen: str) -> Person | None:
    """The person with their new password; None where the current one is wrong."""
    if not passwords.check(person.password_hash, current).fits:
        return None
    if not users.change_password(person.id, person.password_hash, passwords.make_hash(chosen)):
        return None
    return people.by_id(person.id)


def _knows(username: str, password: str) -> Person | None:
    """The person whose password this is; None where it is not, or there is nobody."""
    person = people.by_username(username)
    db.session.close()  # hashing takes long: no transaction stays open meanwhile
    verdict = passwords.check(person.password_hash, password) if person else passwords.check_nobody(password)
    if person is None or not verdict.fits:
        return None
    return _renew_hash(person, password) if verdict.is_outdated and person.is_active else person


def _fail(username: str, address: str) -> None:
    lock = attempts.fail(username, address)
    if lock:
        # People type their password into the wrong field: a name that nobody has stays out of the log.
        name = username if people.by_username(username) else "somebody unknown"
        current_app.logger.warning("Signing in as %r from %s is locked for %s", name, address, lock)


def _renew_hash(person: Person, password: str) -> Person:
    users.replace_hash(person.id, person.password_hash, passwords.make_hash(password))
    return people.by_id(person.id) or person
