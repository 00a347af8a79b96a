"""A person's own access tokens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.db import db

# Those that ended more than 30 days ago are of no interest to anybody.
MINE = text(
    """
    select t.id, t.name, t.scope, t.created_at, t.expires_at, t.last_used_at, t.revoked_at,
           t.revoked_at is null and t.expires_at > c.at as is_in_force
    from public.access_tokens t
    cross join (select stageclock.current_time() as at) c
    where t.user_id = :user_id and least(t.revoked_at, t.expires_at) > c.at - interval '30 days'
    order by is_in_force desc, t.id desc
    limit 200
    """
)


@dataclass(frozen=True)
class Token:
    """One token without its secret; `scope` is `read` or `write`."""

    id: int
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    is_in_force: bool


def mine(user_id: int) -> list[Token]:
    """A person's tokens: those in force, the newest first, then those that ended lately."""
    return [Token(**row) for row in db.session.execute(MINE, {"user_id": user_id}).mappings()]
