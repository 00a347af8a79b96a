"""An empty plan offers ten weeks, from a day that Alice chooses, in her language; there once, or not at all."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import MONDAY, one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.planning import fields_in, names_in

Connection = psycopg.Connection[Any]
PRESET = [
    "Team formation", "Division of roles", "Analysis", "Design", "Mid-term hand-in", "Implementation", "Final hand-in",
]  # fmt: skip


@pytest.fixture
def plan(cast: Cast, clock: MovableClock) -> str:
    """The address of the bookshop's plan; 2030-03-04 16:00 in Shanghai is now."""
    clock.set(MONDAY)
    return f"/assignments/{cast.bookshop}/plan"


def test_an_empty_plan_offers_ten_weeks_from_next_monday(visit: Open, cast: Cast, db: Connection, plan: str) -> None:
    alice, action = visit("alice"), f"/assignments/{cast.bookshop}/preset"
    page = alice.read(plan)
    assert "There are no stages yet: nothing will ever open." in page
    assert "Mid-term hand-in week 6 · Submission Implementation weeks 7 to 9 · Custom" in page
    sent = fields_in(alice.get(plan).text, action)
    assert sent["first_day"] == "2030-03-11"
    shown = alice.read(alice.post(action, sent, seen_on="/").location)
    assert "The plan is there: ten weeks, seven stages." in shown
    assert "1. Team formation Pending Team formation 7 days Start Mon 11 Mar 2030, 00:00 UTC+8" in shown
    assert "End Sun 19 May 2030, 23:59 UTC+8" in shown
    assert "to look at" not in shown, "a preset warns of nothing"
    assert names_in(db, cast.bookshop) == PRESET
    kinds = one(db, "select array_agg(coalesce(submission_mode, kind::text) order by position) from stages")
    assert kinds == ["team_formation", "division", "custom", "custom", "file", "custom", "file"]
    assert action not in alice.get(plan).text


def test_the_preset_speaks_the_readers_language(visit: Open, cast: Cast, db: Connection, plan: str) -> None:
    answer = visit("alice", "zh-CN").post(f"/assignments/{cast.bookshop}/preset", {"first_day": "2030-03-11"}, "/")
    assert answer.status_code == 303
    assert names_in(db, cast.bookshop)[4:] == ["中期提交", "编码实现", "最终提交"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "This is no day. Write it like 2030-03-04."),
        ("monday", "This is no day. Write it like 2030-03-04."),
        ("2030-02-30", "This is no day. Write it like 2030-03-04."),
        ("9999-12-31", "Choose a year from 1970 to 2999."),
        ("2030-03-04", "The start of a new stage lies ahead: choose a later one"),
    ],
)
def test_a_preset_that_cannot_begin_then_makes_no_stage(
    visit: Open, cast: Cast, db: Connection, plan: str, day: str, said: str
) -> None:
    answer = visit("alice").post(f"/assignments/{cast.bookshop}/preset", {"first_day": day}, seen_on="/")
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert f'value="{day}"' in answer.text
    assert one(db, "select count(*) from stages") == 0


def test_a_preset_sent_twice_is_there_once(visit: Open, cast: Cast, db: Connection, plan: str) -> None:
    alice, action = visit("alice"), f"/assignments/{cast.bookshop}/preset"
    alice.post(action, {"first_day": "2030-03-11"}, seen_on="/")
    answer = alice.post(action, {"first_day": "2030-03-11"}, seen_on="/")
    assert answer.status_code == 409
    assert "This course work has stages already: add others one by one." in words_of(answer)
    assert len(names_in(db, cast.bookshop)) == 7
