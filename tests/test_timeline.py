"""The geometry of the time axis: where instants lie, which bars share a lane, and which days are marked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import ticks, timeline
from app.timeline import Axis, Piece, Span

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TEN_DAYS = Axis(NOON - 4 * DAY, NOON + 6 * DAY, NOON)


def spans(*windows: tuple[int | None, int | None]) -> list[Span]:
    """Spans from and to so many days from noon."""
    ends = [[None if day is None else NOON + day * DAY for day in window] for window in windows]
    return [Span(key, start, end) for key, (start, end) in enumerate(ends)]


def places(*pieces: Piece | None) -> list[tuple[float, float]]:
    """Left edge and width of each, to a thousandth of a per cent as pages write them."""
    return [(round(piece.left, 3), round(piece.width, 3)) for piece in pieces if piece]


def test_an_instant_lies_where_it_is_and_at_the_edge_where_it_is_outside() -> None:
    assert TEN_DAYS.at(NOON) == pytest.approx(40)
    assert (TEN_DAYS.at(NOON - 9 * DAY), TEN_DAYS.at(NOON + 9 * DAY)) == (0, 100)


@pytest.mark.parametrize("weeks", timeline.WEEKS)
def test_a_window_has_so_many_weeks_from_midnight_to_midnight_and_now_near_its_beginning(weeks: int) -> None:
    axis = timeline.around(NOON, weeks, SHANGHAI)
    local = [instant.astimezone(SHANGHAI) for instant in (axis.start, axis.end)]
    assert [(instant.hour, instant.minute) for instant in local] == [(0, 0), (0, 0)]
    assert axis.end - axis.start == timedelta(weeks=weeks)
    assert 12 < axis.at(NOON) < 21


def test_a_window_across_a_change_of_clocks_is_an_hour_shorter_and_true_to_instants() -> None:
    axis = timeline.around(datetime(2030, 3, 30, 12, tzinfo=UTC), 4, BERLIN)
    assert axis.end - axis.start == timedelta(weeks=4, hours=-1)
    half = axis.start + (axis.end - axis.start) / 2
    assert axis.at(half) == pytest.approx(50)
    assert axis.at(half.astimezone(BERLIN)) == pytest.approx(50)


def test_the_whole_has_air_around_what_it_shows_and_no_less_than_the_smallest_window() -> None:
    axis = timeline.whole(NOON, [NOON - 300 * DAY, NOON + 100 * DAY], BERLIN)
    assert (axis.start, axis.end) == (NOON - 310 * DAY, NOON + 110 * DAY)
    assert timeline.whole(NOON, [], BERLIN) == timeline.around(NOON, 4, BERLIN)


@pytest.mark.parametrize(
    ("days", "weeks"), [([], 12), ([-50], 12), ([3], 4), ([23], 4), ([25], 12), ([3, 70], 12), ([72], 26), ([3000], 26)]
)
def test_the_window_is_the_smallest_that_shows_all_that_lies_ahead(days: list[int], weeks: int) -> None:
    assert timeline.fitting(NOON, [NOON + day * DAY for day in days], BERLIN) == weeks


def test_bars_are_as_long_as_their_time_and_cut_at_the_edge() -> None:
    bars = timeline.row(TEN_DAYS, spans((-40, -3), (0, 1), (5, 50))).bars
    assert [(bar.left, bar.width) for bar in bars] == [pytest.approx(edge) for edge in ((0, 10), (40, 10), (90, 10))]


def test_what_has_no_beginning_or_no_end_reaches_the_edge_and_fades_there() -> None:
    bars = timeline.row(TEN_DAYS, spans((None, -2), (-1, None))).bars
    assert [(bar.left, bar.fades_left, bar.fades_right) for bar in bars] == [
        (0, True, False), (pytest.approx(30), False, True)
    ]  # fmt: skip
    assert bars[1].left + bars[1].width == 100


def test_a_short_stage_is_wide_enough_to_be_seen_and_stays_on_the_axis() -> None:
    minute = timedelta(minutes=1)
    short = [Span(1, NOON, NOON + minute), Span(2, TEN_DAYS.end - minute, TEN_DAYS.end)]
    bars = timeline.row(TEN_DAYS, short).bars
    assert [bar.width for bar in bars] == [timeline.NARROWEST] * 2
    assert bars[1].left + bars[1].width == pytest.approx(100)


def test_stages_that_follow_each_other_share_a_lane_and_those_that_overlap_do_not() -> None:
    laid = timeline.row(TEN_DAYS, spans((-3, -1), (-1, 2), (0, 3), (2, 4)))
    assert [bar.lane for bar in laid.bars] == [0, 0, 1, 0]
    assert laid.lanes == 2


def test_no_two_bars_of_a_lane_meet_however_short_they_are() -> None:
    minute = timedelta(minutes=1)
    short = [Span(n, NOON + n * minute, NOON + (n + 1) * minute) for n in range(5)]
    bars = timeline.row(TEN_DAYS, short).bars
    assert [bar.lane for bar in bars] == [0, 1, 2, 3, 4]


def test_what_finds_no_lane_is_counted() -> None:
    laid = timeline.row(TEN_DAYS, spans(*[(0, 1)] * 10))
    assert (len(laid.bars), laid.lanes, laid.hidden) == (timeline.MOST_LANES, timeline.MOST_LANES, 4)


def test_what_lies_before_and_after_the_axis_is_counted_and_not_drawn() -> None:
    laid = timeline.row(TEN_DAYS, spans((-9, -8), (-5, -4), (6, 7), (30, None), (0, 1)))
    assert (laid.before, laid.after, [bar.key for bar in laid.bars]) == (2, 2, [4])


def test_weeks_begin_on_monday_at_midnight_in_the_zone() -> None:
    axis = timeline.around(NOON, 4, SHANGHAI)
    found = ticks.ticks(axis, SHANGHAI)
    assert [tick.wall.date() for tick in found] == [date(2030, 3, 4) + timedelta(weeks=n) for n in range(4)]
    assert {tick.unit for tick in found} == {"week"}
    assert found[0].at == axis.at(datetime(2030, 3, 3, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("days", "unit", "first"),
    [
        (182, "month", date(2030, 4, 1)),
        (400, "month", date(2030, 4, 1)),
        (900, "month", date(2030, 4, 1)),
        (4000, "year", date(2031, 1, 1)),
        (40_000, "year", date(2040, 1, 1)),
        (2_500_000, "year", date(2500, 1, 1)),
    ],
)
def test_a_longer_axis_is_marked_by_months_or_years_never_too_densely(days: int, unit: str, first: date) -> None:
    axis = Axis(NOON, NOON + timedelta(days=days), NOON)
    found = ticks.ticks(axis, BERLIN)
    assert (found[0].unit, found[0].wall.date()) == (unit, first)
    assert 3 <= len(found) <= ticks.MOST_TICKS + 1


def test_the_widest_axis_that_dates_allow_has_ticks() -> None:
    axis = timeline.whole(NOON, [datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)], BERLIN)
    assert 3 <= len(ticks.ticks(axis, BERLIN)) <= ticks.MOST_TICKS + 1


@pytest.mark.parametrize(
    ("minutes", "unit", "names"),
    [(10, "minute", 10), (60, "minute", 12), (5 * 60, "minute", 10), (12 * 60, "hour", 12), (40 * 60, "hour", 13),
     (8 * 24 * 60, "day", 8)],
)  # fmt: skip
def test_a_short_axis_is_marked_by_minutes_hours_or_days(minutes: int, unit: str, names: int) -> None:
    found = ticks.ticks(Axis(NOON, NOON + timedelta(minutes=minutes), NOON), BERLIN)
    assert ({tick.unit for tick in found}, len(found)) == ({unit}, names)
    assert all(tick.wall.second == 0 for tick in found)


def test_an_hour_that_clocks_skip_is_no_mark_and_midnight_always_is() -> None:
    evening = datetime(2030, 3, 30, 22, tzinfo=UTC)
    found = ticks.ticks(Axis(evening, evening + timedelta(hours=6), evening), BERLIN)
    hours = [tick.wall for tick in found if tick.wall.minute == 0]
    assert [wall.hour for wall in hours] == [23, 0, 1, 3, 4, 5]
    assert found == sorted(found, key=lambda tick: tick.at) and len({tick.at for tick in found}) == len(found)


def test_a_phone_has_room_for_four_names() -> None:
    found = ticks.ticks(Axis(NOON, NOON + 8 * DAY, NOON), BERLIN)
    assert [not tick.is_minor for tick in found] == [True, False] * 4


def test_a_plan_has_air_around_it_and_now_in_it_unless_now_is_far_away() -> None:
    axis = timeline.plan(NOON, [NOON - 10 * DAY, NOON + 20 * DAY])
    assert (axis.start, axis.end, axis.has_now) == (NOON - 11 * DAY, NOON + 21 * DAY, True)
    soon = timeline.plan(NOON, [NOON + 10 * DAY, NOON + 40 * DAY])
    assert soon.has_now and soon.start < NOON
    for far in (-400, 400):
        axis = timeline.plan(NOON, [NOON + far * DAY, NOON + (far + 30) * DAY])
        assert (axis.has_now, axis.end - axis.start, axis.at(NOON)) == (False, 32 * DAY, 100 if far < 0 else 0)


@pytest.mark.parametrize("instants", [[], [NOON], [NOON + timedelta(seconds=1)]])
def test_a_plan_of_one_instant_has_an_axis_too(instants: list[datetime]) -> None:
    axis = timeline.plan(NOON, instants)
    assert axis.start < NOON < axis.end and ticks.ticks(axis, BERLIN)


def test_a_tail_goes_on_from_the_bar_to_the_later_end() -> None:
    (bar,) = timeline.row(TEN_DAYS, [Span(1, NOON, NOON + DAY, tail=NOON + 3 * DAY)]).bars
    assert places(bar, bar.tail) == [(40, 10), (50, 20)]


def test_a_tail_is_all_that_is_seen_of_what_ended_before_the_axis() -> None:
    laid = timeline.row(TEN_DAYS, [Span(1, NOON - 9 * DAY, NOON - 8 * DAY, tail=NOON)])
    assert (laid.before, laid.bars[0].width) == (0, 0)
    assert places(laid.bars[0].tail) == [(0, 40)]


def test_what_goes_on_for_some_takes_its_lane_to_the_end_of_that() -> None:
    laid = timeline.row(TEN_DAYS, [Span(1, NOON, NOON + DAY, tail=NOON + 3 * DAY), *spans((1, 2))])
    assert sorted((bar.key, bar.lane) for bar in laid.bars) == [(0, 1), (1, 0)]


def test_lag_is_drawn_from_when_it_was_due_to_when_it_happened() -> None:
    late = ((NOON, NOON + DAY / 2), (NOON + DAY, NOON + 2 * DAY), (NOON + 9 * DAY, NOON + 10 * DAY))
    (bar,) = timeline.row(TEN_DAYS, [Span(1, NOON, NOON + DAY, late=late)]).bars
    assert places(*bar.late) == [(40, 5), (50, 10)]


def test_a_short_lag_is_wide_enough_to_be_seen_and_stays_on_the_axis() -> None:
    minute = timedelta(minutes=1)
    late = ((NOON, NOON + 3 * minute), (TEN_DAYS.end - minute, TEN_DAYS.end))
    (bar,) = timeline.row(TEN_DAYS, [Span(1, NOON, NOON + DAY, late=late)]).bars
    assert [piece.width for piece in bar.late] == [timeline.SLIMMEST] * 2
    assert bar.late[1].right == pytest.approx(100)


def test_an_interruption_is_a_piece_of_its_bar() -> None:
    (bar,) = timeline.row(TEN_DAYS, [Span(1, NOON, NOON + 4 * DAY, gaps=((NOON + DAY, NOON + 2 * DAY),))]).bars
    assert places(*bar.gaps) == [(50, 10)]


def test_gaps_are_where_nothing_is_planned_between_first_and_last() -> None:
    found = timeline.gaps(TEN_DAYS, spans((3, 4), (-3, -1), (-2, 0), (5, None)))
    assert places(*found) == [(40, 30), (80, 10)]
    assert timeline.gaps(TEN_DAYS, spans((None, 1), (1, None))) == timeline.gaps(TEN_DAYS, []) == []
