"""Course work is deleted whole, by one function alone; the audit keeps what it was, and no tick minds."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_course_work, gather
from tests.clusters import Database, MovableClock
from tests.database.test_by_hand_at_once import wait_until_blocked
from tests.database.test_course_work import FILE, call, last_event, refused
from tests.plans import HOUR, MONDAY, add_stage, one

Connection = psycopg.Connection[Any]
TOLD = {"notifications", "mail_outbox"}
BELONGS = """
    with recursive part (id) as (
        select 'public.assignments'::regclass::oid
        union
        select c.conrelid from pg_constraint c join part p on p.id = c.confrelid where c.contype = 'f'
    )
    select id::regclass::text from part where id <> 'public.assignments'::regclass order by 1
"""


@pytest.fixture
def cast(db: Connection, clock: MovableClock) -> Cast:
    """Everybody in their place; the bookshop has stages with history, material, and a failed attempt."""
    clock.set(MONDAY)
    cast = gather(db)
    db.execute("update users set email = username || '@school.example'")
    db.execute("update clock_control set is_mailing = true")
    teams = add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", name="Teams")
    add_stage(db, cast.bookshop, MONDAY + HOUR, None, name="Report")
    call(db, "activate_stage", stage_id=add_stage(db, cast.bookshop, None, None, name="Talk"),
         actor_id=cast.people["alice"], reason="all are here")  # fmt: skip
    call(db, "complete_stage", stage_id=teams, actor_id=cast.people["erin"])
    db.execute("insert into stage_attempts (stage_id, to_status, next_try_at) values (%s, 'active', %s)",
               [teams, MONDAY + HOUR])  # fmt: skip
    db.execute(
        "insert into attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256)"
        " values (%s, %s, %s, %s, %s, %s)",
        [cast.bookshop, *FILE.values()],
    )
    db.execute("insert into links (assignment_id, url, title) values (%s, 'https://example.org', 'x')", [cast.bookshop])
    return cast


def delete(db: Connection, cast: Cast, **changed: Any) -> Any:
    arguments = {"assignment_id": cast.bookshop, "title": "Bookshop", "actor_id": cast.people["alice"], **changed}
    return call(db, "delete_assignment", **arguments)


def contents(db: Connection, work: int) -> dict[str, int]:
    return dict(db.execute("select * from stageclock.contents_of_assignment(%s)", [work]).fetchall())


def belonging(db: Connection) -> set[str]:
    """Every table whose rows belong to a course work, over however many foreign keys."""
    return {row[0] for row in db.execute(BELONGS)}


def test_everything_goes_and_nothing_of_others(db: Connection, cast: Cast) -> None:
    other = add_course_work(db, cast.courses["SE-1"], "Bookshop", manager=cast.people["alice"])
    call(db, "activate_stage", stage_id=add_stage(db, other, None, None), actor_id=cast.people["alice"])
    before = contents(db, other)
    assert delete(db, cast) == [FILE["storage_key"]]
    assert set(contents(db, cast.bookshop).values()) == {0}
    assert contents(db, other) == before
    assert before["stage_transitions"] == 1 and before["mail_outbox"] == before["notifications"] > 0
    for table in belonging(db):
        assert one(db, f"select count(*) from {table}") == before[table], table


def test_the_counts_name_every_table_that_belongs_to_a_course_work(db: Connection, cast: Cast) -> None:
    counted = contents(db, cast.bookshop)
    assert set(counted) == belonging(db), "a new table wants its line in contents_of_assignment"
    removal = one(
        db, "select string_agg(prosrc, '') from pg_proc where proname in ('remove_contents', 'remove_teams')"
    )  # fmt: skip
    removed = set(re.findall(r"delete from public\.(\w+)", removal))
    assert removed == belonging(db), "a new table wants its line in remove_contents"
    assert {table: number for table, number in counted.items() if table not in TOLD and number} == {
        "stages": 3, "stage_transitions": 3, "stage_attempts": 1, "attachments": 1, "links": 1,
        "assignment_teachers": 1, "teams": 1, "team_members": 1,
    }, "closing its formation gave its student a team"  # fmt: skip


def test_the_audit_of_the_course_keeps_what_it_was(db: Connection, cast: Cast) -> None:
    counted = contents(db, cast.bookshop)
    delete(db, cast, reason=" a test ")
    actor, action, subject_type, subject, details, at = last_event(db)
    assert (actor, action, at) == (cast.people["alice"], "assignment_deleted", MONDAY)
    assert (subject_type, subject) == ("course", cast.courses["SE-1"])
    assert details["assignment_id"] == cast.bookshop
    for key, value in {
        "title": "Bookshop", "state": "published", "time_zone": "Asia/Shanghai", "min_team_size": 2,
        "max_team_size": 5, "description": "", "managers": ["Alice Ahn"], "files": ["规则.pdf"], "counts": counted,
        "reason": "a test",
    }.items():  # fmt: skip
        assert details[key] == value, key
    assert [(s["name"], s["kind"], s["status"], s["ends_at"]) for s in details["stages"]] == [
        ("Teams", "team_formation", "completed", "2030-03-04T09:00:00+00:00"),
        ("Report", "custom", "pending", None),
        ("Talk", "custom", "active", None),
    ]
    kept = [(t["to_status"], t["cause"], t["actor"], t["reason"]) for t in details["transitions"]]
    assert kept == [
        ("active", "teacher", "Alice Ahn", "all are here"),
        ("active", "clock", None, None),
        ("completed", "teacher", "Erin Egede", None),
    ]
    assert details["transitions"][1]["due_at"] == "2030-03-04T07:00:00+00:00"


@pytest.mark.parametrize("title", ["bookshop", "Book", "", None])
def test_another_title_deletes_nothing(db: Connection, cast: Cast, title: str | None) -> None:
    said = refused(db, "SC013", "delete_assignment", assignment_id=cast.bookshop, title=title, actor_id=None)
    assert said == "This is not its title: type it as it stands above."


def test_blanks_that_a_page_does_not_show_need_not_be_typed(db: Connection, cast: Cast) -> None:
    db.execute("update assignments set title = %s where id = %s", ["Big  \t book\nshop", cast.bookshop])
    delete(db, cast, title=" Big book shop ")
    assert one(db, "select count(*) from assignments") == 0


def test_drafts_and_archived_course_work_are_deleted_too(db: Connection, cast: Cast) -> None:
    for state in ("draft", "archived"):
        work = add_course_work(db, cast.courses["SE-1"], state, state=state)
        assert delete(db, cast, assignment_id=work, title=state) == []


GUARDED = (
    "delete from stage_transitions",
    "update stage_transitions set reason = 'x'",
    "truncate stage_transitions cascade",
)


@pytest.mark.parametrize("statement", GUARDED)
@pytest.mark.parametrize("role", ["stageclock_owner", "postgres"])
def test_no_plain_sql_removes_history_whatever_it_sets(
    database: Database, db: Connection, cast: Cast, role: str, statement: str
) -> None:
    kept = one(db, "select count(*) from stage_transitions")
    other = add_course_work(db, cast.courses["SE-1"], "Other")
    delete(db, cast, assignment_id=other, title="Other")
    events = [str(row[0]) for row in db.execute("select id from audit_events")]
    with database.connect(role) as session:
        for shown in ("", "0", "nonsense", str(cast.bookshop), *events):
            session.execute("select set_config('stageclock.deletion', %s, false)", [shown])
            with pytest.raises(psycopg.Error) as no:
                session.execute(statement.encode())
            assert no.value.sqlstate in {"SC010", "22P02"}, shown
    assert one(db, "select count(*) from stage_transitions") == kept


def test_setting_it_by_hand_helps_the_web_nobody(database: Database, db: Connection, cast: Cast) -> None:
    with database.connect("stageclock_app") as web:
        web.execute("select set_config('stageclock.deletion', (select max(id) from audit_events)::text, false)")
        for statement in GUARDED:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement.encode())


def test_the_door_is_shut_again_in_the_same_transaction(database: Database, cast: Cast) -> None:
    with database.connect("stageclock_owner", autocommit=False) as owner:
        other = add_course_work(owner, cast.courses["SE-1"], "Other")
        delete(owner, cast, assignment_id=other, title="Other")
        assert one(owner, "select current_setting('stageclock.deletion', true)") == ""
        with pytest.raises(psycopg.Error) as no:
            owner.execute("delete from stage_transitions")
        assert no.value.sqlstate == "SC010"


def test_without_its_history_a_stage_cannot_go(database: Database, cast: Cast) -> None:
    with database.connect("stageclock_owner") as owner, pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute("delete from stages where assignment_id = %s", [cast.bookshop])


def test_a_tick_in_the_middle_of_a_deletion_passes_by(
    database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    other = add_stage(db, add_course_work(db, cast.courses["XX-9"], "Other"), MONDAY + HOUR, None)
    clock.set(MONDAY + 2 * HOUR)
    with database.connect(autocommit=False) as session:
        delete(session, cast)
        database.tick()
        assert one(db, "select status from stages where id = %s", other) == "active"
        session.commit()
    database.tick()
    assert {row[0] for row in db.execute("select outcome from clock_runs")} == {"ok"}
    assert one(db, "select sum(failed) from clock_runs") == 0
    assert one(db, "select count(*) from assignments where id = %s", cast.bookshop) == 0
    assert one(db, "select count(*) from stage_attempts") == 0


def test_a_deletion_waits_for_a_tick_and_takes_what_it_wrote(
    database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY + 2 * HOUR)
    stages = db.execute("select id from stages where status = 'pending'").fetchall()
    with database.connect(autocommit=False) as tick, ThreadPoolExecutor(1) as pool:
        # What the set lane does in one transaction.
        due = one(tick, "select stageclock.collect_due('active', 10, %s)", MONDAY + 2 * HOUR)
        assert due == [row[0] for row in stages]
        tick.execute("select stageclock.move_stages(%s, 'active', %s, null)", [due, MONDAY + 2 * HOUR])
        deletion = pool.submit(delete, db, cast)
        wait_until_blocked(tick)
        tick.commit()
        deletion.result()
    assert one(db, "select count(*) from stage_transitions") == 0
    assert one(db, "select count(*) from notifications") == 0
    assert last_event(db)[4]["counts"]["stage_transitions"] == 4


@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_stage_that_a_tick_has_claimed_goes_without_a_failure(
    database: Database, db: Connection, cast: Cast, clock: MovableClock, deleted_first: bool
) -> None:
    due = add_stage(db, cast.bookshop, None, MONDAY + HOUR, kind="division", status="active")
    clock.set(MONDAY + 2 * HOUR)
    claim = "select p_stage_id, p_to from stageclock.claim_next(false, clock_timestamp() + interval '1 minute')"
    with database.connect("stageclock_clock") as tick, database.connect(autocommit=False) as session:
        claimed = tick.execute(claim.encode()).fetchone()
        assert claimed == (due, "completed")
        delete(session, cast)
        if deleted_first:
            session.commit()
        tick.execute("select stageclock.perform_claim(0, %s, %s)", claimed)
        session.commit()
    assert one(db, "select count(*) from stage_attempts") == 0
    assert one(db, "select count(*) from stages where id = %s", due) == 0


def test_what_is_added_at_the_same_moment_goes_too_or_is_refused(
    database: Database, db: Connection, cast: Cast
) -> None:
    add = {"assignment_id": cast.bookshop, "title": "x", "url": "https://example.org", "actor_id": None}
    with database.connect(autocommit=False) as other, ThreadPoolExecutor(1) as pool:
        call(other, "add_link", **add)
        deletion = pool.submit(delete, db, cast)
        wait_until_blocked(other)
        other.commit()
        deletion.result()
    assert one(db, "select count(*) from links") == 0
    assert last_event(db)[4]["counts"]["links"] == 2
    assert refused(db, "SC006", "add_link", **add) == "There is no such course work."


def test_a_deletion_and_other_acts_never_wait_for_each_other_in_a_circle(
    database: Database, db: Connection, cast: Cast
) -> None:
    works = [add_course_work(db, cast.courses["SE-1"], "Many", manager=cast.people["alice"]) for _ in range(12)]
    stages = {work: add_stage(db, work, None, None, status="active", kind="division") for work in works}

    def act(n: int) -> set[str | None]:
        found = set()
        with database.connect() as session:
            for work in works:
                acts = (
                    f"select stageclock.complete_stage({stages[work]}, null)",
                    f"select stageclock.pause_assignment({work}, null)",
                    f"select stageclock.archive_assignment({work}, null)",
                    f"select stageclock.delete_assignment({work}, 'Many', null)",
                )
                try:
                    session.execute(acts[n].encode())
                except psycopg.Error as error:
                    found.add(error.sqlstate)
        return found

    with ThreadPoolExecutor(4) as pool:
        refusals = set().union(*pool.map(act, range(4)))
    assert refusals <= {"SC002", "SC006", "SC007", "SC008"}
    assert one(db, "select count(*) from assignments") == 1
