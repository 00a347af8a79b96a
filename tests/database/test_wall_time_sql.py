"""Wall time that is kept while a plan moves: the database's reckoning against Python's, zone by zone."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples

Connection = psycopg.Connection[Any]

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
# Half-hour changes, half-hour offsets, changes that follow the moon, a whole day left out.
ZONES = (
    SHANGHAI, BERLIN, NEW_YORK, "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "Pacific/Apia",
    "Asia/Kathmandu", "Asia/Tehran", "America/Sao_Paulo", "Europe/London", "Asia/Gaza", "Pacific/Chatham",
    "Antarctica/Troll", "America/Caracas", "Asia/Pyongyang", "Europe/Dublin", "America/Los_Angeles", "UTC",
)  # fmt: skip
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


def changes(zone: str) -> list[datetime]:
    """The instants, to the minute, at which the clocks of a zone change from 2000 to 2040."""
    here = ZoneInfo(zone)

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(here).utcoffset()

    found = []
    for before, after in itertools.pairwise(FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)):
        if offset(before) == offset(after):
            continue
        low, high = before, after
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) / 2
            low, high = (middle, high) if offset(middle) == offset(before) else (low, middle)
        found.append(high.replace(second=0, microsecond=0))
    return found


CHANGES = {zone: changes(zone) for zone in ZONES}


def near_changes(zone: str) -> st.SearchStrategy[datetime]:
    """Instants around a change of the zone's clocks, or anywhere where there is none."""
    anywhere = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    if not CHANGES[zone]:
        return anywhere
    aside = st.timedeltas(timedelta(hours=-26), timedelta(hours=26))
    return st.one_of(anywhere, st.builds(lambda at, by: at + by, st.sampled_from(CHANGES[zone]), aside))


def readings(wall: datetime, zone: str) -> list[datetime]:
    """By PEP 495: the instants at which the zone's clocks show a wall time."""
    here = ZoneInfo(zone)
    both = {wall.replace(tzinfo=here, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in both if at.astimezone(here).replace(tzinfo=None) == wall)


def ask(db: Connection, at: datetime, zone: str, days: int, zone_to: str) -> tuple[datetime | None, str | None]:
    """What the database says: the instant, and what is wrong with the wall time."""
    row = db.execute(
        "select stageclock.move_wall_time(%(at)s, %(zone)s, %(days)s, %(to)s), stageclock.judge_wall_time("
        "%(at)s::timestamptz at time zone %(zone)s + make_interval(days => %(days)s), %(to)s)",
        {"at": at, "zone": zone, "days": days, "to": zone_to},
    ).fetchone()
    assert row
    return row[0], row[1]


@st.composite
def moves(draw: st.DrawFn) -> tuple[datetime, str, int, str]:
    """An instant, its zone, days other than none, the zone it goes to; many that arrive where clocks change."""
    zone, zone_to = draw(st.sampled_from(ZONES)), draw(st.sampled_from(ZONES))
    days = draw(st.integers(-400, 400).filter(bool))
    wall = draw(near_changes(zone_to)).astimezone(ZoneInfo(zone_to)).replace(tzinfo=None) - timedelta(days=days)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), zone, days, zone_to


@settings(max_examples=examples(600), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves())
def test_a_moved_wall_time_is_the_one_instant_that_python_knows_or_a_trap(
    db: Connection, move: tuple[datetime, str, int, str]
) -> None:
    at, zone, days, zone_to = move
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    expected = readings(wall, zone_to)
    trap = {0: "skipped", 1: None, 2: "repeated"}[len(expected)]
    assert ask(db, at, zone, days, zone_to) == (expected[0] if trap is None else None, trap)


def test_every_change_of_the_clocks_is_met_from_both_sides(db: Connection) -> None:
    hours = [timedelta(hours=n) / 2 for n in range(-52, 53)]
    for zone, instants in CHANGES.items():
        walls = [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + by for at in instants for by in hours]
        rows = db.execute(
            "select stageclock.instants_of(w, %s) from unnest(%s::timestamp[]) with ordinality u (w, n) order by n",
            [zone, walls],
        ).fetchall()
        assert [row[0] for row in rows] == [readings(wall, zone) for wall in walls], zone


@pytest.mark.parametrize("session", ["UTC", NEW_YORK, "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("at", "zone", "days", "arrives", "trap"),
    [
        ("2030-03-28T22:00:00Z", BERLIN, 7, "2030-04-04T21:00:00Z", None),
        ("2030-10-25T21:00:00Z", BERLIN, 7, "2030-11-01T22:00:00Z", None),
        ("2030-03-29T01:30:00Z", BERLIN, 2, None, "skipped"),
        ("2030-10-26T00:30:00Z", BERLIN, 1, None, "repeated"),
        ("2030-03-09T07:30:00Z", NEW_YORK, 1, None, "skipped"),
        ("2030-11-02T05:30:00Z", NEW_YORK, 1, None, "repeated"),
        ("2030-03-05T04:00:00.123456Z", NEW_YORK, 7, "2030-03-12T03:00:00.123456Z", None),
        ("2030-03-04T15:59:59.999999Z", SHANGHAI, -366, "2029-03-03T15:59:59.999999Z", None),
        ("2011-12-29T22:00:00Z", "Pacific/Apia", 1, None, "skipped"),
    ],
)
def test_known_changes_of_the_clocks_whatever_the_zone_of_the_session(
    db: Connection, session: str, at: str, zone: str, days: int, arrives: str | None, trap: str | None
) -> None:
    db.execute(f"set time zone '{session}'".encode())
    expected = datetime.fromisoformat(arrives) if arrives else None
    assert ask(db, datetime.fromisoformat(at), zone, days, zone) == (expected, trap)


def test_what_is_not_moved_keeps_its_instant_also_in_the_hour_that_happens_twice(db: Connection) -> None:
    for hour in (0, 1):
        at = datetime(2030, 10, 27, hour, 30, 0, 123456, UTC)
        assert ask(db, at, BERLIN, 0, BERLIN)[0] == at
    assert ask(db, datetime(2030, 10, 26, 18, 30, tzinfo=UTC), SHANGHAI, 0, BERLIN) == (None, "repeated")


def test_wall_time_is_kept_from_one_zone_to_another(db: Connection) -> None:
    at = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)
    assert ask(db, at, SHANGHAI, 7, NEW_YORK)[0] == datetime(2030, 3, 12, 3, 0, tzinfo=UTC)
