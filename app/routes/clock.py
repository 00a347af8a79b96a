"""The clock, for admins: its health by cause, what it did, what it will do, and pg_cron's view of it."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app import policy, timeline
from app.commands import mail as mail_commands
from app.errors import Refused
from app.identity import signed_in
from app.queries import clock, dashboard, health, mail, moving, passages, problems, stages, transitions
from app.routes.by_hand import sentence_of
from app.routes.picture import SECOND, Painter, Picture
from app.times import zone_key

blueprint = Blueprint("clock", __name__)

HORIZON = timedelta(days=7)
BEHIND = timedelta(days=1)


@blueprint.get("/clock")
def show() -> ResponseReturnValue:
    if not policy.may_see_clock(signed_in()):
        abort(404)
    checks, control = health.checks(), clock.control()
    picture, works = _picture(control.as_of if control else None)
    mailing = mail.state()
    return render_template(
        "clock/show.html",
        zone=_zone(),
        checks=checks,
        worst=health.worst(checks),
        control=control,
        picture=picture,
        works=works,
        behind=BEHIND,
        problems=problems.everywhere(),
        mail=mailing,
        dead_letters=mail.dead() if mailing and mailing.dead else [],
        upcoming=transitions.upcoming(HORIZON),
        horizon=HORIZON,
        runs=clock.runs(),
        jobs=clock.cron_jobs(),
        job_runs=clock.cron_job_runs(),
    )


@blueprint.post("/clock/mail/retry")
def retry_mail() -> ResponseReturnValue:
    if not policy.may_see_clock(signed_in()):
        abort(404)
    named = [int(key) for key in request.form.getlist("notice") if key.isdecimal() and int(key) < 2**63]
    try:
        number = mail_commands.retry(None if request.form.get("all") else named, signed_in().id)
        flash(ngettext("%(num)d message is tried again.", "%(num)d messages are tried again.", number))
    except Refused as refused:
        flash(sentence_of(refused))
    return redirect(url_for("clock.show", _anchor="mail"), 303)


def _picture(as_of: datetime | None) -> tuple[Picture, int]:
    """The course works in which something has moved or is about to, to the second; and how many there are."""
    works, number = moving.works(policy.course_work(signed_in()), BEHIND, HORIZON)
    plans = stages.plans([work.id for work in works])
    painter = Painter(passages.of([work.id for work in works]), _zone(), SECOND)
    axis = timeline.near(as_of or dashboard.now(), BEHIND, HORIZON)
    return painter.by_work(axis, [(work, plans[work.id]) for work in works]), number


def _zone() -> str:
    return zone_key(signed_in().time_zone or "UTC")
