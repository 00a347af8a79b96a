"""A person's own notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.db import db
from app.queries.keyset import Window

PAGE_SIZE = 30

# The zone is the course work's where the notice is about one that is still there.
PAGE = text(
    """
    select n.id, n.kind, n.params, n.read_at, n.created_at, a.id as assignment_id, a.title, a.time_zone
    from public.notifications n
    left join public.assignments a on a.id = (n.params ->> 'assignment_id')::bigint
    where n.recipient_id = :recipient_id
      and (not :unread or n.read_at is null)
      and (cast(:kind as text) is null or n.kind = :kind)
      and (cast(:assignment_id as bigint) is null or n.params ->> 'assignment_id' = cast(:assignment_id as text))
      and (cast(:before as bigint) is null or n.id < :before)
    order by n.id desc
    limit :limit offset :offset
    """
)
ABOUT = text(
    """
    select a.id, a.title
    from public.assignments a
    where a.id in (
        select (n.params ->> 'assignment_id')::bigint from public.notifications n where n.recipient_id = :recipient_id
    )
    order by a.title, a.id
    """
)


@dataclass(frozen=True)
class Notice:
    """One notice. `assignment_id`, `title` and `time_zone` are None where it is about no course work that is here."""

    id: int
    kind: str
    params: dict[str, Any]
    read_at: datetime | None
    created_at: datetime
    assignment_id: int | None
    title: str | None
    time_zone: str | None


@dataclass(frozen=True)
class Wanted:
    """Which notices: only unread ones, only of one course work, only of one kind; none of it: all."""

    unread: bool = False
    assignment_id: int | None = None
    kind: str | None = None


def page(recipient_id: int, wanted: Wanted, number: int) -> tuple[list[Notice], bool]:
    """One page (1 is the first) of a person's notices, newest first; is there more?"""
    window = {"limit": PAGE_SIZE + 1, "offset": (number - 1) * PAGE_SIZE, "before": None}
    found = _read(recipient_id, wanted, window)
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def read_on(recipient_id: int, wanted: Wanted, window: Window) -> list[Notice]:
    """A window of a person's notices, newest first."""
    return _read(recipient_id, wanted, {"limit": window.limit + 1, "offset": 0, "before": window.after})


def course_works(recipient_id: int) -> list[tuple[int, str]]:
    """The course works, by key and title, that a person has notices about."""
    return [(key, title) for key, title in db.session.execute(ABOUT, {"recipient_id": recipient_id})]


def _read(recipient_id: int, wanted: Wanted, window: dict[str, int | None]) -> list[Notice]:
    chosen = {
        "recipient_id": recipient_id,
        "unread": wanted.unread,
        "assignment_id": wanted.assignment_id,
        "kind": wanted.kind,
    }
    return [Notice(**row) for row in db.session.execute(PAGE, {**chosen, **window}).mappings()]
