"""`flask user create-admin` and `flask user reset-password`."""

import getpass
import re
from typing import Any

import psycopg
import pytest
from click.testing import Result
from flask import Flask

from tests.cast import Cast
from tests.clusters import Database
from tests.plans import one
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]


@pytest.fixture
def run(web: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `flask user …` as an operator, typing these lines."""
    monkeypatch.setenv("MIGRATION_DATABASE_URL", database.url("stageclock_owner"))

    def command(*words: str, typed: str = "") -> Result:
        return web.test_cli_runner().invoke(args=["user", *words], input=typed)

    return command


def test_an_administrator_is_made_and_signs_in(run: Any, visit: Open) -> None:
    outcome = run("create-admin", "ada", "--name", "Ada Admin", typed="eight chars\neight chars\n")
    assert outcome.exit_code == 0, outcome.output
    assert "Added the administrator ada." in outcome.output
    assert "eight chars" not in outcome.output
    browser = visit()
    assert browser.sign_in("ada", "eight chars").status_code == 303
    assert "Ada Admin Administrator" in browser.read("/clock")


def test_a_generated_password_is_printed_once_and_works(run: Any, visit: Open, cast: Cast) -> None:
    outcome = run("create-admin", "ada", "--generate")
    found = re.search(r"Password: (\S+)", outcome.output)
    assert found and re.fullmatch(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", found[1])
    assert visit().sign_in("ada", found[1]).status_code == 303


@pytest.mark.parametrize("username", ["bob", "BOB", " Bob "])
def test_a_taken_username_is_refused_whatever_its_case(run: Any, cast: Cast, db: Connection, username: str) -> None:
    outcome = run("create-admin", username, "--generate")
    assert outcome.exit_code == 1
    assert re.search(r"^Error: The username (?i:bob) is taken\.", outcome.output, re.MULTILINE)
    assert one(db, "select role::text from users where username = 'bob'") == "student"


@pytest.mark.parametrize(
    ("username", "typed", "said"),
    [("ada", "short\nshort\n", "must have 8 to 1024 characters"), ("  ", "", "The username is empty")],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    run: Any, cast: Cast, db: Connection, username: str, typed: str, said: str
) -> None:
    outcome = run("create-admin", username, typed=typed)
    assert outcome.exit_code == 1
    assert said in outcome.output and "Traceback" not in outcome.output
    assert one(db, "select count(*) from users") == len(cast.people)


def test_a_password_typed_differently_twice_is_asked_for_again(run: Any) -> None:
    outcome = run("create-admin", "ada", typed="eight chars\neight chairs\neight chars\neight chars\n")
    assert outcome.exit_code == 0
    assert "do not match" in outcome.output


def test_a_reset_password_works_and_is_to_be_changed(run: Any, visit: Open) -> None:
    before = visit("bob")
    outcome = run("reset-password", "BOB")
    found = re.search(r"^New password of bob: (\S+)$", outcome.output, re.MULTILINE)
    assert found, outcome.output
    assert before.get("/").status_code == 302, "sessions with the old password end"
    browser = visit()
    assert browser.sign_in("bob").status_code == 401
    assert browser.sign_in("bob", found[1]).status_code == 303
    assert browser.get("/").location == "/account/password"


def test_who_typed_the_command_is_named_in_the_audit(run: Any, cast: Cast, db: Connection) -> None:
    run("create-admin", "ada", "--generate", "--by", "the night shift")
    run("reset-password", "bob")
    events = db.execute("select action, actor_id, details ->> 'by' from audit_events order by id").fetchall()
    assert events == [("person_created", None, "the night shift"), ("password_reset", None, getpass.getuser())]


def test_nobody_is_said_to_be_nobody(run: Any, cast: Cast) -> None:
    outcome = run("reset-password", "zoe")
    assert (outcome.exit_code, outcome.output) == (
        1, "Error: There is nobody with the username zoe. Check its spelling.\n"
    )  # fmt: skip


def test_a_database_that_is_away_is_said_in_a_sentence(
    run: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_DATABASE_URL", database.url("stageclock_owner") + "&port=1")
    outcome = run("reset-password", "bob")
    assert outcome.exit_code == 1
    assert outcome.output.startswith("Error: PostgreSQL cannot be reached")


def test_the_webs_own_role_may_not_make_administrators(
    run: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_DATABASE_URL", database.url("stageclock_app"))
    outcome = run("create-admin", "ada", "--generate")
    assert outcome.exit_code == 1
    assert "may not act as stageclock_owner" in outcome.output
