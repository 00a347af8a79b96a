"""What the database keeps as JSON about an act or a transition, as people read it: in words, with times in a zone."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app import words
from app.times import time_tag

# Said elsewhere on the page, or of use to nobody who reads.
NOT_SHOWN = frozenset({"by", "reason", "assignment_id", "course_id", "stage_id"})
# Nothing of this kind is ever written into the database's audit; were it, no page would show it.
SECRET = re.compile(r"password|hash|token|secret", re.IGNORECASE)
EMPTY: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Fact:
    """One thing that is known about an act: its name in words, and its value."""

    name: str
    value: str


@dataclass(frozen=True)
class Change:
    """One field that an act changed: its name in words, its value before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Details:
    """All that is shown of an act."""

    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]


def read(details: Mapping[str, Any], zone: str) -> Details:
    """`{"from": {…}, "to": {…}}` is read as changes, whatever else there is as facts; times are those of the zone.

    Both stand in the order of `words.FIRST`.
    """
    known = {name: value for name, value in _without_secrets(details).items() if name not in NOT_SHOWN}
    before, after = known.get("from"), known.get("to")
    if not (isinstance(before, dict) and isinstance(after, dict)):
        before, after = {}, {}
    else:
        del known["from"], known["to"]
    changed = [name for name in sorted({*before, *after}, key=words.place) if before.get(name) != after.get(name)]
    return Details(
        tuple(
            Change(words.field(name), _value(name, before.get(name), zone), _value(name, after.get(name), zone))
            for name in changed
        ),
        tuple(
            Fact(words.field(name), _value(name, known[name], zone))
            for name in sorted(known, key=words.place)
            if known[name] not in EMPTY
        ),
    )


def as_json(details: Mapping[str, Any]) -> str:
    """The same for programs, in one line."""
    return json.dumps(_without_secrets(details), ensure_ascii=False, sort_keys=True)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_secrets(part) for part in value]
    if not isinstance(value, Mapping):
        return value
    return {name: _without_secrets(part) for name, part in value.items() if not SECRET.search(name)}


def _value(name: str, value: Any, zone: str) -> str:
    """One value in words."""
    if value is None or value == "":
        return str(_("no date")) if name.endswith("_at") else "–"
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, list | dict):
        return _parts(name, value, zone)
    if name.endswith("_at") and (found := _instant(value)):
        return time_tag(found, zone)
    return str(words.VALUE.get(name, {}).get(value, value))


def _parts(name: str, value: list[Any] | dict[str, Any], zone: str) -> str:
    """Of a list of things their names, or how many they are; of an object what is not nothing."""
    if isinstance(value, dict):
        known = {key: _value(key, value[key], zone) for key in sorted(value, key=words.place) if value[key]}
        return escape(_("; ")).join(_named(words.field(key), part) for key, part in known.items())
    if any(isinstance(part, dict) for part in value):
        names = [part["name"] for part in value if isinstance(part, dict) and "name" in part]
        return str(_(", ")).join(map(str, names)) or str(len(value))
    return escape(_(", ")).join(_value(name, part, zone) for part in value)


def _named(name: str, value: str) -> Markup:
    return Markup(escape(_("%(name)s: %(what)s"))) % {"name": name, "what": value}  # noqa: S704  both are escaped


def _instant(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
