"""Idempotency keys: claimed before a request is done, answered or let go afterwards."""

import json
from dataclasses import dataclass
from typing import Any

from app.db import call


@dataclass(frozen=True)
class Known:
    """The first request under a key, told from others by its digest; `status` is None while it is being answered."""

    request_digest: str | None
    status: int | None
    body: Any

    @property
    def text(self) -> str:
        """The body as it is sent; nothing where there was none."""
        return "" if self.body is None else json.dumps(self.body)


def claim(user_id: int, key: str, request_digest: str) -> Known | None:
    """Claim a key; what is known of its first request, None where this is the first."""
    found = call("claim_idempotency_key", user_id=user_id, key=key, request_digest=request_digest)
    return Known(**found) if found else None


def keep(user_id: int, key: str, status: int, body: Any, request_digest: str | None) -> None:
    """Keep what was answered, a body as JSON, and the digest of a request that was read only meanwhile."""
    answer = {"status": status, "body": json.dumps(body), "request_digest": request_digest}
    call("keep_idempotent_answer", user_id=user_id, key=key, **answer)


def release(user_id: int, key: str) -> None:
    """Let go of a key whose request changed nothing."""
    call("release_idempotency_key", user_id=user_id, key=key)
