"""Indexes of revisions on tables that are in use: built before the upgrade, and anew where one was left half built."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.installer import indexes
from tests.clusters import Database
from tests.plans import one
from tests.upgrading.releases import later_releases

Connection = psycopg.Connection[Any]

NAME = "ix_stages_by_name"
WANTED = {NAME: f"create index concurrently {NAME} on stages (name)"}
VALID = "select indisvalid from pg_index where indexrelid = to_regclass(%s)"


@pytest.fixture
def owner(production: Database) -> Iterator[Connection]:
    with production.connect("stageclock_owner") as connection:
        yield connection
        connection.execute(f"drop index if exists {NAME}".encode())


def test_what_is_there_is_left_as_it_is(owner: Connection) -> None:
    assert indexes.build(owner, WANTED) == [NAME]
    assert indexes.build(owner, WANTED) == []
    assert one(owner, VALID, NAME) is True


def test_what_was_left_half_built_is_built_anew(owner: Connection, production: Database) -> None:
    with production.connect(autocommit=False) as holder, production.connect("stageclock_owner") as builder:
        holder.execute("lock table stages in row exclusive mode")
        builder.execute("set lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            builder.execute(WANTED[NAME].encode())
    assert one(owner, VALID, NAME) is False
    assert indexes.build(owner, WANTED) == [NAME]
    assert one(owner, VALID, NAME) is True


def test_over_tables_and_columns_that_do_not_exist_yet_the_revision_builds_it(
    owner: Connection,
) -> None:
    absent = {
        "ix_a": "create index concurrently ix_a on no_such_table (name)",
        "ix_b": "create index concurrently ix_b on stages (no_such_column)",
    }
    assert indexes.build(owner, {**absent, **WANTED}) == [NAME]


def test_a_script_for_review_names_them_before_it_begins(production: Database, tmp_path: Path) -> None:
    (release,) = later_releases(tmp_path, 1)
    before = one_head(production)
    script = release.alembic(production, "upgrade", f"{before}:head", "--sql").stdout
    said = script.index(f"-- create index concurrently ix_stages_{release.head}")
    assert said < script.index("BEGIN")


def one_head(database: Database) -> str:
    with database.connect() as db:
        return str(one(db, "select version_num from alembic_version"))
