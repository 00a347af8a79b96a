"""Hand-ins: begun at the gate, completed with what has arrived, reviewed; and later ends. Each raises Refused."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app import storage
from app.db import call
from app.errors import Refused
from app.models.types import ReviewState
from app.multipart import Part
from app.receiving import HandIn, Limits


def begin(stage_id: int, team_id: int, actor_id: int) -> int:
    """Ask the gate, before anything is received; the ticket's key."""
    return int(call("begin_submission", stage_id=stage_id, team_id=team_id, actor_id=actor_id))


def complete(ticket_id: int, url: str | None, note: str, files: Sequence[dict[str, Any]], actor_id: int) -> int:
    """Make a hand-in of what has arrived; its key. A file has the keys that `complete_submission` names."""
    what = {"url": url, "note": note, "files": json.dumps(list(files))}
    return int(call("complete_submission", ticket_id=ticket_id, **what, actor_id=actor_id))


def receive(ticket_id: int, hand_in: HandIn, parts: Iterable[Part], limits: Limits, actor_id: int) -> int:
    """Take in what arrives and make a hand-in of it; its key. Raise as `HandIn.receive` does.

    Where the database did not say whether it took it, the files stay: at worst they are leftovers, which are swept.
    """
    hand_in.receive(parts, limits)
    url = hand_in.url if limits.mode == "link" else None
    try:
        return complete(ticket_id, url, hand_in.note, hand_in.files, actor_id)
    except Refused:
        hand_in.forget()
        raise


def withdraw(submission_id: int, actor_id: int) -> None:
    """Take one's own hand-in back: the rows, then the bytes of its files."""
    for key in call("withdraw_submission", submission_id=submission_id, actor_id=actor_id):
        storage.remove(key)


def review(submission_id: int, verdict: ReviewState, comment: str, actor_id: int) -> None:
    """Approve a hand-in or return it with a comment."""
    call("review_submission", submission_id=submission_id, review=verdict, comment=comment, actor_id=actor_id)


def set_rules(stage_id: int, max_files: int, max_file_mb: int, file_types: Sequence[str], actor_id: int) -> None:
    """Say what a stage takes: how many files at once, how large, and of which kinds (none: any)."""
    rules = {"max_files": max_files, "max_file_mb": max_file_mb, "file_types": list(file_types)}
    call("set_submission_rules", stage_id=stage_id, **rules, actor_id=actor_id)


def extend(stage_id: int, team_id: int, ends_at: datetime | None, reason: str, actor_id: int) -> int:
    """Give one team a later end; its key."""
    what = {"team_id": team_id, "ends_at": ends_at, "reason": reason}
    return int(call("extend_stage", stage_id=stage_id, **what, actor_id=actor_id))


def revoke_extension(extension_id: int, reason: str, actor_id: int) -> None:
    """Take a later end back."""
    call("revoke_extension", extension_id=extension_id, actor_id=actor_id, reason=reason)
