"""The tasks of a team: its list, one task with what was reported about it, and what members and staff do to them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.commands import tasks as commands
from app.errors import Refused
from app.forms.tasks import BESIDE, ProgressForm, TaskForm
from app.identity import signed_in
from app.queries import tasks
from app.queries.tasks import ALL, MINE, OPEN, Task
from app.queries.teams import TeamNow
from app.routes.by_hand import beside, sentence_of
from app.routes.paging import page_asked
from app.routes.team_page import TeamPage, find

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/teams/<key:team_id>/tasks")
def index(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    return _list(page, team, TaskForm(formdata=None))


@blueprint.post("/teams/<key:team_id>/tasks")
def create(team_id: int) -> ResponseReturnValue:
    page, team = find(team_id)
    form = TaskForm()
    values = form.read(None, page.work.time_zone)
    if values is None:
        return _list(page, team, form), 422
    try:
        commands.add(team.id, values, signed_in().id, by_staff=page.work.is_staff)
    except Refused as refused:
        return _list(page, team, form, beside(form, refused, BESIDE)), refused.status
    flash(_("The task “%(title)s” is on the list.", title=values.title))
    return redirect(url_for("tasks.index", team_id=team.id), 303)


@blueprint.get("/tasks/<key:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    page, team, task = _find(task_id)
    return _page(page, team, task, _progress(task))


@blueprint.post("/tasks/<key:task_id>/progress")
def report(task_id: int) -> ResponseReturnValue:
    page, team, task = _find(task_id)
    form = ProgressForm()
    if not form.validate():
        return _page(page, team, task, form), 422
    try:
        commands.report(task.id, int(form.progress.data), form.note.data, signed_in().id)
    except Refused as refused:
        return _page(page, team, task, form, sentence_of(refused)), refused.status
    flash(_("It is at %(progress)d %% now.", progress=int(form.progress.data)))
    return redirect(url_for("tasks.show", task_id=task.id), 303)


@blueprint.get("/tasks/<key:task_id>/edit")
def edit(task_id: int) -> ResponseReturnValue:
    page, team, task = _find(task_id)
    return _form(page, team, task, TaskForm.showing(task, page.work.time_zone))


@blueprint.post("/tasks/<key:task_id>")
def update(task_id: int) -> ResponseReturnValue:
    page, team, task = _find(task_id)
    form = TaskForm()
    values = form.read(task.due_at, page.work.time_zone)
    if values is None:
        return _form(page, team, task, form), 422
    try:
        commands.edit(task.id, values, signed_in().id, by_staff=page.work.is_staff)
    except Refused as refused:
        return _form(page, team, task, form, beside(form, refused, BESIDE)), refused.status
    flash(_("The task is changed."))
    return redirect(url_for("tasks.show", task_id=task.id), 303)


@blueprint.get("/tasks/<key:task_id>/removal")
def ask(task_id: int) -> ResponseReturnValue:
    page, team, task = _find(task_id)
    return render_template("tasks/removal.html", work=page.work, team=team, task=task, refusal=None)


@blueprint.post("/tasks/<key:task_id>/removal")
def remove(task_id: int) -> ResponseReturnValue:
    page, team, task = _find(task_id)
    try:
        commands.remove(task.id, signed_in().id, by_staff=page.work.is_staff)
    except Refused as refused:
        told = {"work": page.work, "team": team, "task": task, "refusal": sentence_of(refused)}
        return render_template("tasks/removal.html", **told), refused.status
    flash(_("The task “%(title)s” is removed.", title=task.title))
    return redirect(url_for("tasks.index", team_id=team.id), 303)


def _find(task_id: int) -> tuple[TeamPage, TeamNow, Task]:
    """A task for who sees the inside of its team."""
    task = tasks.one(task_id) or abort(404)
    return *find(task.team_id), task


def _progress(task: Task) -> ProgressForm:
    return ProgressForm(formdata=None, data={"progress": str(task.progress)})


def _list(page: TeamPage, team: TeamNow, form: TaskForm, refusal: str | None = None) -> str:
    me, number = signed_in().id, page_asked()
    asked = request.args.get("shown")
    shown = asked if asked in (MINE, OPEN, ALL) else OPEN
    found, has_more = tasks.page(team.id, me, shown, number)
    return render_template(
        "tasks/index.html", work=page.work, team=team, form=form.offer(team.members), refusal=refusal, shown=shown,
        tasks=found, page=number, has_more=has_more, counts=tasks.counts(team.id, me),
        may_change=tasks.may_change(page.work.id),
    )  # fmt: skip


def _page(page: TeamPage, team: TeamNow, task: Task, form: ProgressForm, refusal: str | None = None) -> str:
    number = page_asked()
    reports, has_more = tasks.reports(task.id, number)
    return render_template(
        "tasks/show.html", work=page.work, team=team, task=task, form=form, refusal=refusal, reports=reports,
        page=number, has_more=has_more, may_change=tasks.may_change(page.work.id),
    )  # fmt: skip


def _form(page: TeamPage, team: TeamNow, task: Task, form: TaskForm, refusal: str | None = None) -> str:
    form.offer(team.members)
    return render_template("tasks/edit.html", work=page.work, team=team, task=task, form=form, refusal=refusal)
