"""The clock, for admins: its health by cause, what it did, what it will do, and pg_cron's view of it."""

from datetime import timedelta

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app import policy
from app.identity import signed_in
from app.queries import clock, health, problems, transitions

blueprint = Blueprint("clock", __name__)

HORIZON = timedelta(days=7)


@blueprint.get("/clock")
def show() -> ResponseReturnValue:
    if not policy.may_see_clock(signed_in()):
        abort(404)
    checks = health.checks()
    return render_template(
        "clock/show.html",
        zone=signed_in().time_zone or "UTC",
        checks=checks,
        worst=health.worst(checks),
        control=clock.control(),
        problems=problems.everywhere(),
        upcoming=transitions.upcoming(HORIZON),
        horizon=HORIZON,
        runs=clock.runs(),
        jobs=clock.cron_jobs(),
        job_runs=clock.cron_job_runs(),
    )
