"""Times as people type them: in the course work's zone, on both sides of a change of its clocks, and never moved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from app.forms.wall_time import WallTimeError, read, shown

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
ZONES = [SHANGHAI, BERLIN, NEW_YORK, "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    """A page to speak on."""
    web = Flask("words")
    Babel(web)
    with web.test_request_context():
        yield


def typed(text: str, zone: str) -> str | None:
    """What a new time is understood as, in UTC."""
    instant = read(text, zone, "Start", None, None)
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}" if instant else None


@pytest.mark.parametrize(
    ("text", "zone", "understood"),
    [
        ("2030-03-04T16:00", SHANGHAI, "2030-03-04T08:00:00Z"),
        ("2030-07-04T16:00:59", SHANGHAI, "2030-07-04T08:00:59Z"),
        ("2030-03-31T01:59:59", BERLIN, "2030-03-31T00:59:59Z"),
        ("2030-03-31T03:00:00", BERLIN, "2030-03-31T01:00:00Z"),
        ("2030-10-27T01:59:59", BERLIN, "2030-10-26T23:59:59Z"),
        ("2030-10-27T03:00:00", BERLIN, "2030-10-27T02:00:00Z"),
        ("2030-03-10T01:59:59", NEW_YORK, "2030-03-10T06:59:59Z"),
        ("2030-03-10T03:00:00", NEW_YORK, "2030-03-10T07:00:00Z"),
        ("2030-11-03T00:59:59", NEW_YORK, "2030-11-03T04:59:59Z"),
        ("2030-11-03T02:00:00", NEW_YORK, "2030-11-03T07:00:00Z"),
        (" 2030-03-04 16:00 ", SHANGHAI, "2030-03-04T08:00:00Z"),
        ("", SHANGHAI, None),
        ("  ", SHANGHAI, None),
    ],
)
def test_a_time_is_read_in_the_zone_of_the_course_work(text: str, zone: str, understood: str | None) -> None:
    assert typed(text, zone) == understood


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        (
            "2030-03-31T02:30",
            BERLIN,
            "Start: Sun 31 Mar 2030, 02:30 does not exist in Europe/Berlin, because clocks are put forward then."
            " Choose Sun 31 Mar 2030, 01:30 or Sun 31 Mar 2030, 03:30, or another time.",
        ),
        ("2030-03-10T02:00", NEW_YORK, "Sun 10 Mar 2030, 02:00 does not exist in America/New_York"),
        ("2030-10-06T02:15", "Australia/Lord_Howe", "Choose Sun 6 Oct 2030, 01:45 or Sun 6 Oct 2030, 02:45"),
        ("2011-12-30T12:00", "Pacific/Apia", "Choose Thu 29 Dec 2011, 12:00 or Sat 31 Dec 2011, 12:00"),
    ],
)
def test_a_time_that_does_not_exist_is_refused_with_the_nearest_that_do(text: str, zone: str, said: str) -> None:
    with pytest.raises(WallTimeError) as refused:
        typed(text, zone)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        (
            "2030-10-27T02:30",
            BERLIN,
            "Start: Sun 27 Oct 2030, 02:30 happens twice in Europe/Berlin, because clocks are put back then."
            " Choose Sun 27 Oct 2030, 01:30 or Sun 27 Oct 2030, 03:30, or another time.",
        ),
        ("2030-11-03T01:00", NEW_YORK, "Sun 3 Nov 2030, 01:00 happens twice in America/New_York"),
        ("2030-11-03T01:59:59", NEW_YORK, "happens twice"),
    ],
)
def test_a_time_that_happens_twice_is_refused_with_the_nearest_that_do_not(text: str, zone: str, said: str) -> None:
    with pytest.raises(WallTimeError) as refused:
        typed(text, zone)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["tomorrow", "2030-02-30T10:00", "2030-03-04", "2030-03-04T25:00", "2030-03-04T16:00Z", "2030-03-04T16:00+08:00",
     "٢٠٣٠-٠٣-٠٤T١٦:٠٠", "12030-03-04T16:00", "2030-3-4 16:00"],
)  # fmt: skip
def test_what_is_no_time_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(WallTimeError) as refused:
        typed(text, SHANGHAI)
    assert str(refused.value) == "Start: this is no date and time. Write it like 2030-03-04 16:00."


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "1969-12-31T23:59", "3000-01-01T00:00", "9999-12-31T23:59:59"])
def test_years_beyond_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(WallTimeError) as refused:
        typed(text, NEW_YORK)
    assert str(refused.value) == "Start: choose a year from 1970 to 2999."


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_what_is_not_changed_keeps_its_instant_to_the_microsecond(stored: datetime, zone: str) -> None:
    text = shown(stored, zone)
    for sent in {text, text.removesuffix(":00"), text.replace("T", " ")}:
        assert read(sent, zone, "Start", text, stored) == stored
        assert read(sent, zone, "Start", None, stored) == stored


def test_the_second_half_of_a_repeated_hour_is_kept_where_nobody_changes_it() -> None:
    for hour in (0, 1):
        stored = datetime(2030, 10, 27, hour, 30, 0, 123456, UTC)
        assert shown(stored, BERLIN) == "2030-10-27T02:30:00"
        assert read("2030-10-27T02:30", BERLIN, "Start", shown(stored, BERLIN), stored) == stored


def test_what_was_not_touched_follows_what_somebody_else_has_stored_meanwhile() -> None:
    seen, theirs = datetime(2030, 3, 4, 8, tzinfo=UTC), datetime(2030, 3, 5, 8, tzinfo=UTC)
    assert read(shown(seen, SHANGHAI), SHANGHAI, "End", shown(seen, SHANGHAI), theirs) == theirs
    assert read("", SHANGHAI, "End", "", theirs) == theirs
    changed = read("2030-03-06T16:00", SHANGHAI, "End", shown(seen, SHANGHAI), theirs)
    assert changed == datetime(2030, 3, 6, 8, tzinfo=UTC)


def test_an_emptied_field_takes_the_date_away() -> None:
    stored = datetime(2030, 3, 4, 8, tzinfo=UTC)
    assert read("", SHANGHAI, "End", shown(stored, SHANGHAI), stored) is None


def test_a_moved_time_moves_by_what_was_typed_across_a_change_of_the_clocks() -> None:
    stored = datetime(2030, 3, 30, 9, tzinfo=UTC)
    moved = read("2030-03-31T10:00", BERLIN, "End", shown(stored, BERLIN), stored)
    assert moved == stored + timedelta(hours=23)
