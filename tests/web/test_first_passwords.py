"""First passwords of a class: made anew where a list got lost, and given as a file only from their own page."""

import csv
import re
from io import StringIO
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import first_passwords
from tests.cast import PASSWORD, Cast, add_person, enroll
from tests.plans import one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements
from tests.web.test_courses import STRANGERS, everything
from tests.web.test_rosters import slips

Connection = psycopg.Connection[Any]
SEALED = re.compile(r'name="sealed"[^>]* value="([^"]*)"')


@pytest.fixture
def path(cast: Cast, db: Connection) -> str:
    """Ida and Jon of Erin's course have never chosen a password; Bob has."""
    for username, name in (("ida", "=Ida()"), ("jon", "Jon <b>")):
        enroll(db, cast.courses["SE-1"], add_person(db, username, name))
    db.execute("update users set must_change_password = true where username in ('ida', 'jon', 'charlie')")
    return f"/courses/{cast.courses['SE-1']}/first-passwords"


def make(browser: Browser, path: str) -> TestResponse:
    return browser.post(path, seen_on="/")


def sealed(answer: TestResponse) -> str:
    found = SEALED.search(answer.text)
    assert found
    return found[1]


def test_the_page_asks_first_and_names_whose_change(visit: Open, db: Connection, path: str) -> None:
    erin, before = visit("erin"), everything(db)
    page = erin.read(path)
    assert "2 students of this class have never chosen a password." in page
    assert "=Ida() ida" in page and "Jon <b> jon" in page and "Bob" not in page
    assert everything(db) == before


def test_new_ones_work_and_those_before_no_longer_do(visit: Open, db: Connection, path: str) -> None:
    answer = make(visit("erin"), path)
    made = slips(answer)
    assert sorted(made) == ["ida", "jon"]
    assert "Jon &lt;b&gt;" in answer.text
    assert visit().sign_in("ida", made["ida"]).status_code == 303
    assert visit().sign_in("jon", PASSWORD).status_code == 401
    assert visit().sign_in("bob", PASSWORD).status_code == 303
    assert one(db, "select count(*) from audit_events where action = 'first_passwords_made'") == 1


def test_where_everybody_has_chosen_one_there_is_nothing_to_make(visit: Open, db: Connection, path: str) -> None:
    db.execute("update users set must_change_password = false")
    erin, before = visit("erin"), everything(db)
    assert "Everybody on this class list has chosen a password of their own already." in erin.read(path)
    assert make(erin, path).status_code == 409
    assert everything(db) == before


def test_staff_and_people_of_other_classes_are_none_of_them(visit: Open, db: Connection, cast: Cast, path: str) -> None:
    """Somebody who manages course work somewhere is not given away by being put on a class list."""
    db.execute("update users set must_change_password = true where username = 'alice'")
    enroll(db, cast.courses["SE-1"], cast.people["alice"])
    db.execute("insert into assignment_teachers select %s, id from users where username = 'jon'", [cast.bookshop])
    assert list(slips(make(visit("erin"), path))) == ["ida"]


def test_the_page_gives_its_list_as_a_file_that_no_spreadsheet_runs(visit: Open, path: str) -> None:
    erin = visit("erin")
    answer = make(erin, path)
    file = erin.post(f"{path}.csv", {"sealed": sealed(answer)}, seen_on="/")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"].startswith('attachment; filename="First passwords of Course SE-1.csv"')
    assert file.headers["Cache-Control"] == "no-store"
    assert file.text.startswith("\ufeff")
    made = slips(answer)
    assert list(csv.reader(StringIO(file.text.removeprefix("\ufeff")))) == [
        ["Student number", "Full name", "Username", "First password"],
        ["", "'=Ida()", "ida", made["ida"]],
        ["", "Jon <b>", "jon", made["jon"]],
    ]


@pytest.mark.parametrize("sent", ["", "x", "e30.e30.e30", "ä", "x" * 3_000_000], ids=len)
def test_a_file_is_made_of_nothing_that_we_have_not_shown(visit: Open, path: str, sent: str) -> None:
    erin = visit("erin")
    answer = erin.post(f"{path}.csv", {"sealed": sent}, seen_on="/")
    assert (answer.status_code, answer.location) == (303, path)
    assert "This list can no longer be had as a file" in erin.read(path)


def test_nor_of_a_list_of_another_course_or_of_yesterday(
    visit: Open, cast: Cast, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_of_erin, frank = sealed(make(visit("erin"), path)), visit("frank")
    other = f"/courses/{cast.courses['XX-9']}/first-passwords.csv"
    assert frank.post(other, {"sealed": list_of_erin}, seen_on="/").status_code == 303
    monkeypatch.setattr(first_passwords, "GOOD_FOR", -1)
    assert visit("erin").post(f"{path}.csv", {"sealed": list_of_erin}, seen_on="/").status_code == 303


def test_strangers_and_students_make_none(visit: Open, db: Connection, path: str) -> None:
    before = everything(db)
    for username, status in STRANGERS:
        browser = visit(username) if username != "charlie" else visit("bob")
        assert browser.get(path).status_code == make(browser, path).status_code == status, username
        assert browser.post(f"{path}.csv", {"sealed": "x"}, seen_on="/").status_code == status, username
    assert visit("erin").client.post(path).status_code == 400
    assert everything(db) == before


def test_an_archived_course_gives_none(visit: Open, db: Connection, path: str) -> None:
    db.execute("update courses set archived_at = '2026-01-01'")
    erin, before = visit("erin"), everything(db)
    assert "This course is archived" in erin.read(path)
    answer = make(erin, path)
    assert answer.status_code == 409 and "This course is archived: restore it first." in words_of(answer)
    assert everything(db) == before


@pytest.mark.parametrize("count", [10, 500])
def test_the_pages_ask_no_more_for_a_larger_class(
    visit: Open, web: Flask, db: Connection, cast: Cast, path: str, count: int
) -> None:
    for n in range(count):
        enroll(db, cast.courses["SE-1"], add_person(db, f"p{n}", "P", stored="x"))
    db.execute("update users set must_change_password = true where username like 'p%'")
    erin = visit("erin")
    with statements(web) as asked:
        erin.read(path)
    with statements(web) as made:
        assert len(slips(make(erin, path))) == count + 2
    assert len(asked) == 3
    assert len(made) - 4 <= 12
