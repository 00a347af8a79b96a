"""What teachers and students do meanwhile, through the database's functions as the web does; refusals are no fault."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.faults.scene import Scene
from tests.plans import one
from tests.teams import students_of

Connection = psycopg.Connection[Any]


@dataclass
class Promises:
    """What the database has said is done: it must be there whatever is killed afterwards."""

    teams: set[int] = field(default_factory=set)
    submissions: set[int] = field(default_factory=set)
    audits: set[int] = field(default_factory=set)


def somebody(db: Connection, scene: Scene, dice: random.Random) -> int:
    """A student of the class."""
    return dice.choice(students_of(db, scene.work))


def plan(db: Connection, scene: Scene, teacher: int, dice: random.Random, kept: Promises) -> None:
    """A teacher moves, closes, reopens, pauses or renames a stage."""
    stage = dice.choice(scene.stages)
    act = dice.choice(("move", "close", "reopen", "pause", "resume", "edit"))
    if act == "close":
        one(db, "select stageclock.complete_stage(%s, %s)", stage, teacher)
    elif act == "reopen":
        soon = "select stageclock.reopen_stage(%s, stageclock.current_time() + %s * interval '1 ms', %s)"
        one(db, soon, stage, dice.randint(50, 900), teacher)
    elif act in ("pause", "resume"):
        one(db, f"select stageclock.{act}_stage(%s, %s)", stage, teacher)
    elif act == "edit":
        edit = (
            "select stageclock.edit_stage(s.id, s.version, s.name || '.', '', s.kind::text, s.submission_mode,"
            " s.starts_at, s.ends_at, %s) from stages s where s.id = %s"
        )
        one(db, edit, teacher, stage)
    else:
        move = (
            "select stageclock.reschedule_stage(s.id, s.starts_at, stageclock.current_time() + %s * interval '1 ms',"
            " %s) from stages s where s.id = %s"
        )
        kept.audits.add(one(db, move, dice.randint(50, 900), teacher, stage))


def join(db: Connection, scene: Scene, teacher: int, dice: random.Random, kept: Promises) -> None:
    """A student makes a team, invites, or accepts."""
    person = somebody(db, scene, dice)
    act = dice.choice(("make", "invite", "accept"))
    if act == "make":
        name = f"Own {dice.getrandbits(40)}"
        kept.teams.add(one(db, "select stageclock.create_team(%s, %s, %s, %s)", scene.work, name, person, person))
    elif act == "invite":
        leads = (
            "select stageclock.invite_student(t.id, %s, t.leader_id) from teams t where t.assignment_id = %s limit 1"
        )
        one(db, leads, person, scene.work)
    else:
        accept = (
            "select stageclock.accept_invitation(i.id, i.user_id) from team_invitations i"
            " join teams t on t.id = i.team_id where t.assignment_id = %s and i.status = 'waiting' limit 1"
        )
        one(db, accept, scene.work)


def hand_in(db: Connection, scene: Scene, teacher: int, dice: random.Random, kept: Promises) -> None:
    """A member begins to hand in, and completes it."""
    member = "select team_id, user_id from team_members where assignment_id = %s order by random() limit 1"
    row = db.execute(member, [scene.work]).fetchone()
    if row is None:
        return
    ticket = one(db, "select stageclock.begin_submission(%s, %s, %s)", scene.submission, *row)
    complete = "select stageclock.complete_submission(%s, 'https://example.org/work', '', '[]', %s)"
    kept.submissions.add(one(db, complete, ticket, row[1]))


ACTS: tuple[Callable[[Connection, Scene, int, random.Random, Promises], None], ...] = (plan, plan, join, hand_in)


def lost(db: Connection, kept: Promises) -> dict[str, int]:
    """How many of the promised rows are gone; empty where none is."""
    tables = {"teams": kept.teams, "submissions": kept.submissions, "audit_events": kept.audits}
    gone = {
        table: len(keys) - int(one(db, f"select count(*) from {table} where id = any (%s)", list(keys)))
        for table, keys in tables.items()
    }
    return {table: count for table, count in gone.items() if count}
