"""What people do to their notices, and what teachers send."""

from collections.abc import Sequence

from app.db import call


def mark(recipient_id: int, keys: Sequence[int] | None, *, read: bool) -> int:
    """Mark one's own notices, or all of them (None), as read or unread; how many changed."""
    named = None if keys is None else list(keys)
    return int(call("mark_notifications", recipient_id=recipient_id, read=read, notification_ids=named))


def delete(recipient_id: int, keys: Sequence[int] | None) -> int:
    """Remove one's own notices, or all that were read (None); how many went."""
    named = None if keys is None else list(keys)
    return int(call("delete_notifications", recipient_id=recipient_id, notification_ids=named))


def broadcast(assignment_id: int, text: str, actor_id: int) -> int:
    """Tell everybody of a course work something; how many were told. Raise Refused."""
    return int(call("broadcast", assignment_id=assignment_id, text=text, actor_id=actor_id))
