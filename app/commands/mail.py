"""What is done to mail: claimed and settled by senders, switched by operators, tried again, and chosen by people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.errors import LockNotAvailable
from psycopg.rows import class_row
from sqlalchemy import update

from app.db import call, db, was_replaced
from app.models import User
from app.models.types import MailTopic

CLAIM = "select * from stageclock.claim_mail()"
SETTLE = "select stageclock.settle_mail(%s, %s, %s, %s)"
SWITCH = "select stageclock.switch_mail(%s, %s)"
RETRY = "select stageclock.retry_mail(%s, null, %s)"


@dataclass(frozen=True)
class Claim:
    """One message that this sender has: the notice, its reader, the attempt. `home` names the installation."""

    notification_id: int
    attempts: int
    kind: str
    params: dict[str, Any]
    created_at: datetime
    name: str
    email: str
    locale: str | None
    assignment_id: int | None
    title: str | None
    time_zone: str | None
    home: str


def claim(connection: psycopg.Connection[Any]) -> Claim | None:
    """Take the next message that is due, committed; None where there is none for us."""
    with connection.cursor(row_factory=class_row(Claim)) as cursor:
        found = cursor.execute(CLAIM).fetchone()
    connection.commit()
    return found


def settle(
    connection: psycopg.Connection[Any], claimed: Claim, error: str | None = None, *, for_good: bool = False
) -> str | None:
    """Say what became of it, committed; sent, waiting or dead, None where another sender has it by now.

    What is not said is sent once more, so it is said again where an upgrade is in the way.
    """
    values = [claimed.notification_id, claimed.attempts, error, for_good]
    try:
        row = connection.execute(SETTLE, values).fetchone()
    except psycopg.Error as trouble:
        if not (was_replaced(trouble) or isinstance(trouble, LockNotAvailable)):
            raise
        connection.rollback()
        row = connection.execute(SETTLE, values).fetchone()
    connection.commit()
    return row[0] if row else None


def switch(connection: psycopg.Connection[Any], by: str, *, on: bool) -> int | None:
    """Switch mail on or off; how many waiting messages went, None where it is so already."""
    row = connection.execute(SWITCH, [on, by]).fetchone()
    return row[0] if row else None


def retry_as_operator(connection: psycopg.Connection[Any], keys: Sequence[int] | None, by: str) -> int:
    """Have what was given up tried again: of the notices named, or all (None); how many."""
    row = connection.execute(RETRY, [None if keys is None else list(keys), by]).fetchone()
    return int(row[0]) if row else 0


def retry(keys: Sequence[int] | None, actor_id: int) -> int:
    """The same from a page. Raise Refused."""
    named = None if keys is None else list(keys)
    return int(call("retry_mail", notification_ids=named, actor_id=actor_id))


def choose(person_id: int, unwanted: Collection[MailTopic]) -> None:
    """Remember what a person does not want by mail."""
    db.session.execute(update(User).where(User.id == person_id).values(unmailed=list(unwanted)))
    db.session.commit()
