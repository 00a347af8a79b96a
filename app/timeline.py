"""The geometry of the dashboard's time axis: instants become positions in per cent of its width. It asks nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

WEEKS = (4, 12, 26)  # the windows to choose from
BEFORE = 7  # one part in so many of a window lies before now: what comes matters more
WHOLE = 100.0
NARROWEST = 0.8  # per cent: what is shorter is drawn this wide, so that it can be seen and pointed at
MOST_LANES = 6
MOST_TICKS = 14
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Axis:
    """A stretch of time with now in it; instants with a zone, `start < end`, both in UTC."""

    start: datetime
    end: datetime
    now: datetime

    def at(self, instant: datetime) -> float:
        """Where an instant lies, in per cent; what lies outside is at the edge."""
        return min(max(WHOLE * ((instant - self.start) / (self.end - self.start)), 0.0), WHOLE)


@dataclass(frozen=True)
class Span:
    """What is to be drawn. `start` None: since before anybody remembers; `end` None: nobody knows until when."""

    key: int
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class Bar:
    """A span on an axis: left edge and width in per cent, and the lane, from 0, in which it meets no other."""

    key: int
    left: float
    width: float
    lane: int
    fades_left: bool
    fades_right: bool


@dataclass(frozen=True)
class Row:
    """The bars of one course work; how many of its spans lie before or after the axis, or in no lane."""

    bars: tuple[Bar, ...]
    lanes: int
    before: int
    after: int
    hidden: int


@dataclass(frozen=True)
class Tick:
    """A line across the axis at the beginning of a day; `unit` is week, month or year."""

    at: float
    day: date
    unit: str


class Unit(NamedTuple):
    """Every how many weeks, months or years there is a tick, and about how many days that is."""

    name: str
    step: int
    days: int


UNITS = (
    Unit("week", 1, 7),
    *(Unit("month", step, 30 * step) for step in (1, 3, 6)),
    *(Unit("year", step, 365 * step) for step in (1, 2, 5, 10, 50, 100, 500)),
)


def around(now: datetime, weeks: int, zone: ZoneInfo) -> Axis:
    """So many weeks around now, from midnight to midnight in the zone."""
    first = now.astimezone(zone).date() - timedelta(weeks=weeks) // BEFORE
    return Axis(_midnight(first, zone), _midnight(first + timedelta(weeks=weeks), zone), now)


def whole(now: datetime, instants: Iterable[datetime], zone: ZoneInfo) -> Axis:
    """All of these instants with some air around them, and no less than the smallest window."""
    least = around(now, WEEKS[0], zone)
    inside = [instant.astimezone(UTC) for instant in (now, *instants)]
    first, last = min(inside), max(inside)
    air = (last - first) / 40
    return Axis(min(first - air, least.start), max(last + air, least.end), now)


def fitting(now: datetime, instants: Iterable[datetime], zone: ZoneInfo) -> int:
    """The smallest window that shows all that lies ahead, or else the widest; the middle one if nothing does."""
    ahead = [instant for instant in instants if instant > now]
    if not ahead:
        return WEEKS[1]
    return next((weeks for weeks in WEEKS if max(ahead) <= around(now, weeks, zone).end), WEEKS[-1])


def row(axis: Axis, spans: Sequence[Span]) -> Row:
    """Lay the spans out on an axis: each in the topmost lane in which it meets none that was laid before it."""
    seen = [span for span in spans if not _is_before(axis, span) and not _is_after(axis, span)]
    placed, free = [], [0.0] * MOST_LANES  # where each lane is free from
    for span, left, width in sorted((_edges(axis, span) for span in seen), key=lambda edge: edge[1:]):
        lane = next((n for n, edge in enumerate(free) if edge <= left + 1e-6), None)
        if lane is not None:
            free[lane] = left + width
            placed.append(Bar(span.key, left, width, lane, span.start is None, span.end is None))
    return Row(
        bars=tuple(placed),
        lanes=1 + max((bar.lane for bar in placed), default=0),
        before=sum(_is_before(axis, span) for span in spans),
        after=sum(_is_after(axis, span) for span in spans),
        hidden=len(seen) - len(placed),
    )


def ticks(axis: Axis, zone: ZoneInfo) -> list[Tick]:
    """Weeks, months or years, as many as can be read; weeks begin on Monday (ISO 8601)."""
    days = (axis.end - axis.start) // DAY
    unit = next((unit for unit in UNITS if days // unit.days <= MOST_TICKS), UNITS[-1])
    found = []
    day = _first_day(axis.start.astimezone(zone).date(), unit)
    while (instant := _midnight(day, zone)) < axis.end:
        if instant >= axis.start:
            found.append(Tick(axis.at(instant), day, unit.name))
        day = _next_day(day, unit)
    return found


def _is_before(axis: Axis, span: Span) -> bool:
    return span.end is not None and span.end <= axis.start


def _is_after(axis: Axis, span: Span) -> bool:
    return span.start is not None and span.start >= axis.end


def _edges(axis: Axis, span: Span) -> tuple[Span, float, float]:
    """The span with its left edge and its width; a narrow one at the right edge grows to the left."""
    left = axis.at(span.start) if span.start else 0.0
    right = axis.at(span.end) if span.end else WHOLE
    width = max(right - left, NARROWEST)
    return span, min(left, WHOLE - width), width


def _first_day(day: date, unit: Unit) -> date:
    """The last beginning of such a unit that is not after the day."""
    if unit.name == "week":
        return day - day.weekday() * DAY
    if unit.name == "month":
        return day.replace(month=day.month - (day.month - 1) % unit.step, day=1)
    return date(day.year - day.year % unit.step, 1, 1)


def _next_day(day: date, unit: Unit) -> date:
    if unit.name == "week":
        return day + 7 * DAY
    if unit.name == "month":
        months = day.month - 1 + unit.step
        return date(day.year + months // 12, months % 12 + 1, 1)
    return date(day.year - day.year % unit.step + unit.step, 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # In UTC, because Python subtracts two times of one zone as if no clock there were ever changed.
    return datetime.combine(day, time(), zone).astimezone(UTC)
