"""The page of one course, which what is done to its class list leads back to; and who may see it."""

from flask import abort, render_template, request

from app import policy
from app.forms.course import MemberForm, TeacherForm
from app.forms.text import one_line
from app.identity import signed_in
from app.queries import courses, members
from app.queries.courses import Course
from app.routes.paging import page_asked


def kept_by_reader(course_id: int) -> Course:
    """The course for who keeps its class list; 404 for everybody else."""
    return courses.one(policy.teaching(signed_in()), course_id) or abort(404)


def for_admins() -> None:
    """Courses are the admins' to open: 403 for teachers, and 404 for who has nothing to do with courses."""
    if not policy.may_administer(signed_in()):
        abort(403 if policy.may_teach(signed_in()) else 404)


def show(
    course: Course,
    refusal: str | None = None,
    teacher_form: TeacherForm | None = None,
    member_form: MemberForm | None = None,
) -> str:
    """The page with the part of the class list that the address asks for, and what was typed and refused."""
    search, page = one_line(request.args.get("q")), page_asked()
    students, has_more = members.students(course.id, search, page)
    return render_template(
        "courses/show.html",
        course=course,
        teachers=members.teachers(course.id),
        students=students,
        course_work=courses.course_work(course.id),
        waiting=members.count_waiting(course.id, policy.may_reset_password(signed_in())),
        search=search,
        page=page,
        has_more=has_more,
        refusal=refusal,
        teacher_form=teacher_form or TeacherForm(formdata=None),
        member_form=member_form or MemberForm(formdata=None),
    )
