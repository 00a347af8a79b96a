"""Planning stages: added, edited, placed and removed, each checked and on record."""

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.clusters import MovableClock
from tests.database.test_by_hand import refused
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, history_of, one, poison

Connection = psycopg.Connection[Any]
NOON = MONDAY + 4 * HOUR
ODD = timedelta(microseconds=123457)
WORDS = {"name": "Design", "description": "", "kind": "custom", "submission_mode": None}


@pytest.fixture
def alice(db: Connection, clock: MovableClock) -> int:
    """A teacher, at noon."""
    clock.set(NOON)
    return int(one(db, "insert into users (username, name, password_hash) values ('alice', 'Alice', 'x') returning id"))


def stage(**said: Any) -> dict[str, Any]:
    """One stage as a call of add_stages is given it."""
    dates = {"starts_at": NOON + HOUR, "ends_at": NOON + 2 * HOUR}
    whole = {**WORDS, **dates, **said}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in whole.items()}


def plan_of(db: Connection, work: int) -> list[tuple[Any, ...]]:
    """(position, name) of every stage, in order."""
    query = "select position, name from stages where assignment_id = %s order by position"
    return db.execute(query, [work]).fetchall()


def audit(db: Connection) -> list[tuple[Any, ...]]:
    query = "select actor_id, action, subject_type, subject_id, details from audit_events order by id"
    return db.execute(query).fetchall()


def edit(db: Connection, key: int, alice: int, version: int | None = None, **said: Any) -> Any:
    """Edit a stage: what is not said stays as it is."""
    row = db.execute(
        "select name, description, kind, submission_mode, starts_at, ends_at, version from stages where id = %s", [key]
    ).fetchone()
    assert row
    names = ("name", "description", "kind", "submission_mode", "starts_at", "ends_at")
    whole = {**dict(zip(names, row[:6], strict=True)), **said}
    call = "select stageclock.edit_stage(%s, %s, %s, %s, %s, %s, %s, %s, %s, 'because')"
    return one(db, call, key, version or row[6], *whole.values(), alice)


def test_stages_are_added_in_order_at_the_end_and_each_is_recorded(db: Connection, alice: int) -> None:
    work = add_work(db)
    add_stage(db, work, None, None, name="Teams")
    new = [stage(name="  Design  ", starts_at=NOON + HOUR + ODD), stage(name="Report", kind="submission")]
    keys = one(db, "select stageclock.add_stages(%s, %s, %s)", work, Jsonb(new), alice)
    assert plan_of(db, work) == [(0, "Teams"), (1, "Design"), (2, "Report")]
    assert one(db, "select starts_at from stages where id = %s", keys[0]) == NOON + HOUR + ODD
    assert one(db, "select array_agg(held) from stages where id = any (%s)", keys) == [False, False]
    assert [row[:4] for row in audit(db)] == [(alice, "stage_added", "stage", key) for key in keys]
    assert audit(db)[1][4] | {"starts_at": None, "ends_at": None} == {
        "name": "Report", "description": "", "kind": "submission", "submission_mode": "file",
        "starts_at": None, "ends_at": None,
    }  # fmt: skip


def test_stages_are_added_between_others(db: Connection, alice: int) -> None:
    work = add_work(db)
    for name in ("A", "D"):
        add_stage(db, work, None, None, name=name)
    new = Jsonb([stage(name="B"), stage(name="C")])
    db.execute("select stageclock.add_stages(%s, %s, %s, 1)", [work, new, alice])
    assert plan_of(db, work) == [(0, "A"), (1, "B"), (2, "C"), (3, "D")]


@pytest.mark.parametrize(
    ("said", "sqlstate", "sentence"),
    [
        ({"name": " \t\u3000"}, "SC013", "Give the stage a name."),
        ({"name": None}, "SC013", "Give the stage a name."),
        ({"name": "x" * 201}, "SC013", "Use at most 200 characters for the name of a stage."),
        ({"description": "x" * 5001}, "SC013", "Use at most 5000 characters for what a stage is about."),
        ({"kind": "exam"}, "SC013", "Choose what kind of stage it is."),
        ({"kind": None}, "SC013", "Choose what kind of stage it is."),
        ({"kind": "submission", "submission_mode": "fax"}, "SC013", "Choose whether a file or a link is handed in."),
        ({"ends_at": NOON + HOUR}, "SC003", "A stage ends after it starts."),
        ({"starts_at": NOON}, "SC003", "The start of a new stage lies ahead: choose a later one, or none"),
        ({"starts_at": None, "ends_at": NOON}, "SC003", "The end of a new stage lies ahead"),
        ({"starts_at": None, "ends_at": "9999-12-31T00:00Z"}, "SC003", "A date lies between the years"),
    ],
)
def test_of_stages_of_which_one_cannot_be_none_is_added(
    db: Connection, alice: int, said: dict[str, Any], sqlstate: str, sentence: str
) -> None:
    work, new = add_work(db), Jsonb([stage(), stage(**said)])
    assert refused(db, sqlstate, "add_stages(%s, %s, %s)", work, new, alice).startswith(sentence)


def test_only_hand_ins_have_a_mode(db: Connection, alice: int) -> None:
    new = [stage(kind=kind, submission_mode="link") for kind in ("submission", "custom")]
    keys = one(db, "select stageclock.add_stages(%s, %s, %s)", add_work(db), Jsonb(new), alice)
    modes = db.execute("select submission_mode from stages where id = any (%s) order by position", [keys]).fetchall()
    assert modes == [("link",), (None,)]
    edit(db, keys[0], alice, kind="division")
    edit(db, keys[1], alice, kind="submission")
    modes = db.execute("select submission_mode from stages where id = any (%s) order by position", [keys]).fetchall()
    assert modes == [(None,), ("file",)]


def test_a_preset_is_there_once(db: Connection, alice: int) -> None:
    work, new = add_work(db, state="draft"), Jsonb([stage(), stage()])
    assert len(one(db, "select stageclock.begin_plan(%s, %s, %s)", work, new, alice)) == 2
    assert "has stages already" in refused(db, "SC002", "begin_plan(%s, %s, %s)", work, new, alice)


def test_words_and_window_change_in_one_act_and_both_are_recorded(db: Connection, alice: int) -> None:
    key = add_stage(db, add_work(db), NOON + HOUR, NOON + 3 * HOUR + ODD, name="Design")
    assert edit(db, key, alice, name="Draft", starts_at=NOON + 2 * HOUR) is True
    assert one(db, "select (name, starts_at, ends_at) = ('Draft', %s, %s) from stages", NOON + 2 * HOUR,
               NOON + 3 * HOUR + ODD) is True  # fmt: skip
    moved, edited = audit(db)
    assert moved[:4] == (alice, "stage_rescheduled", "stage", key)
    assert datetime.fromisoformat(moved[4]["to"]["ends_at"]) == NOON + 3 * HOUR + ODD
    assert edited[1:] == ("stage_edited", "stage", key, {
        "from": {"name": "Design"}, "to": {"name": "Draft"}, "reason": "because",
    })  # fmt: skip


def test_an_edit_that_changes_nothing_writes_nothing(db: Connection, alice: int) -> None:
    key = add_stage(db, add_work(db), NOON + HOUR, NOON + 2 * HOUR + ODD, name="Design")
    before = one(db, "select to_jsonb(s) from stages s")
    assert edit(db, key, alice, name=" Design ") is False
    assert one(db, "select to_jsonb(s) from stages s") == before
    assert audit(db) == []


def test_the_second_of_two_who_edit_is_told_and_changes_nothing(db: Connection, alice: int) -> None:
    key = add_stage(db, add_work(db), NOON + HOUR, None, name="Design")
    edit(db, key, alice, version=1, name="Draft")
    with pytest.raises(psycopg.Error) as refusal:
        edit(db, key, alice, version=1, description="mine")
    assert refusal.value.sqlstate == "SC011"
    assert plan_of(db, 1) == [(0, "Draft")]
    edit(db, key, alice, version=2, description="mine")
    assert one(db, "select description from stages") == "mine"


@pytest.mark.parametrize(
    ("status", "said", "sqlstate"),
    [
        ("pending", {"name": ""}, "SC013"),
        ("pending", {"kind": "exam"}, "SC013"),
        ("pending", {"starts_at": NOON - MINUTE}, "SC003"),
        ("pending", {"ends_at": NOON + HOUR}, "SC003"),
        ("pending", {"starts_at": None, "ends_at": NOON - MINUTE}, "SC003"),
        ("active", {"starts_at": NOON + MINUTE}, "SC003"),
        ("active", {"kind": "division"}, "SC002"),
        ("completed", {"kind": "division"}, "SC002"),
        ("completed", {"ends_at": NOON + 9 * HOUR}, "SC002"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_whole(
    db: Connection, alice: int, status: str, said: dict[str, Any], sqlstate: str
) -> None:
    starts_at = NOON + HOUR if status == "pending" else MONDAY
    key = add_stage(db, add_work(db), starts_at, NOON + 2 * HOUR, status=status)
    before = one(db, "select to_jsonb(s) from stages s")
    with pytest.raises(psycopg.Error) as refusal:
        edit(db, key, alice, **{"description": "new", **said})
    assert refusal.value.sqlstate == sqlstate, refusal.value
    assert one(db, "select to_jsonb(s) from stages s") == before
    assert audit(db) == []


def test_a_stage_that_is_due_is_settled_before_it_is_edited(db: Connection, alice: int) -> None:
    key = add_stage(db, add_work(db), MONDAY, NOON + HOUR)
    with pytest.raises(psycopg.Error) as refusal:
        edit(db, key, alice, kind="division")
    assert refusal.value.sqlstate == "SC002"
    edit(db, key, alice, name="Begun", ends_at=NOON + 2 * HOUR)
    assert history_of(db, key) == [("active", MONDAY, NOON)]


def test_of_a_closed_stage_the_words_can_still_be_mended(db: Connection, alice: int) -> None:
    key = add_stage(db, add_work(db), MONDAY, NOON - HOUR, status="completed")
    assert edit(db, key, alice, name="Formation of teams") is True


def test_a_poisoned_stage_refuses_the_edit_and_stays_whole(db: Connection, alice: int) -> None:
    key = add_stage(db, add_work(db), MONDAY, NOON - HOUR)
    poison(db, key)
    with pytest.raises(psycopg.Error) as refusal:
        edit(db, key, alice, name="x")
    assert refusal.value.sqlstate == "P0001"


def test_an_archived_plan_is_only_read(db: Connection, alice: int) -> None:
    work = add_work(db)
    key = add_stage(db, work, NOON + HOUR, None)
    db.execute("update assignments set state = 'archived'")
    said = "This course work is archived: restore it to change it."
    assert refused(db, "SC002", "add_stages(%s, '[]', %s)", work, alice) == said
    assert refused(db, "SC002", "begin_plan(%s, '[]', %s)", work, alice) == said
    assert refused(db, "SC002", "place_stage(%s, 0, %s)", key, alice) == said
    assert refused(db, "SC002", "remove_stage(%s, %s)", key, alice) == said
    assert refused(db, "SC002", "edit_stage(%s, 1, 'x', '', 'custom', null, null, null, %s)", key, alice) == said


@pytest.mark.parametrize(
    "call",
    ["add_stages(7, '[]', 1)", "begin_plan(7, '[]', 1)", "place_stage(7, 0, 1)", "remove_stage(7, 1)",
     "edit_stage(7, 1, 'x', '', 'custom', null, null, null, 1)"],
)  # fmt: skip
def test_what_does_not_exist_cannot_be_planned(db: Connection, call: str) -> None:
    assert refused(db, "SC006", call).startswith("There is no such ")
