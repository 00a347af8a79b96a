"""The database against a small model: random plans, acts and instants; both must say the same after every step."""

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clusters import Database
from tests.effort import examples
from tests.plans import HOUR, MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]
Instant = datetime | None
EFFECTS = {"team_formation", "division"}
KINDS = ["team_formation", "division", "submission", "custom"]


class RefusedError(Exception):
    """The model refuses, with a SQLSTATE."""


@dataclass
class Model:
    """One stage as DESIGN describes it."""

    id: int
    kind: str
    status: str
    starts: Instant
    ends: Instant
    paused: bool = False
    generation: int = 0
    history: list[tuple[Any, ...]] = field(default_factory=list)

    def effective(self, at: datetime) -> str:
        if self.status == "completed" or self.paused:
            return self.status
        if self.status == "pending" and (self.starts is None or self.starts > at):
            return "pending"
        return "completed" if self.ends is not None and self.ends <= at else "active"

    def move(self, to: str, due: Instant, at: datetime, cause: str) -> None:
        self.history.append((self.generation, self.status, to, due, at, cause))
        self.status = to

    def catch_up(self, at: datetime) -> None:
        if not self.paused and self.status == "pending" and self.starts is not None and self.starts <= at:
            self.move("active", self.starts, at, "clock")
        if not self.paused and self.status == "active" and self.ends is not None and self.ends <= at:
            self.move("completed", self.ends, at, "clock")


class Plan:
    """A course work of the model: its acts either change it or raise RefusedError and change nothing."""

    def __init__(self, stages: list[Model]) -> None:
        self.stages = stages

    def tick(self, at: datetime) -> None:
        for stage in self.stages:
            stage.catch_up(at)

    def settle(self, stage: Model, at: datetime) -> None:
        if stage.kind in EFFECTS and stage.status != "completed":
            for other in self.stages:
                due = other.kind in EFFECTS and other.effective(at) == "completed" and other.ends is not None
                if due and (stage.ends is None or (other.ends, other.id) < (stage.ends, stage.id)):
                    other.catch_up(at)
        stage.catch_up(at)

    def act(self, name: str, number: int, at: datetime, starts: Instant, ends: Instant) -> str | None:
        kept = copy.deepcopy(self.stages)
        try:
            getattr(self, name)(self.stages[number % len(self.stages)], at, starts, ends)
        except RefusedError as refusal:
            self.stages = kept
            return str(refusal)
        return None

    def activate(self, stage: Model, at: datetime, starts: Instant, ends: Instant) -> None:
        self.settle(stage, at)
        refuse_if(stage.paused, "SC007")
        refuse_if(stage.status != "pending", "SC002")
        refuse_if(stage.ends is not None and stage.ends <= at, "SC003")
        planned, stage.starts = stage.starts, at
        stage.move("active", planned, at, "teacher")

    def complete(self, stage: Model, at: datetime, starts: Instant, ends: Instant) -> None:
        self.settle(stage, at)
        refuse_if(stage.paused, "SC007")
        refuse_if(stage.status == "completed", "SC002")
        stage.move("completed", stage.ends, at, "teacher")

    def reopen(self, stage: Model, at: datetime, starts: Instant, ends: Instant) -> None:
        self.settle(stage, at)
        refuse_if(stage.paused, "SC007")
        refuse_if(stage.status != "completed", "SC002")
        refuse_if(ends is None or ends <= at, "SC003")
        planned = stage.starts if stage.starts is not None and stage.starts > at else None
        if stage.starts is None or stage.starts > at:
            stage.starts = at
        stage.ends, stage.generation = ends, stage.generation + 1
        stage.move("active", planned, at, "teacher")

    def reschedule(self, stage: Model, at: datetime, starts: Instant, ends: Instant) -> None:
        self.settle(stage, at)
        refuse_if(stage.status == "completed", "SC002")
        refuse_if(starts is not None and ends is not None and ends <= starts, "SC003")
        refuse_if(stage.status == "active" and starts != stage.starts, "SC003")
        refuse_if(starts is not None and starts <= at and starts != stage.starts, "SC003")
        refuse_if(ends is not None and ends <= at and ends != stage.ends, "SC003")
        stage.starts, stage.ends = starts, ends

    def pause(self, stage: Model, at: datetime, starts: Instant, ends: Instant) -> None:
        self.tick(at)
        refuse_if(stage.paused, "SC008")
        refuse_if(stage.status == "completed", "SC002")
        stage.paused = True

    def resume(self, stage: Model, at: datetime, starts: Instant, ends: Instant) -> None:
        refuse_if(not stage.paused, "SC008")
        stage.paused = False


def refuse_if(wrong: bool, sqlstate: str) -> None:
    if wrong:
        raise RefusedError(sqlstate)


CALLS = {
    "activate": "select stageclock.activate_stage(%(id)s, 1)",
    "complete": "select stageclock.complete_stage(%(id)s, 1)",
    "reopen": "select stageclock.reopen_stage(%(id)s, %(ends)s, 1)",
    "reschedule": "select stageclock.reschedule_stage(%(id)s, %(starts)s, %(ends)s, 1)",
    "pause": "select stageclock.pause_stage(%(id)s, 1)",
    "resume": "select stageclock.resume_stage(%(id)s, 1)",
}


def act_in_database(db: Connection, name: str, stage: Model, starts: Instant, ends: Instant) -> str | None:
    try:
        db.execute(CALLS[name].encode(), {"id": stage.id, "starts": starts, "ends": ends})
    except psycopg.Error as refusal:
        return refusal.sqlstate
    return None


def compare(db: Connection, plan: Plan, at: datetime) -> None:
    """Stored state, effective status and history of every stage."""
    for stage in plan.stages:
        row = db.execute(
            "select status, starts_at, ends_at, held, generation, effective_status, is_open"
            " from stageclock.stages_now where id = %s",
            [stage.id],
        ).fetchone()
        effective = stage.effective(at)
        is_open = effective == "active" and not stage.paused
        stored = (stage.status, stage.starts, stage.ends, stage.paused, stage.generation)
        assert row == (*stored, effective, is_open)
        history = db.execute(
            "select generation, from_status, to_status, due_at, happened_at, cause"
            " from stage_transitions where stage_id = %s order by id",
            [stage.id],
        ).fetchall()
        assert history == stage.history


hours = st.integers(0, 12).map(lambda n: MONDAY + n * HOUR)
dates = st.one_of(st.none(), hours)
windows = st.tuples(dates, dates).filter(lambda w: w[0] is None or w[1] is None or w[0] < w[1])
plans = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["pending", "active", "completed"]), windows),
                 min_size=1, max_size=3)  # fmt: skip
steps = st.lists(
    st.tuples(st.sampled_from(["tick", *CALLS]), st.integers(0, 2), st.integers(0, 2), dates, dates),
    min_size=5,
    max_size=15,
)


def test_model_and_database_agree_whatever_is_done_and_when(database: Database, db: Connection) -> None:
    """A table is the clock here, because a function replaced at every step would cost more than the step."""
    db.execute("insert into users (username, name, password_hash) values ('alice', 'Alice', 'x')")
    db.execute("create table public.test_clock (at timestamptz)")
    db.execute("insert into test_clock values (%s)", [MONDAY])
    db.execute("grant select on test_clock to public")
    db.execute(
        "create or replace function stageclock.current_time() returns timestamptz"
        " language sql volatile return (select at from public.test_clock)"
    )

    @settings(max_examples=examples(480), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(plans, steps)
    def agree(planned: list[Any], acts: list[Any]) -> None:
        work = add_work(db)
        plan = Plan([
            Model(add_stage(db, work, *window, kind=kind, status=status), kind, status, *window)
            for kind, status, window in planned
        ])  # fmt: skip
        at = MONDAY
        for name, number, pause, starts, ends in acts:
            at += pause * HOUR + timedelta(minutes=30)
            db.execute("update test_clock set at = %s", [at])
            if name == "tick":
                db.execute("CALL stageclock.tick()")
                plan.tick(at)
            else:
                stage = plan.stages[number % len(plan.stages)]
                found = act_in_database(db, name, stage, starts, ends)
                assert found == plan.act(name, number, at, starts, ends), name
            compare(db, plan, at)
        # The next plan begins at MONDAY again: what is left of this one must not be due then.
        db.execute("update assignments set state = 'archived' where id = %s", [work])
        db.execute("update test_clock set at = %s", [MONDAY])

    agree()
    assert one(db, "select count(*) from stage_transitions") > 40, "the acts hardly ever did anything"
