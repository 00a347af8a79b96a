"""Rows that cannot be, refused by the tables themselves."""

from typing import Any

import psycopg
import pytest

from tests.plans import MONDAY, add_stage, add_work

IMPOSSIBLE = [
    "update stages set ends_at = starts_at",
    "update stages set ends_at = 'infinity'",
    "update stages set ends_at = '9999-12-31'",
    "update stages set position = -1",
    "update stages set generation = -1",
    "update stages set name = ' '",
    "update stages set submission_mode = 'pigeon'",
    "update assignments set starts_at = '-infinity'",
    "update assignments set min_team_size = 6",
    "update assignments set min_team_size = 0",
    "update assignments set title = ''",
    "update courses set time_zone = 'FOO+3'",
    "update courses set time_zone = 'Mars/Olympus'",
    "update courses set code = ' C'",
    "insert into stage_attempts (stage_id, to_status, next_try_at) values (1, 'pending', now())",
    "insert into clock_runs (started_at, outcome) values (now(), 'ok')",
    "insert into clock_control (home_system, home_database) values (1, 1)",
    "insert into links (assignment_id, url, title) values (1, 'javascript:alert(1)', 'x')",
    "insert into users (username, name, password_hash) values ('S1-1', 'Twin', 'x')",
    "insert into stages (assignment_id, position, name, kind) values (1, 0, 'Twin', 'custom')",
    "insert into stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause)"
    " values (1, 0, 'active', 'pending', now(), 'clock')",
]


@pytest.mark.parametrize("statement", IMPOSSIBLE)
def test_the_tables_refuse(shared: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises((psycopg.IntegrityError, psycopg.errors.InvalidParameterValue)):
        shared.execute(statement.encode())


@pytest.fixture
def shared(db: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """One course work with a stage and a student."""
    add_stage(db, add_work(db, students=1), MONDAY, None)
    return db


def test_the_history_refuses_the_same_transition_of_a_generation_twice(shared: psycopg.Connection[Any]) -> None:
    insert = (
        "insert into stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause)"
        " select id, %s, 'pending', 'active', clock_timestamp(), 'clock' from stages"
    )
    shared.execute(insert, [0])
    shared.execute(insert, [1])
    with pytest.raises(psycopg.errors.UniqueViolation):
        shared.execute(insert, [0])
