"""Times that students see: Alice is shown what new ones lead to before they are saved."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.planning import fields_in, form_of, save, stored, window

Connection = psycopg.Connection[Any]


@pytest.fixture
def report(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A hand-in of a published course work, from 17:00 to 19:00 in Shanghai; it is 16:00."""
    clock.set(MONDAY)
    return add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 3 * HOUR, name="Report")


def test_times_that_students_see_are_asked_about_first(visit: Open, cast: Cast, db: Connection, report: int) -> None:
    alice, before = visit("alice"), stored(db, report)
    sent = form_of(alice, cast.bookshop, report)
    asked = save(alice, report, sent, name="Later", ends_at="2030-03-06T12:00", reason="flu")
    assert asked.status_code == 200
    page = words_of(asked)
    assert "Save Report with these times?" in page
    assert "End Mon 4 Mar 2030, 19:00 UTC+8 → Wed 6 Mar 2030, 12:00 UTC+8" in page
    assert "Report closes by itself on Wed 6 Mar 2030, 12:00 UTC+8" in page and "tells Bob Bauer" in page
    assert stored(db, report) == before
    hidden = hidden_in(asked.text)
    back = save(alice, report, {**hidden, "change": "1"})
    again = fields_in(back.text, f"/stages/{report}")
    assert (again["name"], again["ends_at"], again["reason"].strip()) == ("Later", "2030-03-06T12:00", "flu")
    answer = save(alice, report, {**hidden, "confirmed": "1"})
    assert "Later is saved." in alice.read(answer.location)
    assert window(db, report)[1] == MONDAY + 44 * HOUR
    assert one(db, "select count(*) from audit_events") == 2


def test_words_that_students_see_are_saved_at_once(visit: Open, cast: Cast, db: Connection, report: int) -> None:
    alice = visit("alice")
    assert save(alice, report, form_of(alice, cast.bookshop, report), name="Report 1").status_code == 303


def test_times_that_cannot_be_are_refused_rather_than_asked_about(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    alice = visit("alice")
    answer = save(alice, report, form_of(alice, cast.bookshop, report), ends_at="2030-03-04T16:30")
    assert answer.status_code == 422
    assert "A stage ends after it starts." in words_of(answer)


def test_the_second_of_two_is_told_before_anything_is_asked_and_also_after(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    erin = visit("erin")
    seen = form_of(erin, cast.bookshop, report)
    asked = save(erin, report, seen, ends_at="2030-03-06T12:00")
    db.execute("update stages set name = 'Alice was here'")
    late = save(erin, report, {**hidden_in(asked.text), "confirmed": "1"})
    early = save(erin, report, seen, ends_at="2030-03-06T12:00")
    for answer in (late, early):
        assert answer.status_code == 409
        page = words_of(answer)
        assert "Somebody else has changed this" in page and "Alice was here" in page
        assert fields_in(answer.text, f"/stages/{report}")["ends_at"] == "2030-03-06T12:00"
    assert one(db, "select count(*) from audit_events") == 0


def test_what_would_happen_otherwise_by_now_is_shown_again(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    alice = visit("alice")
    asked = save(alice, report, form_of(alice, cast.bookshop, report), ends_at="2030-03-06T12:00")
    db.execute("update stages set paused_at = %s", [MONDAY])
    answer = save(alice, report, {**hidden_in(asked.text), "confirmed": "1"})
    assert answer.status_code == 409
    assert "What would happen has changed since it was shown: look at it again." in words_of(answer)
    assert save(alice, report, {**hidden_in(answer.text), "confirmed": "1"}).status_code == 303
    assert window(db, report)[1] == MONDAY + 44 * HOUR


def hidden_in(page: str) -> dict[str, str]:
    """What the question sends along."""
    form = page.partition('<form class="sc-card" method="post"')[2]
    return fields_in(f'<form action="" method="post"{form}', "")
