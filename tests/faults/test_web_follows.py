"""The web's address names both servers: when the primary dies, it goes on at the standby that is promoted."""

import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from alembic import command

from app.cluster import Cluster
from tests.cast import Cast, gather
from tests.clusters import PORT, Database, alembic_config
from tests.faults.servers import caught_up, promote, standby_of
from tests.faults.watching import until, violations
from tests.live.ears import TOKEN, Person
from tests.plans import one
from tests.serving import Web, answer, running_web

Connection = psycopg.Connection[Any]
SECONDS = 10.0  # from the promotion until the web serves again; on a busy machine


def address_of(*clusters: Cluster, role: str = "stageclock_app") -> str:
    """One libpq address for several servers."""
    hosts = quote(",".join(str(cluster.socket_dir) for cluster in clusters), safe="/,")
    ports = ",".join(str(cluster.port) for cluster in clusters)
    return f"postgresql://{role}@/stageclock?host={hosts}&port={ports}&target_session_attrs=read-write"


@pytest.fixture
def people(production: Database) -> Cast:
    """The cast, with passwords."""
    with production.connect() as db:
        return gather(db)


@contextmanager
def killed(primary: Database) -> Iterator[None]:
    """The primary's server has been killed; afterwards it is there again, on its own."""
    primary.cluster.kill()
    try:
        yield
    finally:
        primary.cluster.start()


def choose_chinese(person: Person) -> None:
    """Something that is written, through a form of a page."""
    found = TOKEN.search(person.open(f"{person.address}/").read().decode())
    assert found
    fields = urllib.parse.urlencode({"csrf_token": found[1], "locale": "zh"})
    assert person.open(f"{person.address}/language", fields.encode()).status == 200


def ready(web: Web) -> bool:
    """Whether it serves pages."""
    return answer(f"{web.address}/readyz") == 200


def test_it_serves_again_within_seconds_of_the_promotion_and_open_pages_hear(
    production: Database, people: Cast, tmp_path: Path
) -> None:
    with standby_of(production.cluster, PORT + 1) as server:
        standby = Database(server, production.name)
        both = address_of(server, production.cluster)
        with running_web(production, tmp_path, DATABASE_URL=both) as web:
            bob, dora = Person(web.address, "bob"), Person(web.address, "dora")
            ear = bob.listen()
            ear.next("time")
            caught_up(standby, production)
            with killed(production):
                assert not ready(web)
                assert answer(f"{web.address}/healthz") == 200
                ear.hears_nothing()
                promote(server)
                assert until(lambda: ready(web), SECONDS) < SECONDS
                assert ear.next().name == "change", "an open page looks anew"
                choose_chinese(dora)
                ear.hears_nothing()
                with standby.connect() as db:
                    assert one(db, "select locale from users where id = %s", people.people["dora"]) == "zh_Hans_CN"
                    one(db, "select stageclock.wake('user', %s)", people.people["bob"])
                    assert ear.next().name == "change", "and hears what happens there"
                    assert violations(db) == {}
                ear.close()
                owner = address_of(production.cluster, server, role="stageclock_owner")
                command.upgrade(alembic_config(owner), "head")


def test_where_only_standbys_answer_the_log_says_so(
    production: Database, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with standby_of(production.cluster, PORT + 1) as server:
        both = address_of(server, production.cluster)
        with running_web(production, tmp_path, DATABASE_URL=both) as web:
            assert ready(web)
            with killed(production):
                assert not ready(web)
    assert "is a standby: promote one" in capfd.readouterr().err
