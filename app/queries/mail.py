"""What waits to be mailed, what was given up, and what a person has chosen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import select, text

from app.db import db
from app.models import ClockControl, User
from app.queries.keyset import Window
from app.queries.notifications import Notice

LIMIT = 50

# One row, where the clock was installed.
STATE = """
select c.is_mailing, stageclock.mail_refusal() as refusal,
       (select count(*) from public.mail_outbox o where o.sent_at is null and o.dead_at is null) as waiting,
       (select min(o.created_at) from public.mail_outbox o where o.sent_at is null and o.dead_at is null) as oldest_at,
       (select count(*) from public.mail_outbox o
        where o.sent_at > stageclock.current_time() - interval '1 day') as sent_in_a_day,
       (select count(*) from public.mail_outbox o where o.dead_at is not null) as dead
from public.clock_control c
"""
DEAD = """
select n.id, n.kind, n.params, n.read_at, n.created_at, a.id as assignment_id, a.title, a.time_zone,
       u.id as person_id, u.name, u.email, o.attempts, o.dead_at, o.error
from public.mail_outbox o
join public.notifications n on n.id = o.notification_id
join public.users u on u.id = n.recipient_id
left join public.assignments a on a.id = (n.params ->> 'assignment_id')::bigint
where o.dead_at is not null
"""
LATEST_DEAD = f"{DEAD} order by o.dead_at desc, n.id desc limit 50"
DEAD_READ_ON = text(
    f"""
    {DEAD}
    and (cast(:before as bigint) is null or n.id < :before)
    order by n.id desc
    limit :limit
    """
)
IS_DUE = """
select o.next_try_at <= stageclock.current_time()
from public.mail_outbox o
where o.sent_at is null and o.dead_at is null
order by o.next_try_at, o.notification_id
limit 1
"""


@dataclass(frozen=True)
class State:
    """How mail stands. `refusal` is why nothing is sent (off, foreign_copy), None where it is."""

    is_mailing: bool
    refusal: str | None
    waiting: int
    oldest_at: datetime | None
    sent_in_a_day: int
    dead: int


@dataclass(frozen=True)
class DeadLetter:
    """One notice whose mail was given up, to whom, and what the server said last."""

    notice: Notice
    person_id: int
    name: str
    email: str | None
    attempts: int
    dead_at: datetime
    error: str | None


def state() -> State | None:
    """How mail stands; None where the clock was never installed."""
    row = db.session.execute(text(STATE)).mappings().one_or_none()
    return State(**row) if row else None


def dead() -> list[DeadLetter]:
    """What was given up, the latest first."""
    return [_dead_letter(dict(row)) for row in db.session.execute(text(LATEST_DEAD)).mappings()]


def dead_read_on(window: Window) -> list[DeadLetter]:
    """A window of what was given up, the newest notice first."""
    asked = {"before": window.after, "limit": window.limit + 1}
    return [_dead_letter(dict(row)) for row in db.session.execute(DEAD_READ_ON, asked).mappings()]


def is_mailing() -> bool:
    """Whether notices are mailed at all."""
    return bool(db.session.scalar(select(ClockControl.is_mailing)))


def unmailed(person_id: int) -> tuple[str | None, frozenset[str]]:
    """A person's address, and what they do not want by mail."""
    row = db.session.execute(select(User.email, User.unmailed).where(User.id == person_id)).one()
    return row[0], frozenset(row[1])


def operators_report(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """The same for operators: the state, and the dead letters as rows without what they say."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(STATE.encode()).fetchone() or {}
        rows = cursor.execute(LATEST_DEAD.encode()).fetchall()
    kept = ("id", "kind", "name", "email", "attempts", "dead_at", "error")
    return {**found, "dead_letters": [{key: row[key] for key in kept} for row in rows]}


def refusal(connection: psycopg.Connection[Any]) -> str | None:
    """Why nothing is mailed here (off, foreign_copy); None where it is."""
    row = connection.execute("select stageclock.mail_refusal()").fetchone()
    return row[0] if row else "foreign_copy"


def is_due(connection: psycopg.Connection[Any]) -> bool:
    """Whether there is anything to send: asked before the server is called."""
    row = connection.execute(IS_DUE.encode()).fetchone()
    return bool(row and row[0])


def _dead_letter(row: dict[str, Any]) -> DeadLetter:
    rest = {name: row.pop(name) for name in ("person_id", "name", "email", "attempts", "dead_at", "error")}
    return DeadLetter(Notice(**row), **rest)
