"""What is known of an act is read in an order that makes sense, not in that of the database's JSON."""

import re
from typing import Any

import psycopg

from app import details, words
from tests.cast import Cast
from tests.clusters import ROOT
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

SQL = ROOT / "sql"
# What is passed to the audit, and the keys of the JSON in it.
WRITING = re.compile(r"record_(?:audit|team_act)\((.*?);", re.DOTALL)
BUILDING = re.compile(r"jsonb_build_object\((.*)", re.DOTALL)
KEY = re.compile(r"'([a-z_]+)',")

TIMES = '"ends_at": "2030-03-05T08:00:00Z", "starts_at": "2030-03-04T08:00:00Z"'


def page_with(visit: Open, cast: Cast, db: Connection, kept: str) -> str:
    """The audit of the bookshop from an act on that has these details."""
    db.execute(
        "insert into audit_events (action, subject_type, subject_id, details)"
        " values ('assignment_edited', 'assignment', %s, %s)",
        [cast.bookshop, kept],
    )
    page = visit("alice").read(f"/assignments/{cast.bookshop}/audit")
    return page[page.index("Course work changed") :]


def test_facts_stand_in_a_fixed_order_and_the_rest_alphabetically(visit: Open, cast: Cast, db: Connection) -> None:
    page = page_with(
        visit, cast, db,
        f'{{"kind": "custom", "name": "A", "zebra": "z", "apple": "a", {TIMES}, "description": "D", "title": "T",'
        ' "submission_mode": "link"}',
    )  # fmt: skip
    names = ("Name", "Title", "Kind", "What is handed in", "Start", "End", "Description", "apple", "zebra")
    places = [page.index(f"{name}: ") for name in names]
    assert places == sorted(places)


def test_changes_stand_in_the_same_order(visit: Open, cast: Cast, db: Connection) -> None:
    page = page_with(
        visit, cast, db,
        '{"from": {"kind": "custom", "name": "A", "description": "x"},'
        f' "to": {{"kind": "division", "name": "B", {TIMES}}}}}',
    )  # fmt: skip
    names = ("Name: A → B", "Kind: Custom → Division of roles", "Start: no date", "End: no date", "Description: x")
    places = [page.index(name) for name in names]
    assert places == sorted(places)


def test_what_one_fact_consists_of_stands_in_it_too(visit: Open, cast: Cast, db: Connection) -> None:
    page = page_with(visit, cast, db, '{"counts": {"links": 3, "stages": 1, "attachments": 2}}')
    assert "What went with it: Stages: 1; Files: 2; Links: 3" in page


def test_whatever_the_database_keeps_of_an_act_has_a_name_in_words() -> None:
    calls = [call for file in SQL.rglob("*.sql") for call in WRITING.findall(file.read_text())]
    keys = {key for call in calls for built in BUILDING.findall(call) for key in KEY.findall(built)}
    assert len(keys) > 30
    assert keys - words.FIELD.keys() - details.NOT_SHOWN <= {"to"}  # never without “from”: then they are changes


def test_the_result_of_a_review_is_told_in_words(visit: Open, cast: Cast, db: Connection) -> None:
    page = page_with(visit, cast, db, '{"from": {"review": "waiting"}, "to": {"review": "returned"}}')
    assert "Review: Waits for review → Returned" in page
