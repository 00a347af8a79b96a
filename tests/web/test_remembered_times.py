"""What is said of an instant is remembered for that instant alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from app.times import time_tag

NEW_YORK = ZoneInfo("America/New_York")  # a PostgreSQL that is set to it gives its instants in it
FIRST = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 there, and an hour later once more


def test_the_two_equal_hours_of_an_autumn_night_are_told_apart(web: Flask) -> None:
    first, second = FIRST.astimezone(NEW_YORK), (FIRST + timedelta(hours=1)).astimezone(NEW_YORK)
    assert first == second  # as Python compares within one zone (PEP 495)
    with web.test_request_context():
        assert "05:30 UTC" in time_tag(first, "UTC")
        assert "06:30 UTC" in time_tag(second, "UTC")
