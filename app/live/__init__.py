"""Server-sent events: one connection of a process listens to PostgreSQL, and every open page hears what concerns it.

`hub` knows who is there and what happened lately; `listener` is the thread that hears; `carrier` is the thread that
writes to sockets; `worker` takes these sockets out of gunicorn's hands, so that a stream costs no thread.
"""

import time
from typing import Any, cast

from flask import Flask, current_app, g, request

from app.live.hub import Hub

KEY = "stageclock-live"


def init_app(app: Flask, most_streams: int) -> None:
    """Give the application its hub; nothing is started before the first stream, which is after any fork."""
    app.extensions[KEY] = Hub(app, most_streams)
    app.before_request(_note_the_time)
    app.context_processor(_names)


def current_hub() -> Hub:
    """The hub of the application at work."""
    return cast(Hub, current_app.extensions[KEY])


def _note_the_time() -> None:
    """What is committed after this instant may be missing on the page."""
    g.asked_at = time.time()


def _names() -> dict[str, Any]:
    """Since when a page wants to hear of changes, in milliseconds; whether an open one asks, to become new."""
    return {"asked_at": round(g.get("asked_at", 0) * 1000), "is_refresh": "X-Refresh" in request.headers}
