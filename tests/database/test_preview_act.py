"""What is foreseen of an act by hand is what the act then does, or the words in which it is refused."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clusters import Database, MovableClock
from tests.database.test_by_hand_at_once import wait_until_blocked
from tests.effort import examples
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]
Outcome = list[tuple[Any, ...]] | tuple[str, str]
NOON = MONDAY + 4 * HOUR
CALLS = {
    "activation": "activate_stage(%(key)s, 1, null, %(foretold)s)",
    "completion": "complete_stage(%(key)s, 1, null, %(foretold)s)",
    "reopening": "reopen_stage(%(key)s, %(ends)s, 1, null, %(foretold)s)",
    "schedule": "reschedule_stage(%(key)s, %(starts)s, %(ends)s, 1, null, %(foretold)s)",
    "pause": "pause_stage(%(key)s, 1, null, %(foretold)s)",
    "resumption": "resume_stage(%(key)s, 1, null, %(foretold)s)",
}
CALLS_ON_WORK = {
    "publication": "publish_assignment(%(key)s, 1, null, %(foretold)s)",
    "pause": "pause_assignment(%(key)s, 1, null, %(foretold)s)",
    "resumption": "resume_assignment(%(key)s, 1, null, %(foretold)s)",
}


@pytest.fixture
def alice(db: Connection, clock: MovableClock) -> None:
    """Somebody with the key 1, at noon."""
    clock.set(NOON)
    db.execute("insert into users (username, name, password_hash) values ('alice', 'Alice', 'x')")


def preview_of(act: str) -> str:
    return f"stageclock.preview_act(%(key)s, '{act}', %(starts)s, %(ends)s)"


def said(db: Connection, query: str, **values: Any) -> Outcome:
    """The rows of a query, or the SQLSTATE and the sentence of its refusal."""
    try:
        return db.execute(query.encode(), values).fetchall()
    except psycopg.Error as refusal:
        return str(refusal.sqlstate), str(refusal.diag.message_primary)


def foreseen(db: Connection, preview: str, **values: Any) -> Outcome:
    """(due_at, stage, from, to, by hand, people, is due) in order."""
    columns = "due_at, stage_id, from_status, to_status, by_hand, people, is_due"
    return said(db, f"select {columns} from {preview}", **values)


def foretold(db: Connection, table: str, preview: str, **values: Any) -> str:
    """What a page sends along when the act is confirmed."""
    version = one(db, f"select version from {table} where id = %s", values["key"])
    marks = db.execute(f"select mark from {preview}".encode(), values).fetchall()
    return f"{version}:{','.join(mark for (mark,) in marks)}"


def written(db: Connection, work: int) -> list[tuple[Any, ...]]:
    """The history of a course work in the shape of what is foreseen."""
    return db.execute(
        "select t.due_at, t.stage_id, t.from_status, t.to_status, t.cause = 'teacher',"
        " (select count(distinct n.recipient_id) from notifications n where n.transition_id = t.id), t.cause = 'clock'"
        " from stage_transitions t join stages s on s.id = t.stage_id where s.assignment_id = %s order by t.id",
        [work],
    ).fetchall()


def left_to_the_clock(db: Connection, work: int, stage: int | None) -> list[tuple[Any, ...]]:
    """What the clock's own preview says of one stage, or of all, in the shape of what is foreseen."""
    return db.execute(
        "select due_at, stage_id, from_status, to_status, false, people, due_at <= %s"
        " from stageclock.preview('2040-01-01') where assignment_id = %s and stage_id = coalesce(%s, stage_id)",
        [NOON, work, stage],
    ).fetchall()


def check(db: Connection, work: int, stage: int | None, act: str, starts: Any = None, ends: Any = None) -> Outcome:
    """Foresee an act, do it, and compare: what it wrote, what is left to the clock, or how it was refused."""
    table, key = ("stages", stage) if stage else ("assignments", work)
    preview = preview_of(act) if stage else f"stageclock.preview_{act}(%(key)s)"
    values = {"key": key, "starts": starts, "ends": ends}
    before = foreseen(db, preview, **values)
    token = foretold(db, table, preview, **values) if isinstance(before, list) else "0:"
    call = (CALLS if stage else CALLS_ON_WORK)[act]
    done = said(db, f"select stageclock.{call}", foretold=token, **values)
    if isinstance(before, tuple):
        assert done == before
        return before
    assert isinstance(done, list), done
    at_once = [] if act in ("publication", "resumption") else [row for row in before if row[4] or row[6]]
    assert written(db, work) == at_once
    if act != "pause":
        assert left_to_the_clock(db, work, stage) == [row for row in before if row not in at_once]
    return before


hours = st.integers(1, 9).map(lambda n: MONDAY + n * HOUR)
dates = st.one_of(st.none(), hours)
windows = st.tuples(dates, dates).filter(lambda w: w[0] is None or w[1] is None or w[0] < w[1])
kinds = st.sampled_from(["team_formation", "division", "submission", "custom"])
statuses = st.sampled_from(["pending", "active", "completed"])
plans = st.lists(st.tuples(kinds, statuses, windows, st.sampled_from([False] * 4 + [True])), min_size=1, max_size=3)
works = st.tuples(st.sampled_from(["published"] * 5 + ["draft", "archived"]), st.sampled_from([False] * 5 + [True]))


def build(db: Connection, work_is: tuple[str, bool], plan: list[Any]) -> tuple[int, list[int]]:
    state, paused = work_is
    work = add_work(db, state=state, students=len(plan))
    stages = [add_stage(db, work, *window, kind=kind, status=status) for kind, status, window, _ in plan]
    for stage, (*_, stage_paused) in zip(stages, plan, strict=True):
        db.execute("update stages set paused_at = %s where id = %s", [NOON if stage_paused else None, stage])
    db.execute("update assignments set paused_at = %s where id = %s", [NOON if paused else None, work])
    return work, stages


def test_whatever_the_situation_an_act_on_a_stage_does_what_was_foreseen(db: Connection, alice: None) -> None:
    seen: dict[str, int] = {}

    @settings(max_examples=examples(600), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(works, plans, st.sampled_from(sorted(CALLS)), st.integers(0, 2), dates, dates)
    def compare(work_is: Any, plan: Any, act: str, number: int, starts: Any, ends: Any) -> None:
        work, stages = build(db, work_is, plan)
        outcome = check(db, work, stages[number % len(stages)], act, starts, ends)
        met = outcome[0] if isinstance(outcome, tuple) else act
        seen[str(met)] = seen.get(str(met), 0) + 1

    compare()
    assert set(seen) == {*CALLS, "SC002", "SC003", "SC007", "SC008"}, "some situation was never met"


def test_whatever_the_situation_an_act_on_a_course_work_leads_to_what_was_foreseen(db: Connection, alice: None) -> None:
    seen: set[str] = set()

    @settings(max_examples=examples(400), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.tuples(st.sampled_from(["draft", "published", "archived"]), st.booleans()), plans,
           st.sampled_from(sorted(CALLS_ON_WORK)))  # fmt: skip
    def compare(work_is: Any, plan: Any, act: str) -> None:
        work, _ = build(db, work_is, plan)
        outcome = check(db, work, None, act)
        seen.add(str(outcome[0]) if isinstance(outcome, tuple) else act)

    compare()
    assert seen == {*CALLS_ON_WORK, "SC002", "SC008"}, "some situation was never met"


def test_the_names_are_the_first_five_students_first(db: Connection, alice: None) -> None:
    work = add_work(db, students=7)
    course = one(db, "select course_id from assignments where id = %s", work)
    db.execute("insert into enrollments (course_id, user_id, role) values (%s, 1, 'teacher')", [course])
    stage = add_stage(db, work, None, None)
    rows = db.execute("select people, names from stageclock.preview_act(%s, 'activation')", [stage]).fetchall()
    assert rows == [(8, ["Student 1", "Student 2", "Student 3", "Student 4", "Student 5"])]
    db.execute("delete from enrollments where user_id <> 1 and user_id not in (select min(id) from users where id > 1)")
    rows = db.execute("select people, names from stageclock.preview_act(%s, 'activation')", [stage]).fetchall()
    assert rows == [(2, ["Student 1", "Alice"])]
    db.execute("delete from enrollments")
    rows = db.execute("select people, names from stageclock.preview_act(%s, 'activation')", [stage]).fetchall()
    assert rows == [(0, [])]


@pytest.mark.parametrize(
    "preview",
    ["preview_act(7, 'activation')", "preview_publication(7)", "preview_pause(7)", "preview_resumption(7)"],
)
def test_what_does_not_exist_is_said(db: Connection, preview: str) -> None:
    outcome = said(db, f"select * from stageclock.{preview}")
    assert outcome[0] == "SC006" and str(outcome[1]).startswith("There is no such ")


def test_a_preview_changes_nothing_even_where_much_is_overdue(db: Connection, alice: None) -> None:
    work = add_work(db, students=2)
    stage = add_stage(db, work, MONDAY, NOON + HOUR)
    add_stage(db, work, MONDAY, NOON - HOUR)
    with db.transaction():
        db.execute("set transaction read only")
        for act in ("completion", "pause"):
            assert isinstance(foreseen(db, preview_of(act), key=stage, starts=None, ends=None), list)
        assert len(db.execute("select from stageclock.preview_pause(%s)", [work]).fetchall()) == 3
    assert one(db, "select count(*) from stage_transitions") == 0


CHANGES = {
    "the end was moved": "update stages set ends_at = ends_at + interval '1 s' where id = %(key)s",
    "the stage was renamed": "update stages set name = 'Other' where id = %(key)s",
    "the clock opened it": "update stages set status = 'active' where id = %(key)s",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_act_that_would_do_something_else_than_was_shown_is_refused(
    db: Connection, alice: None, change: str
) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, NOON + 2 * HOUR)
    values = {"key": stage, "starts": None, "ends": None}
    shown = foretold(db, "stages", preview_of("completion"), **values)
    db.execute(change.encode(), values)
    outcome = said(db, f"select stageclock.{CALLS['completion']}", foretold=shown, **values)
    assert outcome == ("SC011", "What would happen has changed since it was shown: look at it again.")
    assert one(db, "select count(*) from stage_transitions") == 0


def test_what_somebody_else_was_about_to_change_is_waited_for_and_then_seen(
    database: Database, db: Connection, alice: None
) -> None:
    stage = add_stage(db, add_work(db), NOON + HOUR, NOON + 2 * HOUR)
    values = {"key": stage, "starts": None, "ends": None}
    shown = foretold(db, "stages", preview_of("activation"), **values)
    with database.connect(autocommit=False) as erin, ThreadPoolExecutor(1) as pool:
        erin.execute("update stages set ends_at = %s where id = %s", [NOON + 9 * HOUR, stage])
        call = f"select stageclock.{CALLS['activation']}"
        waiting = pool.submit(said, db, call, foretold=shown, **values)
        wait_until_blocked(erin)
        erin.commit()
        assert waiting.result()[0] == "SC011"
    assert one(db, "select count(*) from stage_transitions") == 0


def test_time_that_only_passed_and_people_who_came_are_no_surprise(
    db: Connection, alice: None, clock: MovableClock
) -> None:
    work = add_work(db, state="draft")
    add_stage(db, work, NOON + HOUR, NOON + 2 * HOUR)
    shown = foretold(db, "assignments", "stageclock.preview_publication(%(key)s)", key=work)
    clock.set(NOON + 90 * MINUTE)
    course = one(db, "select course_id from assignments where id = %s", work)
    db.execute("insert into enrollments (course_id, user_id, role) values (%s, 1, 'student')", [course])
    db.execute("select stageclock.publish_assignment(%s, 1, null, %s)", [work, shown])
    assert one(db, "select state from assignments where id = %s", work) == "published"


def test_a_stage_that_was_added_meanwhile_is_shown_before_it_is_published(db: Connection, alice: None) -> None:
    work = add_work(db, state="draft")
    shown = foretold(db, "assignments", "stageclock.preview_publication(%(key)s)", key=work)
    assert shown == "1:"
    add_stage(db, work, NOON + HOUR, None)
    values = {"key": work, "foretold": shown}
    assert said(db, f"select stageclock.{CALLS_ON_WORK['publication']}", **values)[0] == "SC011"
    assert one(db, "select state from assignments where id = %s", work) == "draft"


def test_publishing_is_recorded_and_the_next_tick_does_what_is_due(
    database: Database, db: Connection, alice: None
) -> None:
    work = add_work(db, state="draft", students=1)
    past, coming = add_stage(db, work, MONDAY, MONDAY + HOUR), add_stage(db, work, NOON + HOUR, None)
    db.execute("select stageclock.publish_assignment(%s, 1, ' go ')", [work])
    audit = db.execute("select actor_id, action, subject_type, subject_id, details ->> 'reason' from audit_events")
    assert audit.fetchall() == [(1, "assignment_published", "assignment", work, "go")]
    database.tick()
    statuses = db.execute("select id, status from stages order by id").fetchall()
    assert statuses == [(past, "completed"), (coming, "pending")]
    outcome = said(db, "select stageclock.publish_assignment(%(key)s, 1)", key=work)
    assert outcome == ("SC002", "Only a draft can be published.")


def test_the_web_role_may_ask_and_publish_but_not_look_inside(database: Database, db: Connection, alice: None) -> None:
    work = add_work(db, state="draft")
    with database.connect("stageclock_app") as web:
        web.execute("select * from stageclock.preview_publication(%s)", [work])
        web.execute("select stageclock.publish_assignment(%s, 1)", [work])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("select * from stageclock.foretell_work(%s, 'pause', now())", [work])
