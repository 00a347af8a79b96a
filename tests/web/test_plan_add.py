"""Adding a stage to a plan: at the end or after another one, or told why not with everything typed kept."""

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.planning import fields_in, names_in

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)


@pytest.fixture
def plan(cast: Cast, clock: MovableClock) -> str:
    """The address of the bookshop's plan; 2030-03-04 16:00 in Shanghai is now."""
    clock.set(MONDAY)
    return f"/assignments/{cast.bookshop}/plan"


def test_alice_adds_a_stage_at_the_end_and_it_begins_when_the_last_one_ends(
    visit: Open, cast: Cast, db: Connection, plan: str
) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams")
    alice, action = visit("alice"), f"/assignments/{cast.bookshop}/stages"
    sent = fields_in(alice.get(plan).text, action)
    assert sent["starts_at"] == "2030-03-04T17:00:00"
    typed = {**sent, "name": "Report", "kind": "submission", "submission_mode": "link", "ends_at": "2030-03-05T17:00"}
    answer = alice.post(action, typed, seen_on="/")
    assert answer.location == f"{plan}#stage-2"
    assert "Report is added." in alice.read(answer.location)
    assert names_in(db, cast.bookshop) == ["Teams", "Report"]
    assert one(db, "select (kind::text, submission_mode, starts_at, ends_at) = ('submission', 'link', %s, %s)"
               " from stages where id = 2", MONDAY + HOUR, MONDAY + HOUR + DAY) is True  # fmt: skip
    assert one(db, "select array_agg(action) from audit_events") == ["stage_added"]


@pytest.mark.parametrize(
    ("zone", "end", "proposed"),
    [
        ("Asia/Shanghai", "2030-03-05T08:00:00+00:00", "2030-03-05T16:00:00"),
        ("Asia/Shanghai", "2030-03-05T08:00:07.000001+00:00", "2030-03-05T16:00:08"),  # not before it ends
        ("Europe/Berlin", "2030-10-27T00:30:00+00:00", ""),  # 02:30, which happens twice and cannot be typed
        ("Asia/Shanghai", "2030-03-04T08:00:00+00:00", ""),  # has passed
        ("Asia/Shanghai", None, ""),
    ],
)
def test_a_new_stage_is_proposed_to_begin_when_the_last_one_ends(
    visit: Open, cast: Cast, db: Connection, plan: str, zone: str, end: str | None, proposed: str
) -> None:
    db.execute("update assignments set time_zone = %s", [zone])
    add_stage(db, cast.bookshop, None, datetime.fromisoformat(end) if end else None)
    assert fields_in(visit("alice").get(plan).text, f"/assignments/{cast.bookshop}/stages")["starts_at"] == proposed


def test_a_stage_is_added_after_another_one(visit: Open, cast: Cast, db: Connection, plan: str) -> None:
    first = add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams")
    add_stage(db, cast.bookshop, MONDAY + 3 * HOUR, MONDAY + 4 * HOUR, name="Report")
    alice, action = visit("alice"), f"/assignments/{cast.bookshop}/stages"
    page = alice.get(f"{plan}?after={first}").text
    sent = fields_in(page, action)
    assert sent["after"] == str(first) and sent["starts_at"] == "2030-03-04T17:00:00"
    assert page.index("A new stage after Teams") < page.index("Report")
    alice.post(action, {**sent, "name": "Roles", "kind": "division"}, seen_on="/")
    assert names_in(db, cast.bookshop) == ["Teams", "Roles", "Report"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "  "}, "Give the stage a name."),
        ({"name": "x" * 201}, "Use at most 200 characters."),
        ({"description": "x" * 5001}, "Use at most 5000 characters."),
        ({"kind": "exam"}, "Choose what kind of stage it is."),
        ({"submission_mode": "fax"}, "Choose whether a file or a link is handed in."),
        ({"starts_at": "2030-03-04T15:00"}, "The start of a new stage lies ahead: choose a later one, or none and"),
        ({"starts_at": "", "ends_at": "2030-03-04T15:00"}, "The end of a new stage lies ahead: choose a later one"),
        ({"ends_at": "2030-03-04T16:30"}, "A stage ends after it starts."),
        ({"ends_at": "soon"}, "End: this is no date and time. Write it like 2030-03-04 16:00."),
    ],
)
def test_a_new_stage_that_cannot_be_is_refused_beside_its_field_and_kept(
    visit: Open, cast: Cast, db: Connection, plan: str, typed: dict[str, str], said: str
) -> None:
    alice, action = visit("alice"), f"/assignments/{cast.bookshop}/stages"
    filled = {"name": "Report <b>", "description": "two\r\nlines", "starts_at": "2030-03-04T17:00", "ends_at": "",
              "kind": "submission", "submission_mode": "link", "after": ""}  # fmt: skip
    sent = {**filled, **typed}
    answer = alice.post(action, sent, seen_on="/")
    assert answer.status_code == 422
    assert said in words_of(answer)
    wrong = next(name for name in reversed(typed))
    assert f'id="new-{wrong}-error"' in answer.text
    assert " autofocus" in answer.text.partition(f'id="new-{wrong}"')[0].rpartition("<")[2]
    again = fields_in(answer.text, action)
    for name in ("name", "description", "starts_at", "ends_at"):
        assert again[name].strip() == sent[name].strip(), name
    assert one(db, "select count(*) from stages") == 0
    assert "<b>" not in answer.text
