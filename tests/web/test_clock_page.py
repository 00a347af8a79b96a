"""The clock's page, and the banner that admins see everywhere."""

from typing import Any

import psycopg

from app.queries.transitions import UPCOMING
from tests.cast import Cast
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_many, add_stage
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]

JOBS = """
create or replace view stageclock.cron_jobs as
select 7::bigint as jobid, 'stageclock-tick'::text as jobname, '* * * * *'::text as schedule,
       'CALL stageclock.tick()'::text as command, '/run/pg'::text as nodename, 5432 as nodeport,
       'school'::text as database, 'stageclock_clock'::text as username, false as active
"""
JOB_RUNS = """
create or replace view stageclock.cron_job_runs as
select 9::bigint as runid, 7::bigint as jobid, 'stageclock-tick'::text as jobname, 'failed'::text as status,
       'connection failed'::text as return_message, timestamptz '2030-03-04 08:00Z' as start_time,
       timestamptz '2030-03-04 08:00:01.5Z' as end_time
"""


def test_the_clock_is_the_admins_and_nothing_to_others(visit: Open) -> None:
    for username in ("alice", "bob", "charlie", "erin", "frank"):
        browser = visit(username)
        assert browser.get("/clock").status_code == 404, username
        assert 'href="/clock"' not in browser.get("/").text


def test_the_signed_out_are_asked_to_sign_in(visit: Open) -> None:
    assert visit().get("/clock").location == "/sign-in?next=/clock"


def test_every_check_is_shown_with_its_remedy(visit: Open, db: Connection) -> None:
    page = visit("dora").read("/clock")
    for name, detail in db.execute("select check_name, detail from stageclock.clock_health").fetchall():
        assert name.replace("_", " ") in page
        assert detail.partition(".")[0].partition(" s ago")[0][:12] in page


def test_next_transitions_come_in_order_and_what_is_due_comes_first(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    add_stage(db, cast.bookshop, MONDAY, None, name="Overdue")
    add_stage(db, cast.bookshop, MONDAY + 3 * HOUR, None, name="Opens")
    add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + 2 * HOUR, name="Closes", status="active")
    add_stage(db, cast.bookshop, MONDAY + 8 * 24 * HOUR, None, name="Next week")
    clock.set(MONDAY + HOUR)
    page = visit("dora").read("/clock").partition("Next transitions")[2]
    assert "Overdue Bookshop Active due: at the next tick" in page
    assert "Closes Bookshop Completed in 1 hour · Mon 4 Mar 2030, 18:00 UTC+8 (Asia/Shanghai)" in page
    assert "Opens Bookshop Active in 2 hours" in page
    assert page.index("Overdue") < page.index("Closes") < page.index("Opens")
    assert "Next week" not in page


def test_next_transitions_are_found_by_index_however_many_stages_there_are(cast: Cast, db: Connection) -> None:
    add_many(db, cast.bookshop, 5000, MONDAY, None)
    db.execute("analyze stages")
    query = UPCOMING.text.replace(":limit", "20").replace(":horizon", "interval '7 days'")
    plan = "\n".join(row[0] for row in db.execute(b"explain " + query.encode()).fetchall())
    assert "Seq Scan on stages" not in plan, plan


def test_what_is_held_is_no_next_transition(visit: Open, cast: Cast, db: Connection, clock: MovableClock) -> None:
    add_stage(db, cast.bookshop, MONDAY, None, name="Held")
    db.execute("update assignments set paused_at = now()")
    clock.set(MONDAY - HOUR)
    assert "Nothing opens or closes within the next 7 days." in visit("dora").read("/clock")


def test_the_last_runs_say_what_they_did(
    visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock
) -> None:
    assert "No tick has had anything to do yet" in visit("dora").read("/clock")
    add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR)
    clock.set(MONDAY + MINUTE)
    database.tick()
    runs = visit("dora").read("/clock").partition("Last runs")[2]
    assert "Mon 4 Mar 2030, 08:01:00 UTC done" in runs
    assert "1 0 0 Mon 4 Mar 2030, 08:00 UTC" in runs


def test_times_are_in_the_admins_own_zone(
    visit: Open, cast: Cast, db: Connection, database: Database, clock: MovableClock
) -> None:
    db.execute("update users set time_zone = 'America/New_York' where username = 'dora'")
    clock.set(MONDAY)
    database.tick()
    page = visit("dora").read("/clock")
    assert "All times in America/New_York, unless they name another zone" in page
    assert "Last heartbeat 0 seconds ago · Mon 4 Mar 2030, 03:00:00 UTC−5" in page


def test_a_paused_clock_says_since_when_by_whom_and_why(visit: Open, db: Connection) -> None:
    db.execute("update clock_control set paused_at = %s, paused_by = 'dora', reason = 'exams'", [MONDAY])
    assert "The whole clock is paused since Mon 4 Mar 2030, 08:00 UTC. By dora. exams" in visit("dora").read("/clock")


def test_rows_of_pg_cron_are_shown_as_they_are(visit: Open, db: Connection) -> None:
    db.execute(JOBS)
    db.execute(JOB_RUNS)
    page = visit("dora").read("/clock")
    assert "stageclock-tick * * * * * CALL stageclock.tick() school stageclock_clock /run/pg:5432 no" in page
    assert "Mon 4 Mar 2030, 08:00:00 UTC stageclock-tick failed 1.50 s connection failed" in page


def test_without_pg_cron_the_page_says_where_to_look(visit: Open) -> None:
    page = visit("dora").read("/clock")
    assert "flask clock install" in page
    assert "pg_cron has not called anything of ours yet." in page


def test_admins_see_on_every_page_that_the_clock_is_red(visit: Open, cast: Cast, db: Connection) -> None:
    dora = visit("dora")
    db.execute("update clock_control set heartbeat_at = '2020-01-01'")
    for path in ("/", f"/assignments/{cast.bookshop}", "/account/password"):
        assert "The clock needs you:" in dora.read(path)
    assert "The clock needs you: stages may not move" in dora.read("/clock")


def test_nobody_else_sees_that_banner(visit: Open, db: Connection) -> None:
    db.execute("update clock_control set heartbeat_at = '2020-01-01'")
    for username in ("alice", "bob", "charlie"):
        assert "The clock needs you" not in visit(username).read("/")


def test_health_that_cannot_be_read_is_an_alarm_and_not_the_end_of_the_page(visit: Open, db: Connection) -> None:
    db.execute("revoke execute on function stageclock.health() from stageclock_app")
    page = visit("dora").read("/")
    assert "The clock needs you: permission denied for function health" in page
    assert "Bookshop" in page
