"""The people whom the details of acts name by key, called by their names."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.db import db
from app.models import User

ONE = frozenset({"user_id", "leader_id"})
SEVERAL = frozenset({"members", "kept_members"})


def named(details: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same details with names in place of people's keys, in at most one statement; a key where nobody is there."""
    keys = {key for detail in details for key in _keys(detail)}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(keys))) if keys else ()
    names = {key: name for key, name in rows}
    return [_with_names(detail, names) for detail in details]


def _keys(detail: Mapping[str, Any]) -> Iterator[int]:
    for name, value in detail.items():
        if isinstance(value, dict):
            yield from _keys(value)
        elif name in ONE and isinstance(value, int):
            yield value
        elif name in SEVERAL and isinstance(value, list):
            yield from value


def _with_names(detail: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    return {name: _name(name, value, names) for name, value in detail.items()}


def _name(name: str, value: Any, names: Mapping[int, str]) -> Any:
    if isinstance(value, dict):
        return _with_names(value, names)
    if name in SEVERAL and isinstance(value, list):
        return [names.get(key, key) for key in value]
    return names.get(value, value) if name in ONE else value
