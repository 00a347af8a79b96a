"""Wall time as people type it: read in one zone, and refused where that zone's clocks skip it or show it twice."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.times import clock_change, local_time, zone

# What browsers send for datetime-local, and what people write where the browser has no such field.
TYPED = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)", re.ASCII)
YEARS = range(1970, 3000)  # in which every zone has whole offsets, and no instant leaves Python's calendar


class WallTimeError(ValueError):
    """A wall time that names no instant; `str()` names the field and what to do."""


def shown(instant: datetime | None, zone_name: str) -> str:
    """What a datetime-local field is given: wall time to the second, nothing for no date."""
    if instant is None:
        return ""
    return instant.astimezone(zone(zone_name)).replace(tzinfo=None).isoformat(timespec="seconds")


def read(typed: str, zone_name: str, field: str, was_shown: str | None, stored: datetime | None) -> datetime | None:
    """The instant that was typed, None for no date; raise WallTimeError.

    What the person did not change stays as it is stored now: to the microsecond, in the hour that happens twice, and
    where somebody else has changed it meanwhile.
    """
    try:
        wall = _wall(typed)
    except ValueError:
        raise WallTimeError(_unreadable(field)) from None
    if is_same(typed, was_shown) or is_same(typed, shown(stored, zone_name)):
        return stored
    return _instant(wall, zone(zone_name), field) if wall else None


def is_same(typed: str | None, other: str | None) -> bool:
    """Whether two texts write the same wall time, with seconds or without; None, which was not sent, equals nothing."""
    try:
        return typed is not None and other is not None and _wall(typed) == _wall(other)
    except ValueError:
        return typed == other


def _wall(text: str) -> datetime | None:
    """The wall time in a text, None where it is empty; raise ValueError for anything else."""
    if not text.strip():
        return None
    found = TYPED.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return datetime.fromisoformat(f"{found[1]}T{found[2]}")


def _instant(wall: datetime, here: ZoneInfo, field: str) -> datetime:
    if wall.year not in YEARS:
        years = {"first": str(YEARS[0]), "last": str(YEARS[-1])}
        raise WallTimeError(_("%(field)s: choose a year from %(first)s to %(last)s.", field=field, **years))
    change = clock_change(wall, here)
    if change > timedelta():
        raise WallTimeError(_skipped(wall, change, here.key, field))
    if change:
        raise WallTimeError(_repeated(wall, -change, here.key, field))
    return wall.replace(tzinfo=here).astimezone(UTC)


def _unreadable(field: str) -> str:
    example = "2030-03-04 16:00"
    return str(_("%(field)s: this is no date and time. Write it like %(example)s.", field=field, example=example))


def _skipped(wall: datetime, change: timedelta, place: str, field: str) -> str:
    said = _(
        "%(field)s: %(time)s does not exist in %(zone)s, because clocks are put forward then."
        " Choose %(earlier)s or %(later)s, or another time.",
        **_times(wall, change),
        **{"zone": place, "field": field},
    )
    return str(said)


def _repeated(wall: datetime, change: timedelta, place: str, field: str) -> str:
    said = _(
        "%(field)s: %(time)s happens twice in %(zone)s, because clocks are put back then."
        " Choose %(earlier)s or %(later)s, or another time.",
        **_times(wall, change),
        **{"zone": place, "field": field},
    )
    return str(said)


def _times(wall: datetime, change: timedelta) -> dict[str, str]:
    """The time that was typed, and the nearest ones to both sides that mean the same to everybody."""
    near = {"time": wall, "earlier": wall - change, "later": wall + change}
    return {name: local_time(each) for name, each in near.items()}
