"""/metrics: the clock and the web in figures, also while the database is away, and nothing that names anybody."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app import live
from app.config import Settings
from app.metrics.page import COUNTERS, GAUGES
from tests.cast import Cast
from tests.clusters import ROOT, Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, one, poison
from tests.web.conftest import Open, running
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def web(settings: Settings) -> Iterator[Flask]:
    """An application that has counted nothing yet."""
    yield from running(settings)


def scrape(client: FlaskClient) -> Samples:
    """Every sample by name and labels, as prometheus_client's own parser reads them."""
    answer = client.get("/metrics")
    assert (answer.status_code, answer.content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def value(samples: Samples, name: str, **labels: str) -> float | None:
    """One sample; None where there is none."""
    return samples.get((f"stageclock_{name}", frozenset(labels.items())))


def test_every_check_of_the_clock_is_a_figure(web: Flask, db: Connection) -> None:
    db.execute("update clock_control set paused_at = clock_timestamp()")
    samples = scrape(web.test_client())
    rows = db.execute("select check_name, array_position(array['ok', 'warn', 'red'], status) - 1 from"
                      " stageclock.clock_health").fetchall()  # fmt: skip
    assert {name: value(samples, "clock_check", check=name) for name, _ in rows} == dict(rows)
    assert value(samples, "clock_check", check="paused") == 2
    assert value(samples, "database_up") == 1


def test_ages_and_lags_are_seconds_of_the_database_s_clock(
    web: Flask, db: Connection, database: Database, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    db.execute("update clock_control set heartbeat_at = %s", [MONDAY - 5 * MINUTE])
    assert value(scrape(web.test_client()), "last_transition_lag_seconds") is None, "nothing has moved yet"
    add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="custom")
    db.execute("update stages set created_at = %s", [MONDAY - 2 * HOUR])
    samples = scrape(web.test_client())
    assert value(samples, "heartbeat_age_seconds") == 300
    assert value(samples, "oldest_overdue_seconds") == 3600
    database.tick()
    samples = scrape(web.test_client())
    assert value(samples, "heartbeat_age_seconds") == 0
    assert value(samples, "oldest_overdue_seconds") == 0
    assert value(samples, "last_run_lag_seconds") == 3600
    assert value(samples, "last_transition_lag_seconds") == 3600


def test_transitions_are_counted_from_the_history(
    web: Flask, db: Connection, database: Database, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    stages = [add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="custom") for _ in range(3)]
    database.tick()
    one(db, "select stageclock.complete_stage(%s, %s)", stages[0], cast.people["alice"])
    samples = scrape(web.test_client())
    assert value(samples, "transitions_total", kind="custom", to_status="active", cause="clock") == 3
    assert value(samples, "transitions_total", kind="custom", to_status="completed", cause="teacher") == 1


def test_transitions_stay_counted_once_they_are_old_or_their_course_work_is_deleted(
    web: Flask, db: Connection, database: Database, cast: Cast, clock: MovableClock
) -> None:
    def opened() -> float | None:
        samples = scrape(web.test_client())
        return value(samples, "transitions_total", kind="custom", to_status="active", cause="clock")

    def open_two() -> None:
        for work in (cast.bookshop, add_work(db)):
            add_stage(db, work, MONDAY - HOUR, None, kind="custom")
        database.tick()

    clock.set(MONDAY)
    open_two()
    for _ in range(2):
        assert opened() == 2
        purge(database)
    assert one(db, "select sum(number) from transition_counts") == 2
    open_two()
    assert opened() == 4, "those that came since too"
    one(db, "select stageclock.delete_assignment(%s, 'Bookshop', null)", cast.bookshop)
    assert one(db, "select count(*) from stage_transitions") == 2
    for _ in range(2):
        assert opened() == 4
        purge(database)


def purge(database: Database) -> None:
    """As pg_cron does each night."""
    with database.connect("stageclock_clock") as session:
        session.execute("call stageclock.purge()")


def test_what_is_younger_than_a_day_is_not_counted_for_good_yet(db: Connection, database: Database, cast: Cast) -> None:
    first = add_stage(db, cast.bookshop, None, None)
    second = add_stage(db, cast.bookshop, None, None)
    for stage in (first, second):
        one(db, "select stageclock.activate_stage(%s, %s)", stage, cast.people["alice"])
    db.execute("set session_replication_role = replica")  # past the guard of the history
    db.execute(
        "update stage_transitions set created_at = created_at - interval '25 hours' where stage_id = %s", [first]
    )
    purge(database)
    assert one(db, "select sum(number) from transition_counts") == 1


def test_two_who_count_at_once_count_once(db: Connection, database: Database, cast: Cast, clock: MovableClock) -> None:
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY - HOUR, None)
    database.tick()
    count = "select stageclock.count_history(%s)"
    with database.connect(autocommit=False) as first, database.connect() as second, ThreadPoolExecutor(1) as other:
        one(first, count, MONDAY)
        waiting = other.submit(one, second, count, MONDAY)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        first.commit()
        assert waiting.result(10) is None
    assert one(db, "select sum(number) from transition_counts") == 1


def test_mail_is_told_by_what_waits_how_long_and_what_was_given_up(
    web: Flask, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    def told() -> list[float | None]:
        samples = scrape(web.test_client())
        return [value(samples, f"mail_{name}") for name in ("waiting", "overdue_seconds", "given_up")]

    clock.set(MONDAY)
    db.execute("update users set email = username || '@school.example'")
    assert told() == [0, 0, 0]
    one(db, "select stageclock.switch_mail(true, 'dora')")
    db.execute("select stageclock.broadcast(%s, 'Bring laptops.', %s)", [cast.bookshop, cast.people["alice"]])
    clock.set(MONDAY + HOUR)
    assert told() == [3, 3600, 0]
    one(db, "select stageclock.settle_mail(notification_id, 1, '550 no', true) from stageclock.claim_mail()")
    assert told() == [2, 3600, 1]


def test_what_failed_and_what_was_given_up_is_told_apart(
    web: Flask, db: Connection, database: Database, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    stage = add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR)
    poison(db, stage)
    database.tick()
    samples = scrape(web.test_client())
    assert (value(samples, "failing_transitions"), value(samples, "quarantined_transitions")) == (1, 0)
    db.execute("update stage_attempts set quarantined_at = %s", [MONDAY])
    samples = scrape(web.test_client())
    assert (value(samples, "failing_transitions"), value(samples, "quarantined_transitions")) == (0, 1)


def test_requests_are_counted_by_endpoint_and_status(visit: Open, web: Flask) -> None:
    bob = visit("bob")
    for path in ("/notifications", "/notifications", "/assignments/9999", "/nowhere"):
        bob.get(path)
    samples = scrape(web.test_client())
    for endpoint, status, number in (
        ("notifications.index", "200", 2), ("assignments.show", "404", 1), ("none", "404", 1)
    ):  # fmt: skip
        assert value(samples, "request_seconds_count", endpoint=endpoint, status=status) == number
        total = value(samples, "request_seconds_sum", endpoint=endpoint, status=status)
        assert total is not None and 0 < total < 60


def test_open_streams_are_counted(web: Flask, cast: Cast) -> None:
    hub = web.extensions[live.KEY]
    with web.app_context():
        opened = [hub.open(cast.people["bob"], "mark") for _ in range(2)]
    assert value(scrape(web.test_client()), "open_streams") == 2
    hub.close(opened[0])
    assert value(scrape(web.test_client()), "open_streams") == 1


def test_without_the_database_it_answers_and_says_so(settings: Settings, database: Database) -> None:
    away = replace(database, name="nowhere").url()
    for web in running(settings.model_copy(update={"database_url": away})):
        monitor = web.test_client()
        monitor.get("/readyz")
        samples = scrape(monitor)
    assert value(samples, "database_up") == 0
    assert value(samples, "request_seconds_count", endpoint="health.ready", status="503") == 1
    assert not any(name.startswith("stageclock_clock") for name, _ in samples)


def test_a_database_without_our_code_is_away_too(web: Flask, db: Connection) -> None:
    db.execute("drop function stageclock.figures()")
    assert value(scrape(web.test_client()), "database_up") == 0


def test_one_statement_asks_for_all_of_it(web: Flask) -> None:
    with statements(web) as sent:
        web.test_client().get("/metrics")
    assert len(sent) == 1


def test_it_names_nobody_and_keeps_nothing(visit: Open, web: Flask, db: Connection, cast: Cast) -> None:
    add_stage(db, cast.bookshop, MONDAY, None, name="Report")
    visit("bob").get("/calendars/secret.ics")
    answer = web.test_client().get("/metrics")
    for word in ("bob", "Bookshop", "Report", "SE-1", "secret", "postgresql://"):
        assert word not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_on_interfaces_lists_every_figure(web: Flask) -> None:
    page = (ROOT / "docs" / "interfaces.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `stageclock_(\w+)", page, re.MULTILINE))
    counters = {f"{name}_total" for name in COUNTERS}
    assert listed == {"database_up", "request_seconds", "open_streams"} | GAUGES.keys() | counters


def test_the_monitor_s_role_reads_the_same_figures_and_no_more(database: Database) -> None:
    with database.connect("stageclock_monitor") as monitor:
        assert one(monitor, "select count(*) from stageclock.figures()") > 10
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            monitor.execute("table calendar_addresses")
