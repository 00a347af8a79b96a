"""What is done with class lists. Each raises Refused where the database says no; nothing was changed then."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.db import call
from app.rosters.reading import Roster


@dataclass(frozen=True)
class Applied:
    """What an applied class list did: people as {user_id, username, name, student_number}, in the order of the file."""

    created: list[dict[str, Any]]
    enrolled: list[dict[str, Any]]
    unchanged: int


def keep(course_id: int, file_name: str, roster: Roster, actor_id: int) -> int:
    """Keep a class list to be looked at; its key."""
    rows = json.dumps([asdict(student) for student in roster.students])
    read_as = {"file_name": file_name, "encoding": roster.encoding, "sheet": roster.sheet, "rows": rows}
    return int(call("create_roster_draft", course_id=course_id, **read_as, actor_id=actor_id))


def apply(draft_id: int, digest: str, hashes: Sequence[str], actor_id: int) -> Applied:
    """Do what was shown; the hashes go to the new accounts in the order of the file."""
    agreed = {"draft_id": draft_id, "digest": digest, "password_hashes": list(hashes)}
    return Applied(**call("apply_roster", **agreed, actor_id=actor_id))


def make_first_passwords(course_id: int, user_ids: Sequence[int], hashes: Sequence[str], actor_id: int) -> set[int]:
    """Store a hash for each who has never chosen a password; keys of those whose password is now the new one."""
    given = {"user_ids": list(user_ids), "password_hashes": list(hashes)}
    return set(call("make_first_passwords", course_id=course_id, **given, actor_id=actor_id))
