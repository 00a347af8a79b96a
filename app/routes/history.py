"""The history of one course work, for its staff: every transition, by page and as a file."""

from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import details, policy, words
from app.csv_export import Cell, download
from app.identity import signed_in
from app.models.types import TransitionCause
from app.queries import assignments, stages, transitions
from app.queries.assignments import CourseWork
from app.queries.transitions import Chosen, Transition
from app.routes.by_hand import of_staff
from app.routes.paging import page_asked
from app.times import iso, zone_key

blueprint = Blueprint("history", __name__, url_prefix="/assignments/<key:assignment_id>")


@blueprint.get("/history")
def show(assignment_id: int) -> ResponseReturnValue:
    work, chosen, page = _find(assignment_id), _chosen(), page_asked()
    history, has_more = transitions.history(work.id, chosen, page)
    return render_template(
        "history/show.html",
        work=work,
        plan=stages.plan(work.id),
        chosen=chosen,
        history=history,
        page=page,
        has_more=has_more,
    )


@blueprint.get("/history.csv")
def export(assignment_id: int) -> ResponseReturnValue:
    work = _find(assignment_id)
    header = (
        _("Stage"), _("Round"), _("From"), _("To"), _("Planned"), _("Happened"), _("Time zone"), _("Lag in seconds"),
        _("Cause"), _("By"), _("Reason"), _("Run"), _("People told"), _("What it did (JSON)"),
    )  # fmt: skip
    return download(_("%(title)s – history", title=work.title), header, _rows(work))


def _find(assignment_id: int) -> CourseWork:
    return of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))


def _chosen() -> Chosen:
    """What the address asks for; what it cannot mean is not asked for."""
    stage_id = request.args.get("stage", type=int)
    is_key = stage_id is not None and 0 < stage_id < 2**63
    return Chosen(stage_id if is_key else None, request.args.get("cause", type=TransitionCause))


def _rows(work: CourseWork) -> Iterator[list[Cell]]:
    return (_row(transition, zone_key(work.time_zone)) for transition in transitions.whole_history(work.id))


def _row(row: Transition, zone: str) -> list[Cell]:
    planned = iso(row.due_at, zone) if row.due_at else None
    lag = row.lag.total_seconds() if row.lag is not None else None
    change = (str(words.STATUS[row.from_status]), str(words.STATUS[row.to_status]))
    when = (planned, iso(row.happened_at, zone), zone, lag)
    why = (str(words.CAUSE[row.cause]), row.actor_name, row.reason, row.run_id, row.people)
    return [row.stage_name, row.generation + 1, *change, *when, *why, details.as_json(row.effects)]
