"""Each alert of docker/monitoring/alerts.yml becomes true when what it watches breaks, and not before."""

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database
from tests.main_path.watching import MONITORING, Prometheus, expressions, find, watching
from tests.plans import MINUTE, add_stage, add_work, cure, one, poison
from tests.serving import Web, answer, running_web

Connection = psycopg.Connection[Any]
SLOWLY = timedelta(seconds=3)


@dataclass(frozen=True)
class Scene:
    """The clock, the web, and a superuser's connection to break things with."""

    database: Database
    web: Web
    db: Connection

    def add(self, ago: timedelta) -> int:
        """A stage that should have opened so long ago; it was planned before that."""
        starts_at = one(self.db, "select clock_timestamp()") - ago
        stage = add_stage(self.db, add_work(self.db), starts_at, None)
        self.db.execute("update stages set created_at = %s where id = %s", [starts_at - MINUTE, stage])
        return stage


def nothing() -> None:
    """What is broken stays broken."""


Break = Iterator[Callable[[], object]]  # yields what keeps it broken, then mends it


def web_down(scene: Scene) -> Break:
    scene.web.stop()
    yield nothing
    scene.web.start()


def database_away(scene: Scene) -> Break:
    scene.db.execute("alter role stageclock_app nologin")
    scene.db.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'stageclock_app'")
    yield nothing
    scene.db.execute("alter role stageclock_app login")


def health_red(scene: Scene) -> Break:
    one(scene.db, "select stageclock.pause_clock('a test')")
    yield nothing
    one(scene.db, "select stageclock.resume_clock('a test')")


def tick_missing(scene: Scene) -> Break:
    late = "update clock_control set heartbeat_at = clock_timestamp() - interval '10 minutes'"
    yield lambda: scene.db.execute(late.encode())  # pg_cron goes on calling
    scene.database.tick()


def overdue(scene: Scene) -> Break:
    one(scene.db, "select stageclock.pause_clock('a test')")
    scene.add(10 * MINUTE)
    yield nothing
    one(scene.db, "select stageclock.resume_clock('a test')")
    scene.database.tick()


def quarantined(scene: Scene) -> Break:
    stage = scene.add(MINUTE)
    poison(scene.db, stage)
    for _ in range(5):
        scene.database.tick()
        scene.db.execute("update stage_attempts set next_try_at = clock_timestamp()")
    yield nothing
    cure(scene.db, stage)
    one(scene.db, "select stageclock.retry_stage(%s, null, 'a test')", stage)
    scene.database.tick()


def failing(scene: Scene) -> Break:
    stage = scene.add(MINUTE)
    poison(scene.db, stage)
    yield scene.database.tick
    cure(scene.db, stage)
    scene.db.execute("update stage_attempts set next_try_at = clock_timestamp()")
    scene.database.tick()


def late(scene: Scene) -> Break:
    scene.add(10 * MINUTE)
    yield scene.database.tick
    scene.add(timedelta())
    scene.database.tick()


def errors(scene: Scene) -> Break:
    scene.db.execute("alter table calendar_addresses rename to hidden")
    yield lambda: [answer(f"{scene.web.address}/calendars/{'x' * 43}.ics") for _ in range(10)]
    scene.db.execute("alter table hidden rename to calendar_addresses")


def slow(scene: Scene) -> Break:
    def ask_while_locked() -> None:
        with scene.database.connect(autocommit=False) as locker, ThreadPoolExecutor(12) as people:
            locker.execute("lock table alembic_version")
            asked = [people.submit(answer, f"{scene.web.address}/readyz") for _ in range(12)]
            locker.execute("select pg_sleep(%s)", [SLOWLY.total_seconds()])
            locker.rollback()
            assert {each.result() for each in asked} == {200}

    yield ask_while_locked


def mail_stuck(scene: Scene) -> Break:
    one(scene.db, "select stageclock.switch_mail(true, 'a test')")
    queue_mail(scene, "next_try_at = clock_timestamp() - interval '1 hour'")
    yield nothing
    scene.db.execute("delete from mail_outbox")
    one(scene.db, "select stageclock.switch_mail(false, 'a test')")


def mail_given_up(scene: Scene) -> Break:
    yield lambda: queue_mail(scene, "dead_at = clock_timestamp()")
    scene.db.execute("delete from mail_outbox")


def queue_mail(scene: Scene, state: str) -> None:
    """Twenty more messages in a state."""
    scene.db.execute(
        "with reader as (insert into users (username, name, password_hash)"
        " values (gen_random_uuid()::text, 'Reader', 'x') returning id),"
        " told as (insert into notifications (recipient_id, kind)"
        " select id, 'broadcast' from reader, generate_series(1, 20) returning id)"
        " insert into mail_outbox (notification_id, next_try_at) select id, clock_timestamp() from told"
    )
    scene.db.execute(f"update mail_outbox set {state}".encode())


BREAKS: dict[str, Callable[[Scene], Break]] = {
    "StageclockWebDown": web_down,
    "StageclockDatabaseAway": database_away,
    "StageclockHealthRed": health_red,
    "StageclockTickMissing": tick_missing,
    "StageclockOverdue": overdue,
    "StageclockQuarantined": quarantined,
    "StageclockFailing": failing,
    "StageclockLate": late,
    "StageclockErrors": errors,
    "StageclockSlow": slow,
    "StageclockMailStuck": mail_stuck,
    "StageclockMailGivenUp": mail_given_up,
}
REMEMBERS = {"StageclockErrors", "StageclockSlow", "StageclockMailGivenUp"}  # what happened in the last minutes


@pytest.fixture(scope="module")
def served(production: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web, in two processes."""
    with running_web(production, tmp_path_factory.mktemp("storage"), workers=2) as web:
        yield web


@pytest.fixture(scope="module")
def prometheus(served: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """One that watches it."""
    with watching(served.address, tmp_path_factory.mktemp("prometheus")) as running:
        yield running


@pytest.fixture
def scene(production: Database, served: Web, dba: Connection) -> Scene:
    """All of it together."""
    return Scene(production, served, dba)


@pytest.mark.parametrize("arguments", [("check", "rules", "alerts.yml"), ("check", "config", "prometheus.yml")])
def test_promtool_finds_nothing_wrong(arguments: tuple[str, ...]) -> None:
    looked = subprocess.run([find("promtool"), *arguments], cwd=MONITORING, capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stdout + looked.stderr


def test_every_alert_is_tried_here() -> None:
    assert BREAKS.keys() == expressions().keys()


def test_nothing_is_wrong_where_the_clock_is_well(prometheus: Prometheus, scene: Scene) -> None:
    for expression in expressions().values():
        prometheus.wait(expression, holds=False, meanwhile=nothing)
    assert len(prometheus.matches("stageclock_clock_check")) > 10
    rules = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]
    assert {rule["health"] for rule in rules} <= {"ok", "unknown"}, rules


@pytest.mark.parametrize("alert", BREAKS)
def test_an_alert_is_true_while_what_it_watches_is_broken(alert: str, prometheus: Prometheus, scene: Scene) -> None:
    expression = expressions()[alert]
    prometheus.wait(expression, holds=False, meanwhile=nothing)
    breaking = BREAKS[alert](scene)
    keep_broken = next(breaking)
    try:
        matched = prometheus.wait(expression, holds=True, meanwhile=keep_broken)
    finally:
        next(breaking, None)
    assert all(labels["job"] == "stageclock" for labels in matched)
    if alert == "StageclockHealthRed":
        assert [labels["check"] for labels in matched] == ["paused"]
    if alert not in REMEMBERS:
        prometheus.wait(expression, holds=False, meanwhile=nothing)
