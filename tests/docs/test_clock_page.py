"""docs/clock.md says what the code does: its tables are compared with the database."""

import re
from datetime import datetime
from typing import Any

import psycopg

from tests.clusters import ROOT
from tests.plans import HOUR, MONDAY, one

Connection = psycopg.Connection[Any]
PAGE = (ROOT / "docs" / "clock.md").read_text(encoding="utf-8")
INSTANTS: dict[str, list[datetime | None]] = {
    "none": [None],
    "later": [MONDAY + HOUR],
    "reached": [MONDAY - HOUR, MONDAY],
}


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    below = PAGE.split(f"\n## {heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert lines is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[0].splitlines()[2:]]


def meant(word: str) -> list[datetime | None]:
    """Every instant that a word of the table stands for."""
    return INSTANTS[word] if word != "any" else [instant for some in INSTANTS.values() for instant in some]


def test_the_table_of_effective_status_is_what_the_function_computes(db: Connection) -> None:
    query = "select stageclock.effective_status(%s::stage_status, %s, %s::timestamptz, %s::timestamptz, %s)"
    seen = set()
    for status, held, start, end, expected in table("The states of a stage"):
        for is_held in {"yes": [True], "no": [False], "any": [True, False]}[held]:
            for starts_at in meant(start):
                for ends_at in meant(end):
                    case = (status, is_held, starts_at, ends_at)
                    assert case not in seen, f"{case} stands in two rows"
                    seen.add(case)
                    assert one(db, query, *case, MONDAY) == expected, case
    assert len(seen) == 3 * 2 * 4 * 4, "a case is missing from the table"


def test_every_health_check_stands_on_the_page_in_order(db: Connection) -> None:
    checks = [row[0] for row in db.execute("select check_name from stageclock.clock_health")]
    assert [row[0].strip("`") for row in table("Health")] == checks


def test_the_backoff_on_the_page_is_the_codes(db: Connection) -> None:
    waits = [int(one(db, "select extract(epoch from stageclock.back_off(%s)) / 60", n)) for n in range(1, 5)]
    assert f"after {waits[0]}, {waits[1]}, {waits[2]} and {waits[3]} minutes" in PAGE
    assert one(db, "select stageclock.most_attempts()") == 5
