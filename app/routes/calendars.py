"""Calendar feeds under secret addresses, for programs that cannot sign in; their owner makes and renews them."""

import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app import calendars, languages, policy
from app.calendars import Known
from app.commands import users
from app.identity import public, signed_in
from app.public_address import public_address
from app.queries import assignments, passages, people, stages
from app.queries import calendars as kept
from app.queries.assignments import CourseWork
from app.queries.people import Person
from app.security import kept_by_its_reader

blueprint = Blueprint("calendars", __name__)

TOKEN = re.compile(r"[\w-]{40,64}", re.ASCII)
MOST_WORKS = 200  # of one person, the newest


@blueprint.get("/calendars/<token>.ics")
@public
@kept_by_its_reader
def personal(token: str) -> ResponseReturnValue:
    owner = _owner(token)
    return _feed(owner, assignments.in_use(policy.takes_part(owner), MOST_WORKS))


@blueprint.get("/calendars/<token>/assignments/<key:assignment_id>.ics")
@public
@kept_by_its_reader
def of_work(token: str, assignment_id: int) -> ResponseReturnValue:
    owner = _owner(token)
    work = assignments.one(policy.course_work(owner), assignment_id) or abort(404)
    return _feed(owner, [work], work.title)


@blueprint.get("/account/calendar")
def show() -> ResponseReturnValue:
    return _page(assignments.in_use(policy.takes_part(signed_in()), MOST_WORKS))


@blueprint.get("/assignments/<key:assignment_id>/calendar")
def show_of_work(assignment_id: int) -> ResponseReturnValue:
    return _page([assignments.one(policy.course_work(signed_in()), assignment_id) or abort(404)])


@blueprint.post("/account/calendar")
def renew() -> ResponseReturnValue:
    had_one = kept.token_of(signed_in().id) is not None
    users.renew_calendar(signed_in().id)
    flash(_("The address is new; the one before leads nowhere.") if had_one else _("Your calendar has an address."))
    return redirect(url_for("calendars.show"), 303)


def _page(works: Sequence[CourseWork]) -> str:
    """One's addresses: that of all, and those of these course works; the button alone where there are none yet."""
    token = kept.token_of(signed_in().id)
    if token is None:
        return render_template("account/calendar.html", address=None, works=[])
    named = [(work, public_address("calendars.of_work", token=token, assignment_id=work.id)) for work in works]
    address = public_address("calendars.personal", token=token)
    return render_template("account/calendar.html", address=address, works=named)


def _owner(token: str) -> Person:
    """Whose calendar it is, as long as they may sign in."""
    owner = people.by_calendar(token) if TOKEN.fullmatch(token) else None
    return owner if owner and owner.is_active else abort(404)


def _feed(owner: Person, works: Sequence[CourseWork], title: str | None = None) -> Response:
    """The calendar in its owner's language; not a byte of it where the program has it already."""
    keys = [work.id for work in works]
    known = Known(stages.plans(keys, owner.id), passages.of(keys, owner.id), kept.revisions(keys, owner.id))
    with force_locale(languages.match(owner.locale) or languages.choose()):
        content = calendars.written(title or _("Stageclock: my course work"), works, known)
    answer = Response(content, mimetype="text/calendar")
    answer.add_etag()
    answer.make_conditional(request)
    return answer
