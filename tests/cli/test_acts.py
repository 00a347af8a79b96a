"""`flask clock pause, resume, retry, preview`: what an operator tells the clock, and how it is refused."""

import json
from datetime import timedelta
from typing import Any

import psycopg

from tests.cli.operator import flask, refusal, said
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one, poison, status_of

Connection = psycopg.Connection[Any]


def owner(database: Database) -> str:
    return database.url("stageclock_owner")


def test_a_pause_names_who_and_why_and_a_second_one_is_refused(database: Database, db: Connection) -> None:
    said(owner(database), "clock", "pause", "--by", "dora", "--reason", "moving house")
    assert "by dora (moving house)" in one(db, "select detail from stageclock.clock_health where check_name = 'paused'")
    assert "It is paused already. Nothing was changed." in refusal(owner(database), "clock", "pause")
    said(owner(database), "clock", "resume", "--by", "dora")
    assert "It is not paused." in refusal(owner(database), "clock", "resume")
    assert one(db, "select count(*) from audit_events") == 2


def test_retry_takes_one_stage_or_all_and_says_what_it_cannot(
    database: Database, db: Connection, clock: MovableClock
) -> None:
    bad = add_stage(db, add_work(db), MONDAY, None)
    fine = add_stage(db, add_work(db), MONDAY, None)
    poison(db, bad)
    clock.set(MONDAY)
    database.tick()
    assert said(owner(database), "clock", "retry", "--all") == f"The next tick tries again: {bad}.\n"
    assert said(owner(database), "clock", "retry", "--all") == "Nothing has failed.\n"
    assert f"Stage {fine}: Nothing of this stage has failed" in refusal(owner(database), "clock", "retry", str(fine))
    assert "Stage 999: There is no such stage." in refusal(owner(database), "clock", "retry", "999")
    assert flask(owner(database), "clock", "retry").exit_code == 2
    assert status_of(db, bad) == "pending"


def test_preview_says_what_will_happen_and_to_how_many(database: Database, db: Connection, clock: MovableClock) -> None:
    work = add_work(db, students=3)
    add_stage(db, work, MONDAY, MONDAY + HOUR, kind="team_formation", name="组队")
    add_stage(db, work, MONDAY + timedelta(days=30), None)
    clock.set(MONDAY - HOUR)
    told = said(owner(database), "clock", "preview").splitlines()
    assert [line.split("  ")[2].strip() for line in told] == ["opens", "closes"]
    assert told[1].endswith("组队: tells 3, groups 3 without a team")
    rows = json.loads(said(owner(database), "clock", "preview", "--days", "40", "--json"))
    assert [row["people"] for row in rows] == [3, 3, 3]
    clock.set(MONDAY + timedelta(days=300))
    database.tick()
    assert said(owner(database), "clock", "preview") == "Nothing will change by itself within 7 days.\n"


def test_the_webs_role_may_not_pause_the_clock(database: Database, db: Connection) -> None:
    assert "may not act as stageclock_owner" in refusal(database.url("stageclock_app"), "clock", "pause")
    with database.connect("stageclock_app") as web:
        try:
            web.execute("select stageclock.pause_clock('charlie')")
        except psycopg.errors.InsufficientPrivilege:
            return
    raise AssertionError("the web paused the clock")
