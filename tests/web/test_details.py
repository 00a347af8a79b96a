"""What is known of an act is read in an order that makes sense, not in that of the database's JSON."""

from typing import Any

import psycopg

from tests.cast import Cast
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

TIMES = '"ends_at": "2030-03-05T08:00:00Z", "starts_at": "2030-03-04T08:00:00Z"'


def page_with(visit: Open, cast: Cast, db: Connection, details: str) -> str:
    """The audit of the bookshop from an act on that has these details."""
    db.execute(
        "insert into audit_events (action, subject_type, subject_id, details)"
        " values ('assignment_edited', 'assignment', %s, %s)",
        [cast.bookshop, details],
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
