"""Teams, roles and hand-ins of one course work as files, for its staff."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import policy, sheets
from app.identity import signed_in
from app.queries import assignments
from app.routes.by_hand import of_staff
from app.sheets import Ending
from app.work_sheets import SHEET

blueprint = Blueprint("exports", __name__)

FILE = "/assignments/<key:assignment_id>/<any(teams, roles, submissions):what>.<any(csv, xlsx):ending>"


@blueprint.get(FILE)
def download(assignment_id: int, what: str, ending: Ending) -> ResponseReturnValue:
    work = of_staff(assignments.one(policy.course_work(signed_in()), assignment_id))
    return sheets.download(SHEET[what](work), ending)
