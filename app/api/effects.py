"""What closings did by themselves: teams and places in them, roles; and taking it back."""

from dataclasses import asdict
from typing import Any

from flask import abort

from app.api import finding
from app.api.schemas.effects import ClosingOut, UndoneOut
from app.api.schemas.shapes import Reason
from app.api.subject import Subject
from app.commands import teams as commands
from app.identity import signed_in
from app.queries import effects
from app.queries.effects import Closing

subject = Subject("effects", "What closings did by themselves, such as making teams or giving out roles. For staff.")


@subject.get("/transitions/<key:transition_id>/effects", ClosingOut)
def show_effects(transition_id: int) -> dict[str, Any]:
    """What a closing did, what taking it back would remove now, and when that was done before; for staff."""
    closing = _find(transition_id)
    told = {"outlook": effects.outlook(closing), "undoings": effects.undoings(closing)}
    return {**asdict(closing), **told}


@subject.post("/transitions/<key:transition_id>/undo", Reason, UndoneOut)
def undo_effects(body: dict[str, Any], transition_id: int) -> dict[str, Any]:
    """Take back what a closing did, as far as nobody has built on it; for staff."""
    nothing = {"removed_teams": None, "removed_members": None, "removed_roles": None}
    undone = commands.undo(_find(transition_id).id, body["reason"], signed_in().id)
    return {**nothing, "kept_teams": [], "kept_members": [], **undone}


def _find(transition_id: int) -> Closing:
    """A closing of course work whose staff the asker is of."""
    closing = effects.closing(transition_id) or abort(404)
    finding.kept_stage(closing.stage_id)
    return closing
