"""The list of course work: what is open, the gap, and what opens next."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.queries import assignments
from tests.cast import Cast, add_course_work, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]


def test_every_open_stage_is_listed_and_what_closes_first_comes_first(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 50 * HOUR, name="Design")
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 3 * HOUR, name="Analysis")
    add_stage(db, cast.bookshop, MONDAY, None, name="Questions")
    clock.set(MONDAY + 30 * MINUTE)
    page = visit("bob").read("/")
    assert "Analysis closes in 2 hours 30 minutes Mon 4 Mar 2030, 19:00 UTC+8" in page
    assert "Design closes in 2 days 1 hour" in page
    assert "Questions open until a teacher ends it" in page
    assert page.index("Analysis closes") < page.index("Design closes") < page.index("Questions open")


def test_openness_follows_the_clock_and_not_the_last_tick(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Design")
    bob = visit("bob")
    clock.set(MONDAY - MINUTE)
    assert "Next Design opens in 1 minute" in bob.read("/")
    clock.set(MONDAY)
    assert "Design closes in 1 hour" in bob.read("/")
    clock.set(MONDAY + HOUR)
    assert "Nothing is open: every stage has ended." in bob.read("/")


def test_a_gap_says_what_opens_next_and_when(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Teams")
    add_stage(db, cast.bookshop, MONDAY + 5 * HOUR, MONDAY + 9 * HOUR, name="Roles")
    add_stage(db, cast.bookshop, MONDAY + 5 * HOUR, MONDAY + 8 * HOUR, name="Ideas")
    add_stage(db, cast.bookshop, MONDAY + 30 * HOUR, None, name="Much later")
    clock.set(MONDAY + 2 * HOUR)
    page = visit("bob").read("/")
    assert (
        "Nothing is open. Next Roles opens in 3 hours Mon 4 Mar 2030, 21:00 UTC+8 Next Ideas opens in 3 hours" in page
    )
    assert "Much later" not in page
    assert "1 of 4 stages have ended" in page


def test_a_stage_without_a_start_waits_for_a_teacher(visit: Open, cast: Cast, db: Connection) -> None:
    add_stage(db, cast.bookshop, None, None, name="Interviews")
    assert "Nothing is open. Interviews opens when a teacher starts it." in visit("bob").read("/")


def test_paused_course_work_says_that_its_clock_stands_still(visit: Open, cast: Cast, db: Connection) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR)
    db.execute("update assignments set paused_at = '2026-01-01' where id = %s", [cast.bookshop])
    assert "Paused Course SE-1 · 2030 Nothing is open. The clock stands still." in visit("bob").read("/")


def test_course_work_without_stages_says_what_will_come(visit: Open) -> None:
    assert "No stages are planned yet. Your teacher adds them" in visit("bob").read("/")
    assert "Students see them here as soon as there are any" in visit("alice").read("/")


def test_each_course_work_names_its_own_zone(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    tokyo = add_course_work(db, cast.courses["SE-1"], "Elsewhere", zone="America/St_Johns")
    add_stage(db, tokyo, MONDAY, None, name="Far")
    add_stage(db, cast.bookshop, MONDAY, None, name="Near")
    clock.set(MONDAY - HOUR)
    page = visit("bob").read("/")
    assert "Mon 4 Mar 2030, 04:30 UTC−3:30" in page
    assert "All times in America/St_Johns" in page
    assert "Mon 4 Mar 2030, 16:00 UTC+8" in page
    assert "All times in Asia/Shanghai" in page


def test_what_closes_soonest_is_at_the_top(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    late, soon = (add_course_work(db, cast.courses["SE-1"], title) for title in ("Late", "Soon"))
    add_stage(db, late, MONDAY, MONDAY + 9 * HOUR)
    add_stage(db, soon, MONDAY, MONDAY + 2 * HOUR)
    add_stage(db, cast.bookshop, MONDAY + 90 * HOUR, None)
    clock.set(MONDAY + HOUR)
    page = visit("bob").read("/")
    assert page.index("Soon") < page.index("Late") < page.index("Bookshop")


def test_those_of_the_course_see_its_published_course_work(visit: Open) -> None:
    for username in ("bob", "alice", "erin", "dora"):
        assert "Bookshop" in visit(username).read("/"), username


def test_strangers_do_not_see_it_and_are_told_what_to_do(visit: Open) -> None:
    for username, advice in (("charlie", "ask your teacher"), ("frank", "Ask the administrator")):
        page = visit(username).read("/")
        assert "Bookshop" not in page
        assert "No course work yet" in page
        assert advice in page


def test_a_draft_is_seen_by_its_staff_only(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute("update assignments set state = 'draft'")
    seen_by = {username for username in cast.people if "Bookshop" in visit(username).read("/")}
    assert seen_by == {"alice", "dora", "erin"}


def test_a_teacher_who_studies_in_a_course_sees_no_drafts_of_it(visit: Open, cast: Cast, db: Connection) -> None:
    enroll(db, cast.courses["SE-1"], cast.people["frank"], "student")
    assert "Bookshop" in visit("frank").read("/")
    db.execute("update assignments set state = 'draft'")
    assert "Bookshop" not in visit("frank").read("/")


def test_archived_course_work_comes_last_and_says_so(visit: Open, cast: Cast, db: Connection) -> None:
    add_course_work(db, cast.courses["SE-1"], "Ancient", state="archived")
    page = visit("bob").read("/")
    assert page.index("Bookshop") < page.index("Ancient Archived")


def test_long_lists_are_paged(visit: Open, cast: Cast, db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignments, "PAGE_SIZE", 2)
    for title in ("Second", "Third", "Fourth"):
        add_course_work(db, cast.courses["SE-1"], title)
    bob = visit("bob")
    first, second = bob.read("/"), bob.read("/?page=2")
    assert "Fourth" in first and "Third" in first and "Older" in first and "Newer" not in first
    assert "Second" in second and "Bookshop" in second and "Newer" in second and "Older" not in second
    assert "There is nothing on this page" in bob.read("/?page=3")


def test_a_page_number_that_cannot_be_leads_to_the_first(visit: Open) -> None:
    bob = visit("bob")
    for page in ("0", "-1", "99999999999999999999"):
        assert bob.get(f"/?page={page}").location == "/", page


def test_the_number_of_statements_does_not_grow_with_what_is_listed(
    visit: Open, web: Flask, cast: Cast, db: Connection
) -> None:
    bob = visit("bob")
    with statements(web) as few:
        bob.read("/")
    for n in range(10):
        work = add_course_work(db, cast.courses["SE-1"], f"Work {n}")
        for _ in range(10):
            add_stage(db, work, MONDAY, MONDAY + timedelta(days=n + 1))
    with statements(web) as many:
        bob.read("/")
    assert len(few) == len(many) == 3
