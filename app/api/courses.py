"""Courses and who is in them."""

from typing import Any

from app import policy
from app.api import finding
from app.api.paging import page, window
from app.api.schemas.courses import CourseOut, CoursesAsked, MemberOut, MembersAsked
from app.api.schemas.shapes import page_of
from app.api.subject import Subject
from app.identity import signed_in
from app.queries import courses, members

subject = Subject("courses", "Courses whose class list you keep, and who is in them.")


@subject.get("/courses", page_of(CourseOut), CoursesAsked)
def list_courses(query: dict[str, Any]) -> dict[str, Any]:
    """The courses that you teach; for admins all. The newest first."""
    asked = window(query)
    return page(courses.read_on(policy.teaching(signed_in()), query.get("q", ""), asked), asked)


@subject.get("/courses/<key:course_id>", CourseOut)
def show_course(course_id: int) -> courses.Course:
    """One course."""
    return finding.course(course_id)


@subject.get("/courses/<key:course_id>/members", page_of(MemberOut), MembersAsked)
def list_course_members(query: dict[str, Any], course_id: int) -> dict[str, Any]:
    """Who is in a course: its teachers and its class list."""
    asked = window(query)
    found = members.read_on(finding.course(course_id).id, query.get("role"), query.get("q", ""), asked)
    return page(found, asked)
