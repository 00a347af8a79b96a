"""The ten weeks: whole weeks in wall time, one after the other, whatever the clocks of the zone do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.types import StageKind
from app.presets import TEN_WEEKS, instant, next_monday, weeks, windows
from app.times import clock_change

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
# Where clocks change at midnight, by half an hour, or skip a whole day.
STRANGE = ["America/Havana", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "America/Asuncion", "Pacific/Apia"]


def test_ten_weeks_from_team_formation_to_the_final_hand_in() -> None:
    assert weeks(TEN_WEEKS) == [(1, 1), (2, 2), (3, 3), (4, 5), (6, 6), (7, 9), (10, 10)]
    assert [stage.kind for stage in TEN_WEEKS[:2]] == [StageKind.TEAM_FORMATION, StageKind.DIVISION]
    assert [str(stage.submission_mode) for stage in TEN_WEEKS if stage.kind is StageKind.SUBMISSION] == ["file", "file"]


@pytest.mark.parametrize("zone", [SHANGHAI, BERLIN, NEW_YORK])
@pytest.mark.parametrize("first_day", [date(2030, 2, 18), date(2030, 9, 16), date(2030, 3, 6)])
def test_wall_times_stay_on_both_sides_of_a_clock_change(zone: str, first_day: date) -> None:
    here = ZoneInfo(zone)
    found = windows(TEN_WEEKS, first_day, here)
    for (first, last), window in zip(weeks(TEN_WEEKS), found, strict=True):
        start, end = window.starts_at.astimezone(here), window.ends_at.astimezone(here)
        assert (start.date(), start.time()) == (first_day + timedelta(weeks=first - 1), time(0, 0))
        assert (end.date(), end.time()) == (first_day + timedelta(days=7 * last - 1), time(23, 59))


@given(st.dates(date(1975, 1, 1), date(2200, 1, 1)), st.sampled_from([SHANGHAI, BERLIN, NEW_YORK, *STRANGE]))
def test_no_stage_is_empty_and_no_two_overlap_or_leave_a_gap(first_day: date, zone: str) -> None:
    found = windows(TEN_WEEKS, first_day, ZoneInfo(zone))
    for window, following in pairwise(found):
        assert window.starts_at < window.ends_at <= following.starts_at
        # A minute; at most a midnight that clocks show twice and the hour that gives way to it besides.
        assert following.starts_at - window.ends_at < timedelta(hours=3)


@pytest.mark.parametrize(
    ("zone", "wall", "given_way"),
    [
        (BERLIN, "2030-03-31T02:30", "2030-03-31T01:00"),  # does not exist: 03:00 there
        (BERLIN, "2030-10-27T02:30", "2030-10-27T02:00"),  # happens twice: 03:00 there
        (BERLIN, "2030-10-27T03:30", "2030-10-27T02:30"),  # happens once
        ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00"),  # a day that does not exist: the next midnight
    ],
)
def test_a_time_that_clocks_skip_or_show_twice_gives_way_to_the_next_whole_hour(
    zone: str, wall: str, given_way: str
) -> None:
    assert instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == datetime.fromisoformat(given_way + "+00:00")


@given(st.datetimes(datetime(1975, 1, 1), datetime(2200, 1, 1)), st.sampled_from([BERLIN, NEW_YORK, *STRANGE]))  # noqa: DTZ001
def test_whatever_the_wall_time_it_happens_once_and_is_not_earlier(wall: datetime, zone: str) -> None:
    here = ZoneInfo(zone)
    found = instant(wall, here).astimezone(here).replace(tzinfo=None)
    assert not clock_change(found, here)
    assert found >= wall
    assert found == wall or found.minute == 0


@pytest.mark.parametrize(
    ("at", "zone", "monday"),
    [
        ("2030-03-04T08:00", SHANGHAI, "2030-03-11"),  # a Monday: the next one
        ("2030-03-10T15:59", SHANGHAI, "2030-03-11"),  # the last minute of Sunday there
        ("2030-03-10T16:00", SHANGHAI, "2030-03-18"),  # Monday has begun there
        ("2030-03-11T03:00", NEW_YORK, "2030-03-11"),  # still Sunday there
    ],
)
def test_next_monday_is_that_of_the_zone(at: str, zone: str, monday: str) -> None:
    assert next_monday(datetime.fromisoformat(at).replace(tzinfo=UTC), ZoneInfo(zone)) == date.fromisoformat(monday)
