"""Class lists: sent, looked at, and applied as they were seen; and first passwords for those who have chosen none."""

from dataclasses import asdict
from typing import Any

from flask import abort
from flask_babel import gettext as _
from webargs.flaskparser import abort as refuse

from app import first_passwords, policy
from app.api import finding
from app.api.paging import page, window
from app.api.schemas.rosters import (
    ApplicationIn,
    AppliedOut,
    FirstPasswordsOut,
    RosterIn,
    RosterOut,
    RosterRowOut,
    RosterRowsAsked,
)
from app.api.schemas.shapes import Made, page_of
from app.api.subject import Subject
from app.commands import rosters as commands
from app.forms.roster import first_ones
from app.forms.text import one_line
from app.identity import signed_in
from app.queries import members, rosters
from app.queries.rosters import Draft
from app.rosters import sent
from app.rosters.reading import Roster
from app.rosters.table import Unreadable

subject = Subject("rosters", "Class lists that are sent, looked at and applied; and first passwords.")


@subject.post("/courses/<key:course_id>/rosters", RosterIn, Made, status=201)
def create_roster(body: dict[str, Any], course_id: int) -> dict[str, int]:
    """Send a class list to be looked at: it changes nothing before it is applied. It is kept for a day."""
    course = finding.course(course_id)
    name = one_line(body["name"]) or _("Class list")
    return {"id": commands.keep(course.id, name, _read(body["rows"]), signed_in().id)}


@subject.get("/rosters/<key:draft_id>", RosterOut)
def show_roster(draft_id: int) -> dict[str, Any]:
    """What a class list would do now. Send its `digest` to apply it."""
    draft = _find(draft_id)
    return {**asdict(draft), **asdict(rosters.summary(draft))}


@subject.get("/rosters/<key:draft_id>/rows", page_of(RosterRowOut), RosterRowsAsked)
def list_roster_rows(query: dict[str, Any], draft_id: int) -> dict[str, Any]:
    """What each of its rows would do now, in the order of the list."""
    asked = window(query)
    return page(rosters.read_on(_find(draft_id), query.get("outcome"), asked), asked, lambda row: int(row.line))


@subject.post("/rosters/<key:draft_id>/application", ApplicationIn, AppliedOut)
def apply_roster(body: dict[str, str], draft_id: int) -> dict[str, Any]:
    """Do what the list was seen to do, all or nothing. First passwords of new accounts are told once."""
    draft = _find(draft_id)
    drawn = first_passwords.draw(rosters.summary(draft).created)
    done = commands.apply(draft.id, body["digest"], drawn.hashes, signed_in().id)
    pairs = zip(done.created, drawn.passwords, strict=False)  # fewer people, where an account was made meanwhile
    return {**asdict(done), "created": [{**person, "password": password} for person, password in pairs]}


@subject.post("/courses/<key:course_id>/first-passwords", gives=FirstPasswordsOut)
def make_first_passwords(course_id: int) -> dict[str, Any]:
    """Give everybody of a class who has never chosen a password a new first one, told once."""
    course = finding.course(course_id)
    waiting = members.waiting(course.id, policy.may_reset_password(signed_in()))
    drawn = first_passwords.draw(len(waiting))
    changed = commands.make_first_passwords(course.id, [each.id for each in waiting], drawn.hashes, signed_in().id)
    pairs = zip(waiting, drawn.passwords, strict=True)
    told = [{**asdict(each), "user_id": each.id, "password": password} for each, password in pairs]
    return {"given": [each for each in told if each["user_id"] in changed]}


def _find(draft_id: int) -> Draft:
    return rosters.one(policy.teaching(signed_in()), draft_id) or abort(404)


def _read(rows: list[dict[str, str | None]]) -> Roster:
    try:
        return sent.read(rows)
    except Unreadable as unreadable:
        refuse(422, messages={"json": {"rows": first_ones(unreadable.problems)}})
