"""Taking back what a closing did by itself: what it did, whether to, and afterwards what went and what stayed."""

from itertools import chain
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import policy
from app.commands import teams as commands
from app.errors import Refused
from app.identity import signed_in
from app.queries import assignments, effects
from app.queries.assignments import CourseWork
from app.queries.effects import Closing, Names
from app.routes.by_hand import of_staff, sentence_of
from app.routes.tried import Tried, reason_sent

blueprint = Blueprint("undo", __name__, url_prefix="/transitions/<key:transition_id>")

MOST_NAMED = 50  # teams or roles of a closing that are listed with their people


@blueprint.get("/undo")
def show(transition_id: int) -> ResponseReturnValue:
    return _page(*_find(transition_id))


@blueprint.post("/undo")
def undo(transition_id: int) -> ResponseReturnValue:
    work, closing = _find(transition_id)
    tried = reason_sent("undo")
    if tried.sentence:
        return _page(work, closing, tried), 422
    try:
        commands.undo(closing.id, tried.typed, signed_in().id)
    except Refused as refused:
        return _page(work, closing, Tried("undo", 0, tried.typed, sentence_of(refused))), refused.status
    flash(_("It is taken back. What went and what stayed is written here."))
    return redirect(url_for("undo.show", transition_id=closing.id), 303)


def _find(transition_id: int) -> tuple[CourseWork, Closing]:
    closing = effects.closing(transition_id) or abort(404)
    return of_staff(assignments.of_stage(policy.course_work(signed_in()), closing.stage_id)), closing


def _page(work: CourseWork, closing: Closing, tried: Tried | None = None) -> str:
    undoings, outlook = effects.undoings(closing), effects.outlook(closing)
    names = _names(closing, [*(one.details for one in undoings), vars(outlook)])
    return render_template(
        "undo/show.html", work=work, closing=closing, undoings=undoings, outlook=outlook, names=names, tried=tried,
        most=MOST_NAMED,
    )  # fmt: skip


def _names(closing: Closing, kept: list[dict[str, Any]]) -> Names:
    """The names of everybody and everything that the page lists; `kept`: what stayed or would stay."""
    teams = [team for part in ("made", "filled") for team in closing.effects.get(part, ())[:MOST_NAMED]]
    given = closing.effects.get("given", ())[:MOST_NAMED]
    people = chain(
        *(team["members"] for team in teams), (one["user_id"] for one in given),
        *(one.get("kept_members", ()) for one in kept),
    )  # fmt: skip
    named = chain((one["team_id"] for one in given), *(one.get("kept_teams", ()) for one in kept))
    return effects.names(people, named, (one["role_id"] for one in given))
