"""A division in which Bob's team shares out roles and tasks, and another team that looks on."""

from dataclasses import dataclass
from typing import Any

import psycopg
from werkzeug.test import TestResponse

from tests.cast import Cast, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.browser import Browser, words_of

Connection = psycopg.Connection[Any]
# A team of five for each of a hundred, with a role that its leader holds.
GROW = """
with people as (
    insert into users (username, name, password_hash)
    select 'n' || n, 'Student ' || n, 'none' from generate_series(1, 490) n returning id
), placed as (
    insert into enrollments (course_id, user_id, role)
    select a.course_id, p.id, 'student' from people p, assignments a where a.id = %(work)s
), numbered as (
    select id, row_number() over (order by id) as n from people
), grouped as (
    insert into teams (assignment_id, name, leader_id)
    select %(work)s, 'Many ' || n, id from numbered where n %% 5 = 1 returning id, leader_id
), inside as (
    insert into team_members (team_id, assignment_id, user_id)
    select g.id, %(work)s, p.id from grouped g
    join numbered l on l.id = g.leader_id join numbered p on p.n between l.n and l.n + 4
)
insert into division_roles (stage_id, team_id, name) select %(stage)s, id, 'Own' from grouped
"""


@dataclass(frozen=True)
class Place:
    """Bob leads the team, Ben is in it; Cem leads the other team."""

    work: int
    stage: int
    team: int
    other_team: int
    bob: int
    ben: int
    cem: int

    @property
    def roles(self) -> str:
        """Where the team sees its roles."""
        return f"/teams/{self.team}/roles"

    @property
    def tasks(self) -> str:
        """Where it sees its tasks."""
        return f"/teams/{self.team}/tasks"


def prepare(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    """The division is open from an hour before MONDAY to an hour after; the clock stands at MONDAY."""
    clock.set(MONDAY)
    stage = add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="division", status="active", name="Divide")
    ben, cem, bob = add_person(db, "ben", "Ben Bell"), add_person(db, "cem", "Cem Can"), cast.people["bob"]
    for person in (ben, cem):
        enroll(db, cast.courses["SE-1"], person)
    team, other = add_team(db, cast.bookshop, [bob, ben]), add_team(db, cast.bookshop, [cem])
    return Place(cast.bookshop, stage, team, other, bob, ben, cem)


def add_role(db: Connection, stage: int, name: str, *, team: int | None = None, required: bool = True) -> int:
    """One role, of every team where no team is named."""
    insert = "insert into division_roles (stage_id, team_id, name, required) values (%s, %s, %s, %s) returning id"
    return int(one(db, insert, stage, team, name, required))


def hold(db: Connection, team: int, role: int, *people: int) -> None:
    """Have them hold it."""
    insert = "insert into role_assignments (team_id, role_id, user_id) select %s, %s, unnest(%s::bigint[])"
    db.execute(insert, [team, role, list(people)])


def holders(db: Connection) -> set[tuple[int, int, int]]:
    """(team, role, person) of everybody who holds a role."""
    return set(db.execute("select team_id, role_id, user_id from role_assignments").fetchall())


def send(browser: Browser, path: str, **fields: object) -> TestResponse:
    """Send a form."""
    return browser.post(path, fields, seen_on="/")


def done(browser: Browser, path: str, **fields: object) -> str:
    """Do something that must succeed; the page it leads to, in words."""
    answer = send(browser, path, **fields)
    assert answer.status_code == 303, words_of(answer)
    return browser.read(answer.location)


def refused(browser: Browser, status: int, path: str, **fields: object) -> TestResponse:
    """Do something that must be refused so."""
    answer = send(browser, path, **fields)
    assert answer.status_code == status, words_of(answer)
    return answer
