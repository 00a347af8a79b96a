"""Classes of different sizes in one database, each with three course works of four stages and teams of four."""

from dataclasses import dataclass
from typing import Any

import psycopg

from app import access_tokens
from bench.sessions import cookies_of
from tests.cast import add_course, add_course_work, add_person, enroll
from tests.clusters import Database
from tests.plans import HOUR, add_stage, one

Connection = psycopg.Connection[Any]
ASKING = 20  # students of a class who ask, in turn
WORKS = 3  # course works of a class: a student takes a few at a time

STUDENTS = """
with people as (
    insert into users (username, name, password_hash)
    select format('s%%s-%%s', %(course)s::bigint, n), 'Student ' || n, 'none' from generate_series(1, %(students)s) n
    returning id
)
insert into enrollments (course_id, user_id, role) select %(course)s, id, 'student' from people
"""
TEAMS = """
with people as (
    select e.user_id, (row_number() over (order by e.user_id) - 1) / 4 as team
    from enrollments e where e.course_id = %(course)s and e.role = 'student'
), made as (
    insert into teams (assignment_id, name, leader_id, status)
    select %(work)s, 'Team ' || p.team, min(p.user_id), 'confirmed' from people p group by p.team
    returning id, leader_id
)
insert into team_members (team_id, assignment_id, user_id)
select m.id, %(work)s, p.user_id
from made m join people l on l.user_id = m.leader_id join people p on p.team = l.team
"""


@dataclass(frozen=True)
class Class:
    """One class: who asks, and where they hand in."""

    students: int
    asking: list[int]
    teacher: int
    stage: int


def add_class(db: Connection, students: int) -> Class:
    """A class of that size."""
    course = add_course(db, f"C{students}")
    db.execute(STUDENTS, {"course": course, "students": students})
    teacher = add_person(db, f"t{students}", "Teacher", "teacher", "none")
    enroll(db, course, teacher, "teacher")
    stages = [add_work(db, course, teacher) for _ in range(WORKS)]
    order = "select user_id from enrollments where course_id = %s and role = 'student' order by user_id limit %s"
    asking = [row[0] for row in db.execute(order, [course, ASKING])]
    return Class(students, asking, teacher, stages[0])


def add_work(db: Connection, course: int, teacher: int) -> int:
    """Course work with its teams and four stages; the key of the one where they hand in."""
    work = add_course_work(db, course, "Work", manager=teacher, zone="UTC")
    db.execute(TEAMS, {"course": course, "work": work})
    now = one(db, "select clock_timestamp()")
    for number in range(3):
        add_stage(db, work, now + (1 + number) * HOUR, now + (2 + number) * HOUR, name=f"Stage {number}")
    stage = add_stage(db, work, now - HOUR, now + 24 * HOUR, kind="submission", status="active", name="Report")
    db.execute("update stages set submission_mode = 'file' where id = %s", [stage])
    return stage


@dataclass(frozen=True)
class Keys:
    """How people are let in: the students' cookies, the teacher's, and the teacher's access token."""

    students: list[str]
    teacher: str
    token: str


def keys_of(database: Database, a_class: Class) -> Keys:
    """Keys of the people who ask."""
    token = access_tokens.make()
    kept = access_tokens.digest(token)
    with database.connect("stageclock_app") as db:
        create = "select stageclock.create_access_token(%s, 'Bench', %s, 'read', 30)"
        one(db, create, a_class.teacher, kept)
    return Keys(cookies_of(database, a_class.asking), cookies_of(database, [a_class.teacher])[0], token)
