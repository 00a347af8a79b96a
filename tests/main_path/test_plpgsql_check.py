"""plpgsql_check reads every function and trigger. Here, because only beside pg_cron do all the tables exist."""

from typing import Any

import psycopg

Connection = psycopg.Connection[Any]

CHECK = (
    "select distinct p.proname, c.level, c.message from pg_proc p"
    " join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'"
    " left join pg_trigger t on t.tgfoid = p.oid"
    " cross join lateral plpgsql_check_function_tb("
    "  p.oid, coalesce(t.tgrelid, 0), all_warnings => true, newtable => t.tgnewtable) c"
    " where p.pronamespace = 'stageclock'::regnamespace order by 1, 3"
)
DYNAMIC = "immutable expression without parameters found"
# Reads the clock, or what the server says of itself, which are volatile by nature. Being STABLE gives the whole answer
# one snapshot. plpgsql_check says so from 2.10 on, of some only later.
ONE_SNAPSHOT = "routine is marked as STABLE, but expression is VOLATILE"
READERS = (
    *("plan_digest", "preview", "preview_act", "preview_pause", "preview_publication", "preview_resumption"),
    *("refusal", "refuse_closed_teams", "refuse_role_change", "tell_lock_holder", "tell_run_locker"),
)
# What it says that is meant to be as it is.
MEANT = {
    # Names tables of pg_cron, which are not everywhere: as static SQL it could not be checked or cached there.
    ("check_run_ids", "performance", DYNAMIC),
    ("list_jobs", "performance", DYNAMIC),
    # Locks rows, which a function that only reads may not; the check does not see FOR NO KEY UPDATE in an expression.
    ("collect_due", "performance", "routine is marked as VOLATILE, should be STABLE"),
    # Raises: as IMMUTABLE with fixed arguments it would do so when a plan is made, whether or not it is reached.
    ("refuse", "performance", "routine is marked as STABLE, should be IMMUTABLE"),
    *((name, "warning", ONE_SNAPSHOT) for name in READERS),
}


def test_plpgsql_check_finds_nothing_but_what_is_meant(dba: Connection) -> None:
    dba.execute("create extension plpgsql_check")
    found = set(dba.execute(CHECK.encode()).fetchall())
    dba.execute("drop extension plpgsql_check")
    assert found - MEANT == set()
    assert {meant for meant in MEANT if meant[2] != ONE_SNAPSHOT} <= found, "what it no longer says needs no excuse"
