"""The audit: who did what to a course work, to a course, and, for admins, to anything; by page and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import details, policy, words
from app.csv_export import Cell, download
from app.forms.audit import AuditFilter
from app.identity import signed_in
from app.queries import assignments, audit, people
from app.queries.assignments import CourseWork
from app.queries.audit import CourseOfTrail, Event, Trail
from app.routes.by_hand import of_staff
from app.routes.paging import page_asked
from app.times import iso, zone_key

blueprint = Blueprint("audit", __name__)


@dataclass(frozen=True)
class TrailPage:
    """One trail of acts: as a page with what the template needs besides, or as a file; times in one zone."""

    template: str
    trail: Trail
    zone: str
    title: str

    def show(self, **context: Any) -> str:
        """The page that the address asks for."""
        page = page_asked()
        events, has_more = audit.page(self.trail, page)
        return render_template(self.template, events=events, zone=self.zone, page=page, has_more=has_more, **context)

    def export(self) -> Response:
        """All of it as CSV."""
        header = (
            _("When"), _("Time zone"), _("By"), _("What was done"), _("Of what kind"), _("Of what"), _("Number"),
            _("Reason"), _("Details (JSON)"),
        )  # fmt: skip
        return download(_("%(title)s – audit", title=self.title), header, self._rows())

    def _rows(self) -> Iterator[list[Cell]]:
        return (_row(event, zone_key(self.zone)) for event in audit.whole(self.trail))


@blueprint.get("/assignments/<key:assignment_id>/audit")
def of_course_work(assignment_id: int) -> ResponseReturnValue:
    work = _course_work(assignment_id)
    return _of_course_work(work).show(work=work)


@blueprint.get("/assignments/<key:assignment_id>/audit.csv")
def export_course_work(assignment_id: int) -> ResponseReturnValue:
    return _of_course_work(_course_work(assignment_id)).export()


@blueprint.get("/courses/<key:course_id>/audit")
def of_course(course_id: int) -> ResponseReturnValue:
    course = _course(course_id)
    return _of_course(course).show(course=course)


@blueprint.get("/courses/<key:course_id>/audit.csv")
def export_course(course_id: int) -> ResponseReturnValue:
    return _of_course(_course(course_id)).export()


@blueprint.get("/audit")
def everywhere() -> ResponseReturnValue:
    form, person_id = _asked()
    if form.errors:
        return render_template("audit/everywhere.html", form=form, zone=_zone(), events=[], page=1, has_more=False), 422
    return _everywhere(form, person_id).show(form=form)


@blueprint.get("/audit.csv")
def export_everywhere() -> ResponseReturnValue:
    form, person_id = _asked()
    return abort(404) if form.errors else _everywhere(form, person_id).export()


def _course_work(assignment_id: int) -> CourseWork:
    return of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))


def _of_course_work(work: CourseWork) -> TrailPage:
    trail = audit.of_course_work(work.id, work.course_id)
    return TrailPage("audit/course_work.html", trail, work.time_zone, work.title)


def _course(course_id: int) -> CourseOfTrail:
    return audit.course(policy.teaching(signed_in()), course_id) or abort(404)


def _of_course(course: CourseOfTrail) -> TrailPage:
    return TrailPage("audit/course.html", audit.of_course(course.id), course.time_zone, course.name)


def _asked() -> tuple[AuditFilter, int | None]:
    """The filter of the address, for admins; and whom it names, None with a sentence where nobody is called so."""
    if not policy.may_administer(signed_in()):
        abort(404)
    form = AuditFilter(request.args)
    form.offer()
    form.validate()
    person = people.by_username(form.person.data) if form.person.data else None
    if form.person.data and person is None:
        form.person.errors = [_("Nobody has this username: type it as it stands in the list of people.")]
    return form, person.id if person else None


def _everywhere(form: AuditFilter, person_id: int | None) -> TrailPage:
    trail = audit.everywhere(person_id, form.subject_type.data or None, form.action.data or None)
    return TrailPage("audit/everywhere.html", trail, _zone(), "Stageclock")


def _zone() -> str:
    return signed_in().time_zone or "UTC"


def _row(event: Event, zone: str) -> list[Cell]:
    what = [
        str(words.ACTION.get(event.action, event.action)),
        str(words.SUBJECT.get(event.subject_type, event.subject_type)),
    ]
    subject = [event.subject_name, event.subject_id]
    return [iso(event.created_at, zone), zone, event.by, *what, *subject, event.reason, details.as_json(event.details)]
