"""What is done to courses and to single places in them. Each raises Refused where the database says no."""

from collections.abc import Mapping

from app.db import call


def create(facts: Mapping[str, str], actor_id: int) -> int:
    """Open a course; its key. The facts are code, name, term and time_zone; a blank term is none."""
    return int(call("create_course", **facts, actor_id=actor_id))


def edit(course_id: int, facts: Mapping[str, str], actor_id: int) -> None:
    """Give a course other facts."""
    call("edit_course", course_id=course_id, **facts, actor_id=actor_id)


def archive(course_id: int, actor_id: int) -> None:
    """Put a course away."""
    call("archive_course", course_id=course_id, actor_id=actor_id)


def restore(course_id: int, actor_id: int) -> None:
    """Take an archived course back into use."""
    call("restore_course", course_id=course_id, actor_id=actor_id)


def add_teacher(course_id: int, user_id: int, actor_id: int) -> None:
    """Have somebody teach a course."""
    call("enroll_person", course_id=course_id, user_id=user_id, role="teacher", actor_id=actor_id)


def add_student(course_id: int, user_id: int, actor_id: int) -> None:
    """Put somebody on a class list."""
    call("enroll_person", course_id=course_id, user_id=user_id, role="student", actor_id=actor_id)


def withdraw(course_id: int, user_id: int, actor_id: int) -> None:
    """Take somebody's place in a course away."""
    call("withdraw_person", course_id=course_id, user_id=user_id, actor_id=actor_id)
