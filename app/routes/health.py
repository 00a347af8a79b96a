"""What monitors and containers ask. JSON, without sign-in, and without anything secret."""

from dataclasses import asdict

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.errors import NO_SCHEMA
from app.identity import public
from app.queries import health
from app.security import over_plain_http

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@over_plain_http
@public
def alive() -> ResponseReturnValue:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@over_plain_http
@public
def ready() -> ResponseReturnValue:
    if health.schema_serves():
        return jsonify(status="ok")
    return jsonify(status="unavailable", detail=NO_SCHEMA), 503


@blueprint.get("/health/clock")
@over_plain_http
@public
def clock() -> ResponseReturnValue:
    checks = health.checks()
    worst = health.worst(checks)
    return jsonify(status=worst, checks=[asdict(check) for check in checks]), 503 if worst == "red" else 200
