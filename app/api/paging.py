"""Lists by pages: a cursor names the last row that was given, so that nothing is given twice or left out."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import abort

from app.queries.keyset import Window

Row = TypeVar("Row")


def window(query: dict[str, Any]) -> Window:
    """The rows that a query asks for."""
    cursor = query.get("cursor")
    return Window(query["limit"], _read(cursor) if cursor is not None else None)


def page(rows: Sequence[Any], asked: Window, key: Callable[[Any], int] = lambda row: int(row.id)) -> dict[str, Any]:
    """The rows of a page out of one more than were asked for, and the cursor of the following page, if there is one."""
    shown = list(rows[: asked.limit])
    return {"items": shown, "next": _write(key(shown[-1])) if len(rows) > asked.limit else None}


def _write(key: int) -> str:
    return base64.urlsafe_b64encode(key.to_bytes(8, "big")).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        key = int.from_bytes(base64.urlsafe_b64decode(f"{cursor}="), "big")
    except (binascii.Error, ValueError):
        abort(422)
    return key if key < 2**63 else abort(422)
