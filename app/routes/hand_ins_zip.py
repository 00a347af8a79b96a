"""All that was handed in at a stage, as one archive for its staff."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import packed_hand_ins
from app.routes.hand_ins_page import of_stage

blueprint = Blueprint("hand_ins_zip", __name__)


@blueprint.get("/stages/<key:stage_id>/submissions.zip")
def show(stage_id: int) -> ResponseReturnValue:
    page = of_stage(stage_id)
    return packed_hand_ins.answer(stage_id, f"{page.work.title} - {page.stage.name}" if page.stage else page.work.title)
