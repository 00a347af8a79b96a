"""Lists that are read on from the last row that was given, by its key."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select


@dataclass(frozen=True)
class Window:
    """So many rows, from beyond the row with a key; None: from the first."""

    limit: int
    after: int | None = None


def read_on(
    statement: Select[*tuple[Any, ...]], key: Any, window: Window, *, newest_first: bool = True
) -> Select[*tuple[Any, ...]]:
    """The rows of a window, and one more if there is one, by key."""
    if window.after is not None:
        beyond: ColumnElement[bool] = key < window.after if newest_first else key > window.after
        statement = statement.where(beyond)
    return statement.order_by(None).order_by(key.desc() if newest_first else key.asc()).limit(window.limit + 1)
