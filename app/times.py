"""How instants and spans are written: in a named zone, in the reader's language."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from flask_babel import get_locale, get_translations, gettext, ngettext
from markupsafe import Markup

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 7 * 86400
MANY = 5_000  # sentences that a process remembers

P = ParamSpec("P")
R = TypeVar("R")


def said_once(say: Callable[P, R]) -> Callable[P, R]:
    """Remember what a function says of its arguments alone, in each language: pages say the same instants to many."""

    @lru_cache(MANY)
    def known(_texts: object, *arguments: P.args, **named: P.kwargs) -> R:
        return say(*arguments, **named)

    @wraps(say)
    def ask(*arguments: P.args, **named: P.kwargs) -> R:
        return known(get_translations(), *arguments, **named)  # type: ignore[arg-type]  # all can be remembered

    ask.known = known  # type: ignore[attr-defined]  # for whoever knows the language
    return ask


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The zone of this name in any case, as PostgreSQL reads names; UTC for one that Python does not know."""
    known = {key.lower(): key for key in available_timezones()}
    return ZoneInfo(known.get(name.lower(), "UTC"))


def zone_key(name: str) -> str:
    """The name of the zone that is really used for this one."""
    return zone(name).key


def clock_change(wall: datetime, here: ZoneInfo) -> timedelta:
    """By how much a zone's clocks change at a wall time: nothing where it happens once.

    Positive where they are put forward and the time does not exist, negative where it happens twice (PEP 495).
    """
    first, second = wall.replace(tzinfo=here), wall.replace(tzinfo=here, fold=1)
    return (second.utcoffset() or timedelta()) - (first.utcoffset() or timedelta())


def wall_time(instant: datetime, zone_name: str, *, seconds: bool = False) -> str:
    """Day and minute in a zone, with its offset at that instant: Wed 25 Nov 2026, 12:00 UTC+8."""
    local = instant.astimezone(zone(zone_name))
    return f"{local_time(local, seconds=seconds)} {offset(local)}"


def local_time(local: datetime, *, seconds: bool = False) -> str:
    """Day and minute as they stand in a zoned or zoneless time, without an offset: Wed 25 Nov 2026, 12:00."""
    # Translators: how a date and time is written, in the letters of CLDR.
    pattern = gettext("EEE d MMM y, HH:mm")
    pattern = pattern.replace("mm", "mm:ss") if seconds else pattern
    return format_datetime(local.replace(tzinfo=UTC), pattern, tzinfo=UTC, locale=get_locale())


def offset(local: datetime) -> str:
    """The offset from UTC of a zoned time: UTC, UTC+8, UTC-3:30."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // MINUTE)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return "UTC" if minutes == 0 else f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def time_tag(instant: datetime, zone_name: str, *, seconds: bool = False) -> Markup:
    """The instant as a <time> element."""
    return _time_tag(instant.astimezone(UTC), zone_name, seconds)  # elsewhere two instants of an autumn night are equal


@said_once
def _time_tag(instant: datetime, zone_name: str, seconds: bool) -> Markup:
    machine = instant.isoformat(timespec="seconds")
    text = wall_time(instant, zone_name, seconds=seconds)
    return Markup('<time datetime="{}">{}</time>').format(machine, text)


def mark_name(wall: datetime, unit: str) -> str:
    """What the beginning of a unit is called on an axis: 14:30, 25 Nov, Nov 2026, 2026."""
    if unit in {"minute", "hour"} and wall.time() != time():
        return f"{wall:%H:%M}"
    # Translators: how a day and how a month is written, in the letters of CLDR.
    patterns = {"month": gettext("MMM y"), "year": "y"}
    return str(format_date(wall, patterns.get(unit) or gettext("d MMM"), locale=get_locale()))


def iso(instant: datetime, zone_name: str) -> str:
    """The instant for programs, to the microsecond: ISO 8601 with the zone's offset, 2026-11-25T12:00:00+08:00."""
    return instant.astimezone(zone(zone_name)).isoformat()


def span(length: timedelta) -> str:
    """How long, rounded down to what matters: 12 days, 1 day 11 hours, 5 minutes, 38 seconds."""
    seconds = int(abs(length).total_seconds())
    shown = next((unit for least, unit in ((WEEK, DAY), (DAY, HOUR), (HOUR, MINUTE)) if seconds >= least), 1)
    return _span(seconds // shown * shown)


@said_once
def _span(seconds: int) -> str:
    if seconds >= WEEK:
        return _days(seconds // DAY)
    if seconds >= DAY:
        return _join(_days(seconds // DAY), _hours(seconds % DAY // HOUR))
    if seconds >= HOUR:
        return _join(_hours(seconds // HOUR), _minutes(seconds % HOUR // MINUTE))
    return _minutes(seconds // MINUTE) if seconds >= MINUTE else _seconds(seconds)


def countdown(until: datetime, as_of: datetime) -> Markup:
    """How long from one instant to another, as an element that a browser counts down by itself."""
    milliseconds = round(until.timestamp() * 1000)
    return Markup('<span class="sc-countdown" role="timer" data-until="{}">{}</span>').format(
        milliseconds, span(until - as_of)
    )


@said_once
def units() -> dict[str, Any]:
    """How a browser writes lengths as `span` does: for each unit its forms by plural category (CLDR), # the number."""
    counted = {"day": _days, "hour": _hours, "minute": _minutes, "second": _seconds}
    forms = {
        name: {"one": say(1).replace("1", "#"), "other": say(2).replace("2", "#")} for name, say in counted.items()
    }
    return {**forms, "join": re.sub("[12]", "#", _join("1", "2"))}


def length(between: timedelta) -> str:
    """How long something lasts, to the nearest hour, five minutes or minute: Monday 00:00 to Sunday 23:59 is 7 days."""
    unit = timedelta(hours=1) if between >= timedelta(days=1) else timedelta(minutes=5)
    return span(round(between / unit) * unit if between >= timedelta(hours=1) else between)


def whole(length: timedelta) -> timedelta:
    """A length below a day rounded up to whole minutes, the last one to whole seconds: nobody waits too short."""
    unit = timedelta(seconds=1 if length <= timedelta(minutes=1) else MINUTE)
    return -(-length // unit) * unit


def took(start: datetime | None, end: datetime | None) -> str:
    """How long a run took, to the hundredth of a second; a dash for one that has not ended."""
    if start is None or end is None:
        return "–"
    return str(gettext("%(number)s s", number=f"{(end - start).total_seconds():.2f}"))


def lag(length: timedelta) -> str:
    """How far from the plan something happened."""
    if abs(length) < timedelta(seconds=1):
        return str(gettext("on the second"))
    if length < timedelta():
        return str(gettext("%(span)s early", span=span(length)))
    return str(gettext("%(span)s late", span=span(length)))


def _join(*parts: str) -> str:
    """Parts of a length, as the language strings them together; what is nothing is left out."""
    return format_list([part for part in parts if part], style="unit-narrow", locale=get_locale())


def _days(n: int) -> str:
    return str(ngettext("%(num)d day", "%(num)d days", n))


def _hours(n: int) -> str:
    return str(ngettext("%(num)d hour", "%(num)d hours", n)) if n else ""


def _minutes(n: int) -> str:
    return str(ngettext("%(num)d minute", "%(num)d minutes", n)) if n else ""


def _seconds(n: int) -> str:
    return str(ngettext("%(num)d second", "%(num)d seconds", n))
