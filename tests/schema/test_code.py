"""What sql/ promises: one object a file, pinned and closed functions, and no fault that plpgsql_check knows."""

import re
from typing import Any

import psycopg

from app.installer import code
from tests.clusters import ROOT

Connection = psycopg.Connection[Any]
OBJECT = re.compile(r"^create (?:function|procedure|type|view) stageclock\.(\w+)", re.MULTILINE)


def test_every_file_holds_one_object_of_its_own_name_and_opens_with_what_it_does() -> None:
    for path in code.files()[:-1]:
        text = path.read_text()
        assert OBJECT.findall(text) == [path.stem], path
        assert text.startswith("-- "), path


def test_files_stay_short() -> None:
    long = {p.name: n for p in code.files() if (n := len(p.read_text().splitlines())) > 60 and p.name != "grants.sql"}
    assert long == {}


def test_nothing_is_open_to_public(db: Connection) -> None:
    rows = db.execute(
        "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'stageclock'::regnamespace"
        " and has_function_privilege('public', p.oid, 'execute')"
    ).fetchall()
    assert rows == []


def test_every_security_definer_function_is_pinned_and_belongs_to_the_owner(db: Connection) -> None:
    rows = db.execute(
        "select p.proname, p.proconfig, p.proowner::regrole::text from pg_proc p"
        " where p.pronamespace = 'stageclock'::regnamespace and p.prosecdef"
    ).fetchall()
    assert len(rows) > 5
    for name, settings, owner in rows:
        assert "search_path=pg_catalog, pg_temp" in settings, name
        assert owner == "stageclock_owner"


def test_procedures_have_no_settings_and_invoker_rights_so_that_they_may_commit(db: Connection) -> None:
    rows = db.execute(
        "select proname, proconfig, prosecdef from pg_proc"
        " where pronamespace = 'stageclock'::regnamespace and prokind = 'p' order by 1"
    ).fetchall()
    assert rows == [("purge", None, False), ("tick", None, False)]


def test_no_rule_asks_another_clock_than_the_one() -> None:
    """Rules ask the one clock: never now() or its kin, which stand still in a transaction or lie to tests."""
    for path in code.files():
        text = re.sub(r"--.*", "", path.read_text())
        assert not re.search(r"\b(now|transaction_timestamp|statement_timestamp)\(|\bcurrent_timestamp\b", text), path


def test_the_readme_lists_what_the_database_offers(db: Connection) -> None:
    """The views, the clock's two rules, and what a DBA calls; every other door stands in docs/database.md."""
    views = {row[0] for row in db.execute("select viewname from pg_views where schemaname = 'stageclock'")}
    doors = {"tick", "purge", "preview"}
    table = (ROOT / "README.md").read_text().split("## What the database offers", 1)[1].split("\n## ", 1)[0]
    first_column = "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    listed = set(re.findall(r"`(?:stageclock\.)?(\w+)", first_column))
    assert listed == views | doors | {"effective_status", "current_time"}
