"""How long before a stage closes its students are reminded, as Alice says it on the page of settings."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast
from tests.plans import one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import add_students, statements

Connection = psycopg.Connection[Any]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def settings(cast: Cast) -> str:
    return f"/assignments/{cast.bookshop}/edit"


def send(browser: Browser, cast: Cast, ahead: str) -> Any:
    return browser.post(f"/assignments/{cast.bookshop}/reminders", {"ahead": ahead}, seen_on="/")


def stored(db: Connection, cast: Cast) -> list[timedelta]:
    found: list[timedelta] = one(db, "select reminders from assignments where id = %s", cast.bookshop)
    return found


def test_the_page_shows_the_two_that_are_set_at_first(visit: Open, cast: Cast) -> None:
    page = visit("alice").get(settings(cast))
    assert 'value="24 h, 1 h"' in page.text and "How long before a stage closes" in page.text


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [("30 min, 7 d, 24 h", [7 * DAY, DAY, 30 * MINUTE], "7 d, 24 h, 30 min"),
     ("2天，３小时；90 分钟", [2 * DAY, 3 * HOUR, 90 * MINUTE], "2 d, 3 h, 90 min"),
     ("1 D 、 2H,", [DAY, 2 * HOUR], "24 h, 2 h"), ("  ", [], "")],
)  # fmt: skip
def test_lengths_are_kept_longest_first(
    visit: Open, cast: Cast, db: Connection, typed: str, kept: list[timedelta], shown: str
) -> None:
    alice = visit("alice")
    answer = send(alice, cast, typed)
    assert answer.status_code == 303 and answer.location.endswith(f"{settings(cast)}#reminders")
    page = alice.get(settings(cast))
    assert f'value="{shown}"' in page.text and stored(db, cast) == kept
    assert ("Students are reminded so" if kept else "Nobody is reminded") in words_of(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("tomorrow", "“tomorrow” is no length: write a whole number and d, h or min after it."),
     ("24", "“24” is no length"), ("1.5 h", "“1.5 h” is no length"), ("-1 h", "“-1 h” is no length"),
     ("9999999 h", "“9999999 h” is no length"), ("<b>1</b>", "“<b>1</b>” is no length"),
     ("0 h", "Give each reminder a length of whole minutes, from 1 minute to 30 days."),
     ("31 d", "Give each reminder a length of whole minutes, from 1 minute to 30 days."),
     ("24 h, 1 d", "Name each length once: one of them stands there twice."),
     ("1 h, 2 h, 3 h, 4 h, 5 h, 6 h", "Students are reminded at most five times before a stage closes."),
     ("1 h, " * 50, "Use at most 200 characters.")],
)  # fmt: skip
def test_what_is_no_reminder_is_refused_beside_the_field_and_kept_as_typed(
    visit: Open, cast: Cast, db: Connection, typed: str, sentence: str
) -> None:
    alice = visit("alice")
    answer = send(alice, cast, typed)
    assert answer.status_code == 422 and stored(db, cast) == [DAY, HOUR]
    shown = answer.text.replace("&lt;", "<").replace("&gt;", ">")
    assert sentence in shown and f'value="{typed.strip()}"' in shown and "<b>1" not in answer.text
    assert 'aria-current="page">Settings' in " ".join(answer.text.split())


def test_refusals_are_in_chinese_for_who_reads_chinese(visit: Open, cast: Cast) -> None:
    alice = visit("alice", "zh-CN")
    assert "“tomorrow”不是时长" in send(alice, cast, "tomorrow").text
    assert "每个提醒时间只写一次" in send(alice, cast, "24 h, 1 d").text


def test_an_archived_course_work_keeps_its_own(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute("update assignments set state = 'archived'")
    answer = send(visit("alice"), cast, "2 h")
    assert answer.status_code == 409 and "restore it to change it" in answer.text
    assert stored(db, cast) == [DAY, HOUR]


def test_students_and_strangers_change_none_of_it(visit: Open, cast: Cast, db: Connection) -> None:
    answers = {name: send(visit(name), cast, "2 h").status_code for name in ("bob", "charlie", "frank")}
    assert answers == {"bob": 403, "charlie": 404, "frank": 404}
    assert stored(db, cast) == [DAY, HOUR]
    for username in ("erin", "dora"):
        assert send(visit(username), cast, "3 h").status_code == 303


def test_the_audit_says_what_was_changed(visit: Open, cast: Cast) -> None:
    alice = visit("alice")
    send(alice, cast, "30 min")
    page = alice.read(f"/assignments/{cast.bookshop}/audit")
    assert "Reminders changed" in page and "24 h, 1 h" in page and "0.5 h" in page and "Alice Ahn" in page


def test_a_large_class_costs_no_more_statements(visit: Open, web: Flask, cast: Cast, db: Connection) -> None:
    alice = visit("alice")
    counts = []
    for students in (0, 500):
        add_students(db, cast.courses["SE-1"], students)
        with statements(web) as asked:
            alice.read(settings(cast))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, counts
