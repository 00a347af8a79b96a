"""Fixtures for tests of pages: the cast, the application as the web's role, and browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import argon2
import psycopg
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

import app.signing_in
from app import create_app, live, passwords
from app.config import Settings
from app.db import db as engine_of
from tests.cast import Cast, gather
from tests.clusters import Database
from tests.web.browser import Browser
from tests.web.programs import Program, give_token

CATALOGUE = Path(__file__).resolve().parents[2] / "app/translations/zh_Hans_CN/LC_MESSAGES/messages.po"

Open = Callable[..., Browser]
Start = Callable[..., Program]


class CompiledTemplates(BytecodeCache):
    """Templates as the first application of this process compiled them, for those that come after it."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Templates hold the words of their language."""
        return super().get_bucket(environment, f"{getattr(environment, 'language', None)} {name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what is kept; Jinja compares it with the template."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()
SHARED: dict[str, Flask] = {}  # applications of this process, by the settings that they were made with


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash at the lowest price, and refuse without delay."""
    cheapest = argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)
    monkeypatch.setattr(passwords, "hasher", cheapest)
    monkeypatch.setattr(app.signing_in, "REFUSAL_TAKES", 0.0)


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """What bin/setup makes of the catalogue, where it has not been made or is older."""
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < CATALOGUE.stat().st_mtime:
        with CATALOGUE.open("rb") as source, compiled.open("wb") as target:
            write_mo(target, read_po(source, locale="zh_Hans_CN"))


@pytest.fixture
def cast(db: psycopg.Connection[Any]) -> Cast:
    """Everybody in their place."""
    return gather(db)


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """What the web would find in its environment."""
    return Settings(database_url=database.url(), secret_key="a secret of the tests", storage_dir=tmp_path)


@pytest.fixture
def web(settings: Settings) -> Iterator[Flask]:
    """The application, acting as stageclock_app: one a process, for it keeps nothing from one request to another.

    Its configuration is put back afterwards; a test that adds pages to it takes one of its own from `running`.
    """
    key = settings.model_dump_json(exclude={"storage_dir"})
    application = SHARED.get(key) or SHARED.setdefault(key, made(settings))
    kept = {**application.config, "SETTINGS": settings}
    application.config["SETTINGS"] = settings
    yield from closing(application)
    application.config.clear()
    application.config.update(kept)


def running(settings: Settings) -> Iterator[Flask]:
    """An application of its own whose connections are closed afterwards."""
    yield from closing(made(settings))


def made(settings: Settings) -> Flask:
    """A new application."""
    application = create_app(settings)
    application.jinja_env.bytecode_cache = COMPILED
    return application


def closing(application: Flask) -> Iterator[Flask]:
    """Close its connections afterwards, so that its database can go."""
    yield application
    application.extensions[live.KEY].stop()
    with application.app_context():
        engine_of.engine.dispose()


@pytest.fixture
def visit(web: Flask, cast: Cast) -> Open:
    """`visit("bob")` is a browser in which Bob has signed in; `visit()` one in which nobody has."""

    def open_browser(username: str | None = None, language: str = "en") -> Browser:
        browser = Browser(web.test_client(), language)
        if username:
            browser.sign_in(username)
        return browser

    return open_browser


@pytest.fixture
def program(web: Flask, cast: Cast, db: psycopg.Connection[Any]) -> Callable[..., Program]:
    """`program("bob")` shows a token of Bob's that may write; `program()` none."""

    def open_program(username: str | None = None, scope: str = "write") -> Program:
        token = give_token(db, cast.people[username], scope) if username else None
        return Program(web.test_client(), token)

    return open_program
