"""A course work in which closing does everything it can, and what it looks like before and after."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from tests.plans import HOUR, add_stage, add_work, one
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]
STUDENTS = 14
REQUIRED = ("Writer", "Tester", "Speaker")
SECOND = timedelta(seconds=1)
# Transitions, different ones, places in teams, roles given, notices of openings and closings, of teams and roles.
FIGURES = """
select count(*), count(distinct (t.stage_id, t.to_status)),
       (select count(*) from team_members m where m.assignment_id = %(work)s),
       (select count(*) from role_assignments r join teams k on k.id = r.team_id where k.assignment_id = %(work)s),
       (select count(*) from notifications n where n.params ->> 'assignment_id' = %(work)s::text
        and n.kind in ('stage_opened', 'stage_closed')),
       (select count(*) from notifications n where n.params ->> 'assignment_id' = %(work)s::text
        and n.kind in ('team_given', 'roles_given'))
from stage_transitions t join stages s on s.id = t.stage_id where s.assignment_id = %(work)s
"""


@dataclass(frozen=True)
class Scene:
    """One course work: two students have a team, the others none; three required roles that nobody holds."""

    work: int
    formation: int
    division: int
    submission: int
    custom: int

    @property
    def stages(self) -> tuple[int, ...]:
        """In the order in which they end."""
        return self.formation, self.division, self.submission, self.custom


def add_scene(db: Connection, ends_at: datetime) -> Scene:
    """Four stages that began two hours before `ends_at` and end from then on, a second after each other."""
    work = add_work(db, students=STUDENTS)
    add_team(db, work, students_of(db, work)[:2])
    with db.transaction():
        formation, division, submission, custom = (
            add_stage(db, work, ends_at - 2 * HOUR, ends_at + n * SECOND, kind=kind)
            for n, kind in enumerate(("team_formation", "division", "submission", "custom"))
        )
        for name in REQUIRED:
            db.execute("insert into division_roles (stage_id, name) values (%s, %s)", [division, name])
        db.execute("insert into division_roles (stage_id, name, required) values (%s, 'Host', false)", [division])
    return Scene(work, formation, division, submission, custom)


def due_scene(db: Connection) -> Scene:
    """One whose four stages should all have ended by now, by the clock of its database."""
    return add_scene(db, one(db, "select stageclock.current_time()") - 5 * SECOND)


def figures(db: Connection, scene: Scene) -> tuple[int, ...]:
    """What FIGURES names."""
    row = db.execute(FIGURES.encode(), {"work": scene.work}).fetchone()
    assert row is not None
    return tuple(row)


def is_untouched(db: Connection, scene: Scene) -> bool:
    """Whether the clock has done nothing to it."""
    return figures(db, scene) == (0, 0, 2, 0, 0, 0)


def is_done(db: Connection, scene: Scene) -> bool:
    """Whether everything has happened, once: teams, roles, and everybody told of all."""
    made = figures(db, scene)
    teams = int(one(db, "select count(*) from teams where assignment_id = %s", scene.work))
    holders = "select count(distinct r.user_id) from role_assignments r join teams t on t.id = r.team_id"
    told = STUDENTS - 2 + int(one(db, holders + " where t.assignment_id = %s", scene.work))
    return made == (8, 8, STUDENTS, len(REQUIRED) * teams, 8 * STUDENTS, told)
