"""A person's own access tokens. Each raises Refused where the database says no."""

from dataclasses import dataclass

from app.db import call


@dataclass(frozen=True)
class Used:
    """Whose token was shown, and what it may do: `read`, or `write` too."""

    user_id: int
    scope: str


def create(user_id: int, name: str, token_hash: str, scope: str, days: int) -> int:
    """Keep a new token; its key."""
    kept = {"token_hash": token_hash, "scope": scope, "days": days}
    return int(call("create_access_token", user_id=user_id, name=name, **kept))


def revoke(user_id: int, token_id: int) -> None:
    """End a token at once."""
    call("revoke_access_token", user_id=user_id, token_id=token_id)


def use(token_hash: str) -> Used | None:
    """Whose token this is, None where none is in force; it counts as used now."""
    found = call("use_access_token", token_hash=token_hash)
    return Used(**found) if found else None
