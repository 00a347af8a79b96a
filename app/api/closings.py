"""What closings did by themselves, and taking it back."""

from dataclasses import asdict
from typing import Any

from flask import abort

from app.api import finding
from app.api.schemas.closings import ClosingOut, UndoneOut
from app.api.schemas.shapes import Reason
from app.api.subject import Subject
from app.commands import teams as commands
from app.identity import signed_in
from app.queries import effects
from app.queries.effects import Closing

subject = Subject("closings", "What closings did by themselves, and taking it back.")


@subject.get("/transitions/<key:transition_id>/undo/preview", ClosingOut)
def preview_undo(transition_id: int) -> dict[str, Any]:
    """What a closing did by itself, what taking it back would do now, and each time that somebody has. For staff."""
    closing = _closing(transition_id)
    return {**asdict(closing), "outlook": effects.outlook(closing), "undoings": effects.undoings(closing)}


@subject.post("/transitions/<key:transition_id>/undo", Reason, UndoneOut)
def undo_transition(body: dict[str, Any], transition_id: int) -> dict[str, object]:
    """Take back what a closing did, where nobody has built on it; tells whom it concerns. For staff."""
    return commands.undo(_closing(transition_id).id, body["reason"], signed_in().id)


def _closing(transition_id: int) -> Closing:
    closing = effects.closing(transition_id) or abort(404)
    finding.kept_stage(closing.stage_id)
    return closing
