"""What administrators, and teachers for their students, do to accounts. Each raises Refused where the database says no.

A password comes as its hash.
"""

from dataclasses import asdict, dataclass

from app.db import call


@dataclass(frozen=True)
class Facts:
    """What may be changed of an account; an empty student number or e-mail address is none. `role` is a `UserRole`."""

    name: str
    role: str
    student_number: str
    email: str


def create(username: str, facts: Facts, password_hash: str, actor_id: int) -> int:
    """Add an account whose password has to be changed; its key."""
    password = {"password_hash": password_hash, "must_change": True}
    return int(call("create_person", username=username, **asdict(facts), **password, actor_id=actor_id))


def edit(person_id: int, version: int, facts: Facts, actor_id: int) -> bool:
    """Give an account other facts, where its version still is the one that was seen; whether any was another."""
    return call("edit_person", user_id=person_id, version=version, **asdict(facts), actor_id=actor_id) is not None


def deactivate(person_id: int, actor_id: int) -> None:
    """Switch an account off."""
    call("deactivate_person", user_id=person_id, actor_id=actor_id)


def reactivate(person_id: int, actor_id: int) -> None:
    """Switch an account on again."""
    call("reactivate_person", user_id=person_id, actor_id=actor_id)


def reset_password(person_id: int, password_hash: str, actor_id: int) -> None:
    """Give somebody a password that they have to change."""
    call("reset_password", user_id=person_id, password_hash=password_hash, actor_id=actor_id)
