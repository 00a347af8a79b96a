"""The settings of one course work: what it says of itself, its material, who manages it, how it ends."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import policy
from app.forms.by_hand import ReasonForm
from app.forms.course_work import EditForm
from app.forms.material import FilesForm, LinkForm, ManagerForm
from app.forms.reminders import RemindersForm
from app.identity import signed_in
from app.queries import assignments, authoring
from app.queries.assignments import CourseWork
from app.routes.by_hand import of_staff


def kept_by_reader(assignment_id: int) -> CourseWork:
    """The course work for its staff; 404 for who may not see it, 403 for who may only see it."""
    return of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))


def most_mb() -> int:
    """How large an upload may be, in MB."""
    most: int = current_app.config["SETTINGS"].max_upload_mb
    return most


def show(work: CourseWork, **refused: Any) -> str:
    """The page; where something was refused with the form that was sent, why (`refusal`), and in which `part` of it.

    `others` is what others have stored meanwhile, by field.
    """
    blank = {"files_form": FilesForm, "link_form": LinkForm, "manager_form": ManagerForm, "reason_form": ReasonForm}
    forms = {name: form(formdata=None) for name, form in blank.items() if name not in refused}
    if "form" not in refused:
        forms["form"] = EditForm.showing(work)
    if "reminders_form" not in refused:
        forms["reminders_form"] = RemindersForm.showing(authoring.reminders(work.id))
    stored = {
        "attachments": assignments.attachments(work.id),
        "links": assignments.links(work.id),
        "managers": authoring.managers(work.id),
    }
    told = {"others": {}, "refusal": None, "part": "facts", **refused}
    return render_template("authoring/edit.html", work=work, most_mb=most_mb(), **stored, **forms, **told)


def go_back(work: CourseWork, said: str, part: str | None = None) -> ResponseReturnValue:
    """To the page, at one of its parts, with what happened in words."""
    flash(said)
    return redirect(url_for("authoring.edit", assignment_id=work.id, _anchor=part), 303)
