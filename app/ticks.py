"""Which instants are marked on a time axis: beginnings of minutes, hours, days, weeks, months or years in a zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.timeline import Axis

MOST_TICKS = 14
DAY = timedelta(days=1)


class Unit(NamedTuple):
    """Every how many of something there is a tick, and about how long that is."""

    name: str
    step: int
    length: timedelta


@dataclass(frozen=True)
class Tick:
    """A line across the axis; `wall` is what clocks in the zone show there, without a zone.

    `unit` is minute, hour, day, week, month or year. `is_minor`: the first whose names are left out where it is narrow.
    """

    at: float
    wall: datetime
    unit: str
    is_minor: bool


UNITS = (
    *(Unit("minute", step, timedelta(minutes=step)) for step in (1, 5, 10, 15, 30)),
    *(Unit("hour", step, timedelta(hours=step)) for step in (1, 3, 6)),
    Unit("day", 1, DAY),
    Unit("week", 1, 7 * DAY),
    *(Unit("month", step, 30 * step * DAY) for step in (1, 3, 6)),
    *(Unit("year", step, 365 * step * DAY) for step in (1, 2, 5, 10, 50, 100, 500)),
)
FEW = 4  # names that a phone has room for


def ticks(axis: Axis, zone: ZoneInfo) -> list[Tick]:
    """As many as can be read; weeks begin on Monday (ISO 8601)."""
    length = axis.end - axis.start
    unit = next((unit for unit in UNITS if length // unit.length <= MOST_TICKS), UNITS[-1])
    marks = [(instant, wall) for instant, wall in _marks(axis, unit, zone) if instant >= axis.start]
    every = -(-len(marks) // FEW)
    return [
        Tick(axis.at(instant), wall, unit.name, is_minor=number % max(every, 1) > 0)
        for number, (instant, wall) in enumerate(marks)
    ]


def _marks(axis: Axis, unit: Unit, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Instant and wall time of every beginning of such a unit until the axis ends, but none that a zone skips."""
    wall = _first(axis.start.astimezone(zone).replace(tzinfo=None), unit)
    while (instant := wall.replace(tzinfo=zone).astimezone(UTC)) < axis.end:
        is_there = instant.astimezone(zone).replace(tzinfo=None) == wall
        if is_there or unit.length >= DAY:
            yield instant, wall
        wall = _next(wall, unit)


def _first(wall: datetime, unit: Unit) -> datetime:
    """The last beginning of such a unit that is not after the wall time."""
    day = datetime.combine(wall.date(), time())
    if unit.name in {"minute", "hour"}:
        return day + (wall - day) // unit.length * unit.length
    if unit.name == "day":
        return day
    if unit.name == "week":
        return day - day.weekday() * DAY
    if unit.name == "month":
        return day.replace(month=day.month - (day.month - 1) % unit.step, day=1)
    return day.replace(year=max(day.year - day.year % unit.step, 1), month=1, day=1)


def _next(wall: datetime, unit: Unit) -> datetime:
    if unit.length <= 7 * DAY:
        return wall + unit.length
    if unit.name == "month":
        months = wall.month - 1 + unit.step
        return wall.replace(year=wall.year + months // 12, month=months % 12 + 1)
    return wall.replace(year=wall.year - wall.year % unit.step + unit.step)
