"""`stages.held` follows the course work's state and pause and the stage's own pause, whoever writes what."""

from typing import Any

import psycopg
import pytest

from tests.clusters import Database
from tests.plans import MONDAY, add_stage, add_work, one

Connection = psycopg.Connection[Any]


def held(db: Connection, stage: int) -> bool:
    return bool(one(db, "select held from stages where id = %s", stage))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("update assignments set state = 'draft'", True),
        ("update assignments set state = 'archived'", True),
        ("update assignments set paused_at = now()", True),
        ("update stages set paused_at = now()", True),
        ("update assignments set title = 'Other'", False),
        ("update stages set held = true", False),
        ("update assignments set paused_at = now(); update assignments set paused_at = null", False),
        ("update stages set paused_at = now(); update assignments set state = 'draft', paused_at = null;"
         " update assignments set state = 'published'", True),
    ],
)  # fmt: skip
def test_a_stage_is_held_when_its_clock_stands_still(db: Connection, change: str, expected: bool) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None)
    assert held(db, stage) is False
    db.execute(change.encode())
    assert held(db, stage) is expected


def test_a_stage_added_to_a_draft_is_held_from_the_start(db: Connection) -> None:
    assert held(db, add_stage(db, add_work(db, state="draft"), MONDAY, None)) is True


def test_a_stage_moved_to_other_course_work_follows_that_one(db: Connection) -> None:
    stage = add_stage(db, add_work(db), MONDAY, None)
    db.execute("update stages set assignment_id = %s", [add_work(db, state="archived")])
    assert held(db, stage) is True


def test_publishing_and_adding_a_stage_at_once_cannot_miss_each_other(database: Database, db: Connection) -> None:
    work = add_work(db, state="draft")
    with database.connect(autocommit=False) as author, database.connect(autocommit=False) as publisher:
        publisher.execute("set lock_timeout = '200ms'")
        stage = add_stage(author, work, MONDAY, None)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            publisher.execute("update assignments set state = 'published'")
        publisher.rollback()
        author.commit()
        publisher.execute("update assignments set state = 'published'")
        publisher.commit()
    assert held(db, stage) is False
