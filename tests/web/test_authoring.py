"""Making course work and changing what it says of itself, by its teachers alone and one after the other."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_course, add_course_work, enroll
from tests.plans import MONDAY, one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

TYPED = {
    "title": "Library", "description": "# Goals", "time_zone": "Europe/Berlin", "min_team_size": "3",
    "max_team_size": "4", "starts_at": "2030-03-04T16:00", "ends_at": "2030-06-28T18:30:00",
}  # fmt: skip
TABLES = ("assignments", "assignment_teachers", "audit_events", "stages")

BAD = [
    ({"title": " \t "}, "Give the course work a title."),
    ({"title": "x" * 201}, "Use at most 200 characters."),
    ({"description": "x" * 20_001}, "Use at most 20000 characters."),
    ({"time_zone": "Mars/Olympus"}, "There is no such time zone"),
    ({"time_zone": ""}, "There is no such time zone"),
    ({"min_team_size": "two"}, "Write a whole number from 1 to 1000."),
    ({"min_team_size": ""}, "Write a whole number from 1 to 1000."),
    ({"min_team_size": "0"}, "Write a whole number from 1 to 1000."),
    ({"max_team_size": "1" * 400}, "Write a whole number from 1 to 1000."),
    ({"min_team_size": "5"}, "The smallest team has at least one member, the largest no fewer than that."),
    ({"ends_at": "2030-03-04T15:59"}, "A course work ends after it starts."),
    ({"ends_at": "2030-03-04T16:00"}, "A course work ends after it starts."),
    ({"ends_at": "soon"}, "End of the whole (may be empty): this is no date and time."),
    ({"starts_at": "2030-03-31T02:30"}, "does not exist in Europe/Berlin"),
    ({"ends_at": "2030-10-27T02:30"}, "happens twice in Europe/Berlin"),
    ({"ends_at": "9999-01-01T00:00"}, "choose a year from 1970 to 2999"),
]


def stored(db: Connection) -> list[Any]:
    """What no refused form may change."""
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in TABLES]


def fields_of(page: str) -> dict[str, str]:
    """What the first large form of a page would send, as a browser reads it."""
    form = page[page.index('name="version"') - 200 : page.index("</datalist>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, _attributes, text in re.findall(r'<textarea[^>]*name="(\w+)"([^>]*)>\r?\n?(.*?)</textarea>', form, re.S):
        found[name] = html.unescape(text)
    return found


def show_form(browser: Browser, work: int) -> dict[str, str]:
    answer = browser.get(f"/assignments/{work}/edit")
    assert answer.status_code == 200
    return fields_of(answer.text)


@pytest.fixture
def library(cast: Cast, db: Connection) -> int:
    """A course work in Berlin that starts in the hour that happens twice there, to the microsecond."""
    work = add_course_work(db, cast.courses["SE-1"], "Library", manager=cast.people["alice"], zone="Europe/Berlin")
    window = (datetime(2030, 10, 27, 1, 30, 0, 123456, tzinfo=UTC), datetime(2031, 1, 1, 8, 0, 59, 999999, tzinfo=UTC))
    db.execute(
        "update assignments set starts_at = %s, ends_at = %s, description = %s where id = %s",
        [*window, "\n  first\r\nsecond & <b>\n", work],
    )
    return work


def test_erin_makes_a_draft_and_manages_it(visit: Open, cast: Cast, db: Connection) -> None:
    erin, path = visit("erin"), f"/courses/{cast.courses['SE-1']}/assignments"
    form = erin.get(f"{path}/new").text
    assert 'value="Asia/Shanghai"' in form, "the zone of the course is proposed"
    answer = erin.post(path, TYPED, seen_on=f"{path}/new")
    assert answer.status_code == 303
    page = erin.read(answer.location)
    assert "Library is a draft now. Plan its stages, then publish it." in page
    work = one(db, "select max(id) from assignments")
    assert answer.location == f"/assignments/{work}/plan"
    row = db.execute(
        "select title, description, time_zone, min_team_size, max_team_size, starts_at, ends_at, state"
        " from assignments where id = %s",
        [work],
    ).fetchone()
    window = (datetime(2030, 3, 4, 15, tzinfo=UTC), datetime(2030, 6, 28, 16, 30, tzinfo=UTC))
    assert row == ("Library", "# Goals", "Europe/Berlin", 3, 4, *window, "draft")
    assert one(db, "select user_id from assignment_teachers where assignment_id = %s", work) == cast.people["erin"]
    assert visit("bob").get(f"/assignments/{work}").status_code == 404


def test_who_does_not_teach_the_course_makes_nothing_in_it(visit: Open, cast: Cast, db: Connection) -> None:
    before, path = stored(db), f"/courses/{cast.courses['SE-1']}/assignments"
    for username in ("alice", "bob", "charlie", "frank"):
        browser = visit(username)
        assert browser.get(f"{path}/new").status_code == 404, username
        assert browser.post(path, TYPED, seen_on="/").status_code == 404, username
    assert visit().get(f"{path}/new").status_code == 302
    assert visit("dora").get("/courses/9999999/assignments/new").status_code == 404
    assert stored(db) == before
    assert visit("dora").get(f"{path}/new").status_code == 200


@pytest.mark.parametrize(("changed", "said"), BAD)
def test_bad_input_is_refused_beside_its_field_and_nothing_typed_is_lost(
    visit: Open, cast: Cast, db: Connection, library: int, changed: dict[str, str], said: str
) -> None:
    before, typed = stored(db), {**TYPED, **changed}
    dora, path = visit("dora"), f"/courses/{cast.courses['SE-1']}/assignments"
    known = {"version": "2", "shown_zone": "Europe/Berlin", "starts_at_shown": "", "ends_at_shown": ""}
    for address, sent in ((path, typed), (f"/assignments/{library}", {**typed, **known})):
        answer = dora.post(address, sent, seen_on="/")
        assert answer.status_code == 422
        assert said in words_of(answer)
        assert "is-invalid" in answer.text
        for name, value in typed.items():
            kept = value if name not in {"title", "description"} else value.strip()
            assert html.escape(kept, quote=False) in html.unescape(answer.text) or kept in answer.text, name
    assert stored(db) == before


def test_html_in_what_is_typed_is_text(visit: Open, cast: Cast, db: Connection) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    erin, path = visit("erin"), f"/courses/{cast.courses['SE-1']}/assignments"
    erin.post(path, {**TYPED, "title": evil, "description": evil}, seen_on=f"{path}/new")
    work = one(db, "select max(id) from assignments")
    assert one(db, "select title from assignments where id = %s", work) == evil
    for address in (f"/assignments/{work}", f"/assignments/{work}/edit", f"/assignments/{work}/deletion", "/"):
        page = erin.get(address).text
        assert "<script>alert" not in page and "<img src=x" not in page, address
        assert "alert(1)" in page


def test_an_archived_course_takes_no_more_course_work(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute("update courses set archived_at = now()")
    erin, path = visit("erin"), f"/courses/{cast.courses['SE-1']}/assignments"
    answer = erin.post(path, TYPED, seen_on=f"{path}/new")
    assert answer.status_code == 409
    assert "This course is archived: restore it first." in words_of(answer)
    assert 'value="Library"' in answer.text


def test_new_course_work_begins_with_the_choice_of_a_course(visit: Open, cast: Cast, db: Connection) -> None:
    erin = visit("erin")
    assert "New course work" in erin.read("/")
    only = erin.get("/assignments/new")
    assert (only.status_code, only.location) == (302, f"/courses/{cast.courses['SE-1']}/assignments/new")
    second = add_course(db, "SE-2")
    enroll(db, second, cast.people["erin"], "teacher")
    page = erin.get("/assignments/new").text
    assert f"/courses/{second}/assignments/new" in page and f"/courses/{cast.courses['SE-1']}/assignments/new" in page
    assert "XX-9" not in page
    assert "Course SE-2" in erin.read("/assignments/new?q=se-2")
    assert "No course of yours matches." in erin.read("/assignments/new?q=xx")
    db.execute("update courses set archived_at = now() where id = %s", [second])
    assert erin.get("/assignments/new").status_code == 302
    assert "You teach no course that is in use." in visit("alice").read("/assignments/new")
    assert "New course work" not in visit("bob").read("/")
    assert visit("bob").get("/assignments/new").status_code == 404


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"])
def test_saved_unchanged_nothing_changes_to_the_microsecond(
    visit: Open, db: Connection, library: int, zone: str
) -> None:
    db.execute("update assignments set time_zone = %s, title = 'Two  blanks' where id = %s", [zone, library])
    alice, before = visit("alice"), stored(db)
    answer = alice.post(f"/assignments/{library}", show_form(alice, library), seen_on="/")
    assert (answer.status_code, answer.location) == (303, f"/assignments/{library}/edit")
    assert stored(db) == before


def test_one_changed_field_changes_that_alone(visit: Open, db: Connection, library: int) -> None:
    alice = visit("alice")
    sent = show_form(alice, library) | {"ends_at": "2031-02-03T04:05:06"}
    assert alice.post(f"/assignments/{library}", sent, seen_on="/").status_code == 303
    details = one(db, "select details from audit_events where action = 'assignment_edited'")
    assert details == {
        "from": {"ends_at": "2031-01-01T08:00:59.999999+00:00"},
        "to": {"ends_at": "2031-02-03T03:05:06+00:00"},
    }


def test_another_zone_changes_no_instant_and_says_so(visit: Open, db: Connection, library: int) -> None:
    alice = visit("alice")
    assert "Another time zone changes no instant" in alice.read(f"/assignments/{library}/edit")
    before = db.execute("select starts_at, ends_at from assignments where id = %s", [library]).fetchall()
    sent = show_form(alice, library) | {"time_zone": "america/new york"}
    assert alice.post(f"/assignments/{library}", sent, seen_on="/").status_code == 303
    row = db.execute("select starts_at, ends_at from assignments where id = %s", [library]).fetchall()
    assert row == before
    assert one(db, "select time_zone from assignments where id = %s", library) == "America/New_York"
    assert show_form(alice, library)["ends_at"] == "2031-01-01T03:00:59"


def test_a_time_typed_beside_another_zone_is_one_of_the_zone_that_was_shown(
    visit: Open, db: Connection, library: int
) -> None:
    alice = visit("alice")
    sent = show_form(alice, library) | {"time_zone": "Asia/Shanghai", "ends_at": "2031-02-03T04:00"}
    assert alice.post(f"/assignments/{library}", sent, seen_on="/").status_code == 303
    assert one(db, "select ends_at from assignments where id = %s", library) == datetime(2031, 2, 3, 3, tzinfo=UTC)


def test_the_second_of_two_teachers_is_told_and_loses_nothing_typed(
    visit: Open, cast: Cast, db: Connection, library: int
) -> None:
    alice, erin = visit("alice"), visit("erin")
    first, second = show_form(alice, library), show_form(erin, library)
    alice.post(f"/assignments/{library}", first | {"title": "Archive", "ends_at": "2031-02-01T10:00"}, seen_on="/")
    after_first = stored(db)
    typed = second | {"description": "What Erin wrote", "max_team_size": "7", "starts_at": "2030-11-01T08:00"}
    answer = erin.post(f"/assignments/{library}", typed, seen_on="/")
    assert answer.status_code == 409
    assert stored(db) == after_first
    page = words_of(answer)
    assert "Somebody else has changed this meanwhile" in page
    assert "Stored now Archive" in page
    assert "Stored now 2031-02-01 10:00:00" in page
    assert page.count("Stored now") == 5, "title, description, largest team, start, end"
    kept = fields_of(answer.text)
    assert {name: kept[name] for name in TYPED} == {name: typed[name] for name in TYPED}
    assert erin.post(f"/assignments/{library}", kept, seen_on="/").status_code == 303
    row = db.execute(
        "select title, description, max_team_size, starts_at, ends_at from assignments where id = %s", [library]
    ).fetchone()
    window = (datetime(2030, 11, 1, 7, tzinfo=UTC), datetime(2031, 1, 1, 8, 0, 59, tzinfo=UTC))
    assert row == ("Library", "What Erin wrote", 7, *window)


def test_what_is_no_version_is_an_old_one(visit: Open, db: Connection, library: int) -> None:
    alice = visit("alice")
    sent, before = show_form(alice, library), stored(db)
    for version in ("", "0", "-1", "x", "9" * 40, "２"):
        answer = alice.post(f"/assignments/{library}", sent | {"version": version, "title": "New"}, seen_on="/")
        assert answer.status_code == 409, version
    assert stored(db) == before


def test_the_settings_are_the_staffs(visit: Open, cast: Cast, db: Connection) -> None:
    before, path = stored(db), f"/assignments/{cast.bookshop}"
    for username, status in (("bob", 403), ("charlie", 404), ("frank", 404)):
        browser = visit(username)
        assert browser.get(f"{path}/edit").status_code == status, username
        assert browser.post(path, {**TYPED, "version": "1"}, seen_on="/").status_code == status, username
    assert visit().get(f"{path}/edit").status_code == 302
    assert stored(db) == before
    for username in ("alice", "dora", "erin"):
        assert visit(username).get(f"{path}/edit").status_code == 200, username
    assert "Settings" in visit("alice").read(path)


def test_the_page_speaks_chinese(visit: Open, cast: Cast, library: int) -> None:
    page = visit("alice", language="zh-CN").read(f"/assignments/{library}/edit")
    assert "改变时区不会改变任何时刻" in page


def test_dates_shown_are_those_of_the_plan(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute("update assignments set starts_at = %s where id = %s", [MONDAY, cast.bookshop])
    assert show_form(visit("alice"), cast.bookshop)["starts_at"] == "2030-03-04T16:00:00"
