"""Which time zones are offered, and what becomes of a name that only Python knows."""

from zoneinfo import available_timezones

import psycopg

from app.forms.time_zone import offered, zones


def test_places_of_today_are_offered_and_none_that_debian_13_knows_only_by_an_old_package() -> None:
    assert {"UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York"} <= set(offered())
    assert not {"US/Pacific", "PRC", "Asia/Calcutta", "Etc/GMT+3"} & set(offered())
    assert set(offered()) <= set(zones().values()) <= available_timezones()


def test_every_offered_zone_is_one_to_the_server_too(db: psycopg.Connection[tuple[str, ...]]) -> None:
    unknown = db.execute(
        "select z from unnest(%s::text[]) z where z not in (select name from pg_timezone_names)", [offered()]
    ).fetchall()
    assert unknown == []
