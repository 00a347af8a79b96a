"""What is handed out with a course work, and who manages it. Each raises Refused where the database says no."""

import json
from collections.abc import Iterable

from app import storage
from app.db import call
from app.storage import Stored, Stream

Received = tuple[Stream, str]  # what is being read, and the name it came by


def add_attachments(assignment_id: int, files: Iterable[Received], actor_id: int) -> list[int]:
    """Keep files and hand them out, all or none; their keys. Raise as `storage.save` does where one cannot be kept."""
    kept: list[Stored] = []
    try:
        for stream, name in files:
            kept.append(storage.save(stream, name))
        rows = json.dumps(_rows(kept))
        return list(call("add_attachments", assignment_id=assignment_id, files=rows, actor_id=actor_id))
    except BaseException:
        for stored in kept:
            storage.remove(stored.key)
        raise


def remove_attachment(attachment_id: int, actor_id: int) -> None:
    """Take a file back: the row, then the bytes."""
    storage.remove(call("remove_attachment", attachment_id=attachment_id, actor_id=actor_id))


def add_link(assignment_id: int, title: str, url: str, actor_id: int) -> int:
    """Hand out an address of http or https; its key."""
    return int(call("add_link", assignment_id=assignment_id, title=title, url=url, actor_id=actor_id))


def remove_link(link_id: int, actor_id: int) -> None:
    """Take an address back."""
    call("remove_link", link_id=link_id, actor_id=actor_id)


def appoint_manager(assignment_id: int, username: str, actor_id: int) -> None:
    """Let a teacher or admin manage a course work."""
    call("appoint_manager", assignment_id=assignment_id, username=username, actor_id=actor_id)


def remove_manager(assignment_id: int, user_id: int, actor_id: int) -> None:
    """End somebody's managing of a course work."""
    call("remove_manager", assignment_id=assignment_id, user_id=user_id, actor_id=actor_id)


def _rows(kept: list[Stored]) -> list[dict[str, object]]:
    columns = ("file_name", "media_type", "size_bytes", "sha256")
    return [{"storage_key": file.key, **{name: getattr(file, name) for name in columns}} for file in kept]
