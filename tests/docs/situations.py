"""What is wrong where a block of commands is given, by the words of its comment; the block's commands put it right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg

from tests.docs.machine import Machine
from tests.plans import MINUTE, add_stage, add_work, one, poison

Situation = Callable[[Machine], None]
A_WHILE = timedelta(minutes=10)


def add_overdue(db: psycopg.Connection[Any], name: str = "Interviews") -> int:
    """A stage that should have opened a while ago; it was planned before that."""
    starts_at = one(db, "select clock_timestamp()") - A_WHILE
    stage = add_stage(db, add_work(db), starts_at, None, name=name)
    db.execute("update stages set created_at = %s where id = %s", [starts_at - MINUTE, stage])
    return stage


def the_job_is_gone(machine: Machine) -> None:
    """As after a restore, or where somebody has tidied up."""
    with machine.database.connect() as db:
        db.execute("select cron.unschedule(jobid) from cron.job where command like '%tick%'")


def the_clock_is_paused(machine: Machine) -> None:
    """By somebody who has gone home since."""
    with machine.database.connect() as db:
        db.execute("select stageclock.pause_clock('ada', 'moving house')")


def a_stage_was_given_up(machine: Machine) -> None:
    """What makes it fail is gone already: the block tries again."""
    with machine.database.connect() as db:
        stage = add_overdue(db)
        poison(db, stage, "raise exception 'a trigger of ours'")
        machine.database.tick()
        db.execute("update stage_attempts set attempts = 5, quarantined_at = clock_timestamp()")
        db.execute(f"drop function public.poison_{stage}() cascade".encode())


def the_job_leads_elsewhere(machine: Machine) -> None:
    """As after a fail-over to another port, where pg_cron connects by libpq."""
    with machine.database.connect() as db:
        db.execute("alter table cron.job disable trigger user")
        db.execute("update cron.job set nodeport = 5433, nodename = 'old-server'")
        db.execute("alter table cron.job enable trigger user")


def the_job_is_there_twice(machine: Machine) -> None:
    """Somebody has registered it under another name too."""
    with machine.database.connect("stageclock_clock") as db:
        db.execute("select cron.schedule('tick-too', '* * * * *', 'CALL stageclock.tick()')")


def this_is_a_copy(machine: Machine) -> None:
    """As after pg_restore on another server."""
    with machine.database.connect() as db:
        db.execute("update clock_control set home_system = home_system + 1")


def a_member_asks(machine: Machine) -> None:
    """One of a team, at a stage that has begun and takes files."""
    with machine.database.connect() as db:
        db.execute("update stages set starts_at = clock_timestamp() - interval '1 day' where id = 6")
        machine.become(db, "20260001")
    machine.database.tick()


def somebody_of_the_staff_asks(machine: Machine) -> None:
    """The teacher of the course."""
    with machine.database.connect() as db:
        machine.become(db, "lin")


SITUATIONS: dict[str, Situation] = {
    function.__name__.replace("_", " "): function
    for function in (
        the_job_is_gone,
        the_clock_is_paused,
        a_stage_was_given_up,
        the_job_leads_elsewhere,
        the_job_is_there_twice,
        this_is_a_copy,
        a_member_asks,
        somebody_of_the_staff_asks,
    )
}
