"""The geometry of a time axis: instants become positions in per cent of its width. It asks nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKS = (4, 12, 26)  # the dashboard's windows to choose from
BEFORE = 7  # one part in so many of a window lies before now: what comes matters more
WHOLE = 100.0
NARROWEST = 0.8  # per cent: what is shorter is drawn this wide, so that it can be seen and pointed at
SLIMMEST = 0.4  # per cent: the same for what belongs to a bar
MOST_LANES = 6
DAY = timedelta(days=1)
SHORTEST = timedelta(hours=1)  # no plan's axis is shorter

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Axis:
    """A stretch of time, mostly with now in it; instants with a zone, `start < end`, both in UTC."""

    start: datetime
    end: datetime
    now: datetime

    @property
    def has_now(self) -> bool:
        """Whether now is on it, so that there is a line to draw."""
        return self.start <= self.now <= self.end

    def at(self, instant: datetime) -> float:
        """Where an instant lies, in per cent; what lies outside is at the edge."""
        return min(max(WHOLE * ((instant - self.start) / (self.end - self.start)), 0.0), WHOLE)


@dataclass(frozen=True)
class Span:
    """What is to be drawn. `start` None: since before anybody remembers; `end` None: nobody knows until when.

    `tail`: until when it goes on for some; `gaps`: when it was interrupted; `late`: from when something should have
    happened to when it did. A tail has an end to go on from.
    """

    key: int
    start: datetime | None
    end: datetime | None
    tail: datetime | None = None
    gaps: tuple[Stretch, ...] = ()
    late: tuple[Stretch, ...] = ()

    @property
    def reach(self) -> datetime | None:
        """When the last of it ends."""
        return self.end and max([self.end, *([self.tail] if self.tail else []), *(until for _, until in self.late)])


@dataclass(frozen=True)
class Piece:
    """Something on an axis: left edge and width in per cent."""

    left: float
    width: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width


@dataclass(frozen=True)
class Bar(Piece):
    """A span on an axis, with the lane, from 0, in which it meets no other, and what belongs to it."""

    key: int
    lane: int
    fades_left: bool
    fades_right: bool
    tail: Piece | None
    gaps: tuple[Piece, ...]
    late: tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """The bars of one row; how many of its spans lie before or after the axis, or in no lane."""

    bars: tuple[Bar, ...]
    lanes: int
    before: int
    after: int
    hidden: int


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


def plan(now: datetime, instants: Iterable[datetime]) -> Axis:
    """All of a plan with some air around it; now too, unless it is so far away that the plan would become a speck."""
    inside = [instant.astimezone(UTC) for instant in instants] or [now]
    first, last = min(inside), max(inside)
    length = max(last - first, SHORTEST)
    if first - length / 2 <= now <= last + length / 2:
        first, last = min(first, now), max(last, now)
    air = max(last - first, SHORTEST) / 30
    return Axis(first - air, last + air, now)


def near(now: datetime, before: timedelta, after: timedelta) -> Axis:
    """What has just been and what comes soon."""
    return Axis((now - before).astimezone(UTC), (now + after).astimezone(UTC), now)


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
    for span, body in sorted(((span, _body(axis, span)) for span in seen), key=lambda pair: _order(pair[1])):
        lane = next((n for n, edge in enumerate(free) if edge <= body.left + 1e-6), None)
        if lane is not None:
            placed.append(_bar(axis, span, body, lane))
            free[lane] = max(piece.right for piece in _pieces(placed[-1]))
    return Row(
        bars=tuple(placed),
        lanes=1 + max((bar.lane for bar in placed), default=0),
        before=sum(_is_before(axis, span) for span in spans),
        after=sum(_is_after(axis, span) for span in spans),
        hidden=len(seen) - len(placed),
    )


def gaps(axis: Axis, spans: Iterable[Span]) -> list[Piece]:
    """Where nothing is drawn between the first and the last of these spans, tails left aside."""
    edges = sorted(
        (axis.at(span.start) if span.start else 0.0, axis.at(span.end) if span.end else WHOLE) for span in spans
    )
    found, covered = [], edges[0][1] if edges else WHOLE
    for left, right in edges:
        if left - covered > SLIMMEST:
            found.append(Piece(covered, left - covered))
        covered = max(covered, right)
    return found


def _is_before(axis: Axis, span: Span) -> bool:
    return span.reach is not None and span.reach <= axis.start


def _is_after(axis: Axis, span: Span) -> bool:
    return span.start is not None and span.start >= axis.end


def _order(piece: Piece) -> tuple[float, float]:
    return piece.left, piece.width


def _body(axis: Axis, span: Span) -> Piece:
    """The span's own part; a narrow one at the right edge grows to the left. Nothing where only its tail is seen."""
    left = axis.at(span.start) if span.start else 0.0
    right = axis.at(span.end) if span.end else WHOLE
    is_over = span.end is not None and span.end <= axis.start
    width = 0.0 if is_over else max(right - left, NARROWEST)
    return Piece(min(left, WHOLE - width), width)


def _bar(axis: Axis, span: Span, body: Piece, lane: int) -> Bar:
    tail = _between(axis, (span.end, span.tail)) if span.end and span.tail else None
    belongs = [[piece for piece in (_between(axis, one) for one in of) if piece] for of in (span.gaps, span.late)]
    fades = (span.start is None, span.end is None)
    return Bar(body.left, body.width, span.key, lane, *fades, tail, tuple(belongs[0]), tuple(belongs[1]))


def _between(axis: Axis, stretch: Stretch) -> Piece | None:
    """The part of a stretch that is on the axis, wide enough to be seen; None where none of it is."""
    start, end = stretch
    if end <= start or end <= axis.start or start >= axis.end:
        return None
    width = max(axis.at(end) - axis.at(start), SLIMMEST)
    return Piece(min(axis.at(start), WHOLE - width), width)


def _pieces(bar: Bar) -> list[Piece]:
    return [bar, *([bar.tail] if bar.tail else []), *bar.late]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # In UTC, because Python subtracts two times of one zone as if no clock there were ever changed.
    return datetime.combine(day, time(), zone).astimezone(UTC)
