"""Who did what, the newest first: in a course work, in a course, and, for admins, anywhere."""

from typing import Any

from app.api import finding
from app.api.paging import page, window
from app.api.schemas.audit import AuditAsked, EventOut, TrailAsked
from app.api.schemas.shapes import page_of
from app.api.subject import Subject
from app.queries import audit
from app.queries.audit import Trail

subject = Subject("audit", "Who did what.")


@subject.get("/audit", page_of(EventOut), AuditAsked)
def list_audit(query: dict[str, Any]) -> dict[str, Any]:
    """What anybody did; for admins."""
    finding.for_admins()
    return _page(audit.everywhere(query.get("person_id")), query)


@subject.get("/courses/<key:course_id>/audit", page_of(EventOut), TrailAsked)
def list_course_audit(query: dict[str, Any], course_id: int) -> dict[str, Any]:
    """What was done to a course, its class list, and the course works that were deleted from it."""
    return _page(audit.of_course(finding.course(course_id).id), query)


@subject.get("/assignments/<key:assignment_id>/audit", page_of(EventOut), TrailAsked)
def list_assignment_audit(query: dict[str, Any], assignment_id: int) -> dict[str, Any]:
    """What was done to a course work, its stages and teams, and to its course; for its staff."""
    work = finding.kept_work(assignment_id)
    return _page(audit.of_course_work(work.id, work.course_id), query)


def _page(trail: Trail, query: dict[str, Any]) -> dict[str, Any]:
    asked = window(query)
    wanted = audit.only(trail, query.get("subject_type"), query.get("action"))
    return page(audit.read_on(wanted, asked), asked)
