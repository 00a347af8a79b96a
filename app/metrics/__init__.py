"""Figures for monitors, as Prometheus reads them.

`meters` counts what this web does; `sharing` has several gunicorn workers count together; `page` writes all of it, with
what the database says of its clock at that moment.
"""

import time
from typing import cast

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from app import live
from app.metrics.meters import Meters

KEY = "stageclock-metrics"


def init_app(app: Flask) -> None:
    """Count every request and every stream; after the log, which knows when a request began, and the streams."""
    app.extensions[KEY] = meters = Meters()
    app.extensions[live.KEY].on_count = meters.streams.set
    app.after_request(_count)


def current_meters() -> Meters:
    """The meters of the application at work."""
    return cast(Meters, current_app.extensions[KEY])


def _count(response: Response) -> Response:
    labels = (request.endpoint or "none", str(response.status_code))
    current_meters().requests.labels(*labels).observe(time.perf_counter() - g.began_at)
    return response
