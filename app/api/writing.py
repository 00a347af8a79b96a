"""Making and changing courses, class lists and course work."""

from collections.abc import Mapping
from typing import Any

from flask import abort

from app import policy
from app.api import etags, finding
from app.api.schemas.assignments import AssignmentEditIn, AssignmentIn, AssignmentOut, DeletionIn, MessageIn
from app.api.schemas.courses import CourseIn, CourseOut, MemberIn
from app.api.schemas.notifications import Changed
from app.api.schemas.shapes import Made
from app.api.subject import Operation, Subject
from app.commands import authoring, notifications
from app.commands import courses as commands
from app.identity import signed_in
from app.models.types import EnrollmentRole
from app.queries import members
from app.queries.courses import Course

subject = Subject("authoring", "Making and changing courses, class lists and course work.")

FACTS = ("title", "description", "time_zone", "min_team_size", "max_team_size", "starts_at", "ends_at")


@subject.post("/courses", CourseIn, Made, status=201)
def create_course(body: Mapping[str, str]) -> dict[str, int]:
    """Open a course; for admins."""
    if not policy.may_administer(signed_in()):
        abort(403)
    return {"id": commands.create(body, signed_in().id)}


@subject.offer(Operation("PUT", "/courses/<key:course_id>", CourseOut, CourseIn))
def edit_course(body: Mapping[str, str], course_id: int) -> Course:
    """Give a course other facts; for admins."""
    commands.edit(finding.course_for_admins(course_id).id, body, signed_in().id)
    return finding.course(course_id)


@subject.post("/courses/<key:course_id>/archiving")
def archive_course(course_id: int) -> None:
    """Put a course away; for admins."""
    commands.archive(finding.course_for_admins(course_id).id, signed_in().id)


@subject.post("/courses/<key:course_id>/restoration")
def restore_course(course_id: int) -> None:
    """Take an archived course back into use; for admins."""
    commands.restore(finding.course_for_admins(course_id).id, signed_in().id)


@subject.post("/courses/<key:course_id>/members", MemberIn, Made, status=201)
def add_course_member(body: dict[str, Any], course_id: int) -> dict[str, int]:
    """Put a student on the class list; admins also say who teaches the course. Gives the person's key."""
    is_teacher = body["role"] is EnrollmentRole.TEACHER
    course = finding.course_for_admins(course_id) if is_teacher else finding.course(course_id)
    found = members.found(body["who"])
    if len(found) != 1:
        abort(422)
    add = commands.add_teacher if is_teacher else commands.add_student
    add(course.id, found[0], signed_in().id)
    return {"id": found[0]}


@subject.offer(Operation("DELETE", "/courses/<key:course_id>/members/<key:user_id>", status=204))
def remove_course_member(course_id: int, user_id: int) -> None:
    """Take somebody's place in a course away; teachers' places are the admins' to take."""
    course = finding.course(course_id)
    member = members.one(course.id, user_id) or abort(404)
    if member.role is EnrollmentRole.TEACHER:
        finding.course_for_admins(course_id)
    commands.withdraw(course.id, member.id, signed_in().id)


@subject.post("/courses/<key:course_id>/assignments", AssignmentIn, Made, status=201)
def create_assignment(body: dict[str, Any], course_id: int) -> dict[str, int]:
    """Make a draft of course work in a course that you teach."""
    return {"id": authoring.create(finding.course(course_id).id, body, signed_in().id)}


@subject.offer(
    Operation("PATCH", "/assignments/<key:assignment_id>", AssignmentOut, AssignmentEditIn, edits=True)
)  # fmt: skip
def edit_assignment(body: dict[str, Any], assignment_id: int) -> Any:
    """Change what course work says of itself; what is not named stays. For staff. Needs If-Match."""
    work = finding.kept_work(assignment_id)
    facts = {name: body.get(name, getattr(work, name)) for name in FACTS}
    authoring.edit(work.id, etags.asked(work.version), facts, signed_in().id)
    changed = finding.work(assignment_id)
    return changed, 200, etags.of(changed.version)


@subject.post("/assignments/<key:assignment_id>/deletion", DeletionIn)
def delete_assignment(body: dict[str, Any], assignment_id: int) -> None:
    """Delete course work with everything in it; its title has to be said. For staff."""
    work = finding.kept_work(assignment_id)
    authoring.delete(work.id, body["title"], signed_in().id, body["reason"])


@subject.post("/assignments/<key:assignment_id>/messages", MessageIn, Changed)
def send_message(body: dict[str, Any], assignment_id: int) -> dict[str, int]:
    """Tell everybody of a course work something; for staff."""
    work = finding.kept_work(assignment_id)
    return {"changed": notifications.broadcast(work.id, body["text"], signed_in().id)}
