"""Counts what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event

from app.db import db


@contextmanager
def statements(web: Flask) -> Iterator[list[str]]:
    """Collect the SQL that the application sends meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with web.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def add_students(connection: psycopg.Connection[Any], course: int, number: int) -> None:
    """So many students in one course, none of whom can sign in."""
    connection.execute(
        "with people as (insert into users (username, name, password_hash)"
        " select 'many' || n, 'Student ' || n, 'none' from generate_series(1, %s) n returning id)"
        " insert into enrollments (course_id, user_id, role) select %s, id, 'student' from people",
        [number, course],
    )
