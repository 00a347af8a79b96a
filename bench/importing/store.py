"""A TG-EDU store of any size, made by its own tables: those of the sample that the tests import, emptied."""

import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.importing.sample import SAMPLE, database_of

A_CLASS = 50  # students
A_TEAM = 5
KINDS = ("team_formation", "division", "submission", "custom")
HASH = "pbkdf2:sha256:1000$x40NuOHEivslqeSG$6abc01017104a3ce6dca467aadb1f7da6fc37b0b2a4a0abfa40115dbf052c221"
NOW = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
INSERTS = {
    "user": "id, username, real_name, password_hash, role, student_id, is_active, must_change_password, created_at",
    "class": "id, name, code, is_active, created_at, created_by",
    "class_student": "class_id, student_id",
    "class_teacher": "class_id, teacher_id",
    "major_assignment": "id, title, class_id, creator_id, min_team_size, max_team_size, created_at, is_active",
    "stage": 'id, major_assignment_id, name, stage_type, start_date, end_date, "order", status, created_at',
    "team": "id, name, major_assignment_id, leader_id, status, created_at, confirmation_requested_at, is_locked",
    "team_member": "team_id, user_id, joined_at",
}
Row = tuple[object, ...]


@dataclass(frozen=True)
class Size:
    """How many people and course works; a class has A_CLASS students, and its share of the course works."""

    users: int
    works: int

    @property
    def classes(self) -> int:
        """As many as the students fill, the last of them perhaps not quite."""
        return -(-self.users // A_CLASS)


def make_store(place: Path, size: Size) -> int:
    """Write it; the number of its rows."""
    with tarfile.open(SAMPLE) as tar:
        tar.extract("data/homework.db", place, filter="data")
    with closing(sqlite3.connect(database_of(place), isolation_level=None)) as db:
        db.execute("begin")
        for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
            db.execute(f'delete from "{table}"')
        for table, rows in content(size).items():
            marks = ", ".join("?" * len(INSERTS[table].split(",")))
            db.executemany(f'insert into "{table}" ({INSERTS[table]}) values ({marks})', rows)
        db.execute("commit")
        counts = [db.execute(f'select count(*) from "{table}"').fetchone()[0] for table in INSERTS]
    return sum(counts)


def content(size: Size) -> dict[str, Iterator[Row]]:
    """The rows by table. Teacher n teaches class n; course work n is that of class 1 + n % classes."""
    students, classes, works = range(1, size.users + 1), range(1, size.classes + 1), range(1, size.works + 1)
    teacher = {number: size.users + number for number in classes}
    made = stamp(timedelta(days=-60))
    return {
        "user": iter(
            [(n, f"s{n}", f"Student {n}", HASH, "student", f"N{n}", 1, 0, made) for n in students]
            + [(teacher[n], f"t{n}", f"Teacher {n}", HASH, "teacher", None, 1, 0, made) for n in classes]
        ),
        "class": ((n, f"Class {n}", f"K{n}", 1, made, teacher[n]) for n in classes),
        "class_student": ((1 + (n - 1) // A_CLASS, n) for n in students),
        "class_teacher": ((n, teacher[n]) for n in classes),
        "major_assignment": ((n, f"Work {n}", klass(n, size), teacher[klass(n, size)], 2, 5, made, 1) for n in works),
        "stage": (stage(work, order) for work in works for order in range(len(KINDS))),
        "team": (
            (team, f"Team {team}", work, members[0], "confirmed", made, made, 1)
            for team, work, members in teams(size)
        ),
        "team_member": ((team, member, made) for team, _, members in teams(size) for member in members[1:]),
    }  # fmt: skip


def klass(work: int, size: Size) -> int:
    """The class of a course work."""
    return 1 + (work - 1) % size.classes


def stage(work: int, order: int) -> Row:
    """A week each, two of them over, the third open."""
    start, status = 7 * order - 18, ("completed", "completed", "active", "pending")[order]
    dates = stamp(timedelta(days=start)), stamp(timedelta(days=start + 7))
    return (4 * (work - 1) + order + 1, work, f"Stage {order}", KINDS[order], *dates, order, status, dates[0])


def teams(size: Size) -> Iterator[tuple[int, int, range]]:
    """Key, course work and members of every team: all students of a class, five each."""
    number = 0
    for work in range(1, size.works + 1):
        first = (klass(work, size) - 1) * A_CLASS + 1
        for leader in range(first, min(first + A_CLASS, size.users + 1), A_TEAM):
            number += 1
            yield number, work, range(leader, min(leader + A_TEAM, size.users + 1))


def stamp(ahead: timedelta) -> str:
    """A time as TG-EDU writes it."""
    return (NOW + ahead).strftime("%Y-%m-%d %H:%M:%S.%f")
