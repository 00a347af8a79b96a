"""The clock, for admins."""

from dataclasses import asdict
from typing import Any

from flask import abort

from app import policy
from app.api.schemas.clock import ClockOut
from app.api.subject import Subject
from app.identity import signed_in
from app.queries import clock, health

subject = Subject("clock", "Whether stages would move now, and what the clock did last. For admins.")


@subject.get("/clock", ClockOut)
def show_clock() -> dict[str, Any]:
    """The clock's health by cause, and its last runs."""
    if not policy.may_see_clock(signed_in()):
        abort(403)
    checks, control = health.checks(), clock.control()
    nothing = {"heartbeat_at": None, "paused_at": None, "reason": None, "as_of": signed_in().as_of}
    known = asdict(control) if control else nothing
    return {**known, "status": health.worst(checks), "checks": checks, "runs": clock.runs()}
