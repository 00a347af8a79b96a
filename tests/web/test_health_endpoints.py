"""What monitors ask: /healthz, /readyz, /health/clock."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from tests.clusters import Database
from tests.web.conftest import running

Connection = psycopg.Connection[Any]


@pytest.fixture
def monitor(web: Flask) -> FlaskClient:
    """Somebody without any cookie."""
    return web.test_client()


@pytest.fixture
def nowhere(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    """A monitor of a web whose database is away."""
    away = replace(database, name="nowhere").url()
    for web in running(settings.model_copy(update={"database_url": away})):
        yield web.test_client()


def test_healthz_says_that_the_process_lives_without_asking_the_database(nowhere: FlaskClient) -> None:
    answer = nowhere.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readyz_is_ok_where_the_schema_is_at_its_head(monitor: FlaskClient) -> None:
    answer = monitor.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readyz_names_the_remedy_where_the_schema_is_behind(monitor: FlaskClient, db: Connection) -> None:
    db.execute("update alembic_version set version_num = '0001'")
    answer = monitor.get("/readyz")
    assert answer.status_code == 503
    assert answer.json and "alembic upgrade head" in answer.json["detail"]


def test_readyz_is_ok_where_a_newer_release_has_moved_the_schema_on(monitor: FlaskClient, db: Connection) -> None:
    db.execute("update alembic_version set version_num = '9999'")
    assert monitor.get("/readyz").status_code == 200


def test_readyz_names_the_remedy_where_there_is_no_schema(monitor: FlaskClient, db: Connection) -> None:
    db.execute("drop table alembic_version")
    answer = monitor.get("/readyz")
    assert answer.status_code == 503
    assert answer.json and "alembic upgrade head" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/readyz", "/health/clock"])
def test_a_database_that_is_away_is_said_in_json(nowhere: FlaskClient, path: str) -> None:
    answer = nowhere.get(path)
    assert answer.status_code == 503
    assert answer.json and answer.json["status"] == "unavailable"
    assert "Traceback" not in answer.text
    assert answer.headers["Retry-After"]


def test_health_is_the_view_and_red_is_503(monitor: FlaskClient, db: Connection) -> None:
    db.execute("update clock_control set heartbeat_at = '2020-01-01'")
    answer = monitor.get("/health/clock")
    rows = db.execute("select check_name, status from stageclock.clock_health").fetchall()
    assert answer.status_code == 503
    assert answer.json and answer.json["status"] == "red"
    assert [(check["check_name"], check["status"]) for check in answer.json["checks"]] == rows
    assert all(check["detail"] for check in answer.json["checks"])


@pytest.mark.parametrize(("status", "code"), [("ok", 200), ("warn", 200), ("red", 503)])
def test_only_red_is_unhealthy(monitor: FlaskClient, db: Connection, status: str, code: int) -> None:
    db.execute(
        "create or replace view stageclock.clock_health as select * from (values"
        f" ('first'::text, 'ok'::text, 'fine'::text), ('second', '{status}', 'do this')) v (check_name, status, detail)".encode()  # noqa: E501
    )
    answer = monitor.get("/health/clock")
    assert answer.status_code == code
    assert answer.json and answer.json["status"] == status


def test_monitors_get_no_cookie_and_nothing_to_keep(monitor: FlaskClient) -> None:
    for path in ("/healthz", "/readyz", "/health/clock"):
        answer = monitor.get(path)
        assert "Set-Cookie" not in answer.headers, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.content_type == "application/json"


def test_health_tells_nothing_secret(monitor: FlaskClient, settings: Settings) -> None:
    text = monitor.get("/health/clock").text
    assert settings.secret_key not in text
    assert "postgresql://" not in text
    assert "password" not in text.lower()
