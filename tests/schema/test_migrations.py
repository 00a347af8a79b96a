"""`alembic upgrade head` is the one door: what it makes, what it refuses, what it leaves behind."""

import contextlib
import io
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from psycopg import sql

from app.cluster import Cluster
from app.errors import OperatorError
from app.installer import code, gate
from tests.clusters import ROOT, Database, alembic_config
from tests.plans import HOUR, add_stage, add_work, one


@pytest.fixture
def empty(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database with roles only."""
    fresh = Database(cluster, "empty")
    with Database(cluster, "postgres").connect() as admin:
        admin.execute("drop database if exists empty with (force)")
        admin.execute("create database empty")
        cluster.run_file("empty", ROOT / "sql" / "roles.sql")
        yield fresh
        admin.execute("drop database empty with (force)")


def dump(database: Database, *options: str) -> str:
    """The schema as pg_dump writes it, without the lines that differ in every dump."""
    program = str(database.cluster.bin_dir / "pg_dump")
    command = [program, "--schema-only", *options, database.url("postgres")]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    return "\n".join(line for line in made.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))


def upgrade(database: Database, revision: str = "head") -> None:
    command.upgrade(alembic_config(database.url("stageclock_owner")), revision)


def downgrade(database: Database, revision: str) -> None:
    command.downgrade(alembic_config(database.url("stageclock_owner")), revision)


def has_code(database: Database) -> bool:
    with database.connect() as db:
        return bool(one(db, "select to_regnamespace('stageclock') is not null"))


def test_base_leaves_neither_tables_nor_types_nor_code(empty: Database) -> None:
    untouched = dump(empty)
    upgrade(empty)
    downgrade(empty, "base")
    with empty.connect("stageclock_owner") as db:
        db.execute("drop table alembic_version")
    assert dump(empty) == untouched


def test_up_down_up_makes_the_same(empty: Database) -> None:
    upgrade(empty)
    first = dump(empty)
    downgrade(empty, "base")
    upgrade(empty)
    assert dump(empty) == first


def test_an_upgrade_from_every_revision_makes_the_same(empty: Database) -> None:
    upgrade(empty)
    at_once = dump(empty)
    downgrade(empty, "base")
    for revision in ("0001", "0002", "head"):
        upgrade(empty, revision)
    assert dump(empty) == at_once


@pytest.mark.parametrize("role", ["stageclock_owner", "postgres"])
def test_the_printed_sql_makes_the_same_whoever_runs_it(empty: Database, role: str) -> None:
    upgrade(empty)
    online = dump(empty)
    downgrade(empty, "base")
    with empty.connect("stageclock_owner") as db:
        db.execute("drop table alembic_version")
    printed = io.StringIO()
    config = alembic_config(empty.url("stageclock_owner"))
    config.output_buffer = printed
    command.upgrade(config, "head", sql=True)
    empty.cluster.run_sql("empty", printed.getvalue(), role=role)
    assert dump(empty) == online


def test_models_and_tables_agree(empty: Database) -> None:
    upgrade(empty)
    command.check(alembic_config(empty.url("stageclock_owner")))


def test_an_upgrade_that_stops_short_leaves_no_code(empty: Database) -> None:
    upgrade(empty, "0001")
    assert not has_code(empty)
    upgrade(empty)
    assert has_code(empty)
    downgrade(empty, "0001")
    assert not has_code(empty)


def test_an_upgrade_to_where_it_is_touches_nothing(empty: Database) -> None:
    upgrade(empty)
    with empty.connect() as db:
        before = one(db, "select oid::bigint from pg_namespace where nspname = 'stageclock'")
        upgrade(empty)
        assert one(db, "select oid::bigint from pg_namespace where nspname = 'stageclock'") == before


def test_changed_code_is_loaded_without_a_revision(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(empty)
    monkeypatch.setattr(code, "digest", lambda: "0" * 64)
    upgrade(empty)
    with empty.connect() as db:
        assert code.installed_digest(db) == "0" * 64


def test_a_broken_file_is_named_and_everything_is_rolled_back(
    empty: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgrade(empty)
    before = dump(empty)
    whole = code.parts()
    monkeypatch.setattr(code, "digest", lambda: "0" * 64)
    monkeypatch.setattr(code, "parts", lambda: [*whole, ("sql/functions/broken.sql", "create function nonsense;")])
    with pytest.raises(OperatorError, match=r"sql/functions/broken\.sql cannot be loaded, nothing was changed"):
        upgrade(empty)
    assert dump(empty) == before


@pytest.mark.parametrize(
    "planted",
    [
        "create table public.theirs (at timestamptz default stageclock.current_time())",
        "create view public.theirs as select * from stageclock.stages_now",
        "alter table stages add constraint theirs check (stageclock.back_off(1) is not null)",
    ],
)
def test_what_others_built_on_the_code_is_named_and_not_dropped(
    empty: Database, planted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(empty)
    with empty.connect() as db:
        db.execute(planted.encode())
    monkeypatch.setattr(code, "digest", lambda: "0" * 64)
    with pytest.raises(OperatorError, match="theirs"):
        upgrade(empty)
    assert has_code(empty)


def test_a_migration_gives_up_when_a_table_stays_locked(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(empty)
    monkeypatch.setattr(gate, "PATIENCE", 1.0)
    with empty.connect("stageclock_owner", autocommit=False) as someone:
        someone.execute("lock table stages")
        with pytest.raises(OperatorError, match="Another session holds a lock"):
            downgrade(empty, "0001")
    assert has_code(empty)


def test_a_superuser_acts_as_the_owner(empty: Database) -> None:
    command.upgrade(alembic_config(empty.url("postgres")), "head")
    with empty.connect() as db:
        owners = "select distinct tableowner from pg_tables where schemaname = 'public'"
        assert db.execute(owners.encode()).fetchall() == [("stageclock_owner",)]


def test_planted_objects_of_the_same_name_mislead_nothing(empty: Database) -> None:
    with empty.connect("stageclock_owner") as session:
        session.execute(
            "create function public.clock_timestamp() returns timestamptz language sql return timestamptz 'epoch'"
        )
        session.execute("create function public.cardinality(bigint[]) returns integer language sql return 0")
        upgrade(empty)
        stage = add_stage(session, add_work(session), datetime.now(UTC) - HOUR, None)
        session.execute("set search_path = public, pg_catalog")
        session.execute("create temp table stages (id int)")
        session.execute("create temp table clock_runs (id int)")
        session.execute("CALL stageclock.tick()")
        assert one(session, "select status from public.stages where id = %s", stage) == "active"
        assert one(session, "select heartbeat_at > '2020-01-01' from clock_control") is True


def test_without_pg_cron_the_upgrade_succeeds_and_warns(empty: Database) -> None:
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors):
        upgrade(empty)
    assert "pg_cron is not installed in database" in errors.getvalue()
    assert "flask clock install" in errors.getvalue()


def test_a_role_that_is_not_the_owner_is_refused_in_one_sentence(empty: Database) -> None:
    with pytest.raises(OperatorError, match="may not act as stageclock_owner"):
        command.upgrade(alembic_config(empty.url("stageclock_app")), "head")


def test_one_role_for_everything_works_and_health_warns(cluster: Cluster) -> None:
    """A host that gives one role only: no stageclock roles exist. They do in this cluster, so they are renamed."""
    roles = ("owner", "app", "clock", "monitor")
    with Database(cluster, "postgres").connect() as admin:
        rename(admin, roles, "stageclock_{}", "hidden_{}")
        admin.execute("create role tenant login")
        admin.execute("create database single owner tenant")
        single = Database(cluster, "single")
        try:
            command.upgrade(alembic_config(single.url("tenant")), "head")
            with single.connect("tenant") as db:
                db.execute("CALL stageclock.tick()")
                health = dict(db.execute("select check_name, status from stageclock.clock_health").fetchall())
            assert (health["roles"], health["heartbeat"]) == ("warn", "ok")
        finally:
            admin.execute("drop database single with (force)")
            admin.execute("drop role tenant")
            rename(admin, roles, "hidden_{}", "stageclock_{}")


def rename(admin: psycopg.Connection[Any], roles: tuple[str, ...], old: str, new: str) -> None:
    for role in roles:
        names = sql.Identifier(old.format(role)), sql.Identifier(new.format(role))
        admin.execute(sql.SQL("alter role {} rename to {}").format(*names))


def test_revisions_hold_no_code_and_read_no_sql_files() -> None:
    for revision in (ROOT / "alembic" / "versions").glob("*.py"):
        text = revision.read_text()
        assert "create function" not in text.lower()
        assert "open(" not in text
        assert not re.search(r"stageclock\.(?!tick\(\)'|purge\(\)')", text), f"{revision.name} calls the code"
        assert "%" not in text.split('"""', 2)[2], f"{revision.name}: --sql doubles per cent signs"
