"""What Prometheus asks. Like /health/clock without sign-in; figures only, and an answer also without the database."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.exc import SQLAlchemyError

from app.identity import public
from app.metrics import current_meters
from app.metrics.page import written
from app.queries import health
from app.queries.health import Figure
from app.security import over_plain_http

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@over_plain_http
@public
def show() -> ResponseReturnValue:
    page = written(current_meters().registry, _figures())
    return Response(page, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _figures() -> list[Figure] | None:
    """What the database says; None where it does not answer, or not as it should."""
    try:
        return health.figures()
    except SQLAlchemyError as error:
        current_app.logger.warning("The database has no figures for monitors: %s", type(error).__name__)
        return None
