"""Copying course work and plans. Each raises Refused where the database says no."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from app import storage
from app.db import call
from app.errors import Refused
from app.models import Attachment


@dataclass(frozen=True)
class Copy:
    """A plan so many weeks on; `shown` names the plan as it was, None: any will do."""

    assignment_id: int
    weeks: int
    shown: str | None

    @property
    def arguments(self) -> dict[str, object]:
        """As the database's functions take them."""
        return {"assignment_id": self.assignment_id, "weeks": self.weeks, "shown": self.shown}


def copy_assignment(
    copy: Copy, course_id: int, title: str, attachments: Sequence[Attachment] | None, actor_id: int
) -> int:
    """Make a new draft in a course; its key.

    With the files (an empty list where there are none) it is the whole, without (None) the plan alone. Raise OSError
    where the bytes of a file cannot be copied.
    """
    place = {"course_id": course_id, "title": title, "whole": attachments is not None}
    with _bytes_of_their_own(attachments or ()) as files:
        return int(call("copy_assignment", **copy.arguments, **place, files=Jsonb(files), actor_id=actor_id))


def copy_plan(copy: Copy, into_assignment_id: int, actor_id: int) -> None:
    """Append a plan to that of a draft."""
    call("copy_plan", **copy.arguments, into_assignment_id=into_assignment_id, actor_id=actor_id)


@contextmanager
def _bytes_of_their_own(attachments: Sequence[Attachment]) -> Iterator[dict[str, str]]:
    """For each file's key the storage key of a copy; the copies are taken away again where nothing will name them."""
    copies: dict[str, str] = {}
    try:
        for file in attachments:
            copies[str(file.id)] = storage.copy(file.storage_key).key
        yield copies
    except (Refused, OSError):
        for key in copies.values():
            storage.remove(key)
        raise
