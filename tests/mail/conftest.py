"""Fixtures for tests of mail: a post office, and course work whose people have addresses, with mail switched on."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from click.testing import Result

from tests.cast import Cast, gather
from tests.cli.operator import flask
from tests.clusters import Database
from tests.mail.post_office import PostOffice, open_office
from tests.web.conftest import compiled_translations

__all__ = ["compiled_translations"]

Connection = psycopg.Connection[Any]
Deliver = Callable[..., Result]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A post office that takes everything."""
    with open_office() as opened:
        yield opened


@pytest.fixture
def cast(db: Connection) -> Cast:
    """Everybody in their place, with an address each, and mail switched on."""
    gathered = gather(db)
    db.execute("update users set email = username || '@school.example'")
    db.execute("select stageclock.switch_mail(true, 'dora')")
    return gathered


def environment(database: Database, office: PostOffice) -> dict[str, str]:
    """What a sender finds in its environment."""
    return {
        "DATABASE_URL": database.url(),
        "SMTP_URL": office.url,
        "MAIL_FROM": "Stageclock <clock@school.example>",
        "PUBLIC_URL": "https://clock.school.example/sc",
    }


@pytest.fixture
def deliver(database: Database, office: PostOffice) -> Deliver:
    """`flask mail deliver` in this process, once; what it printed and its exit status."""

    def run(**changed: str) -> Result:
        return flask(None, "mail", "deliver", **{**environment(database, office), **changed})

    return run
