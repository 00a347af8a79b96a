"""What is handed out with a course work, read on from row to row in the order in which it was added."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.models import Attachment, Link
from app.queries import keyset
from app.queries.keyset import Window


def attachments(assignment_id: int, window: Window) -> Sequence[Attachment]:
    """A window of the files, the oldest first."""
    chosen = select(Attachment).where(Attachment.assignment_id == assignment_id)
    return db.session.scalars(keyset.read_on(chosen, Attachment.id, window, newest_first=False)).all()


def links(assignment_id: int, window: Window) -> Sequence[Link]:
    """A window of the addresses, the oldest first."""
    chosen = select(Link).where(Link.assignment_id == assignment_id)
    return db.session.scalars(keyset.read_on(chosen, Link.id, window, newest_first=False)).all()
