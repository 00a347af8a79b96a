"""What happens, one line an event on standard error: JSON for collectors, or text for people; never a secret.

Everything that speaks through Python's `logging` goes the same way: the application, its streams, gunicorn, libraries.
"""

import logging
import re
import sys
import time
import uuid
from typing import TextIO

import structlog
from flask import Flask, g, has_request_context, request
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import JSONRenderer, TimeStamper, format_exc_info
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger
from werkzeug.wrappers import Response

from app.static_files import is_static

QUIET = {"health.alive", "health.ready", "health.clock", "metrics.show"}  # asked every few seconds, by programs
SANE = re.compile(r"[\w.:+/=-]{1,100}", re.ASCII)
FIRST = ("time", "level", "event", "request_id", "method", "path", "status", "duration_ms", "user_id")
# What opens something and can stand in an address: a calendar's secret, a form's token.
SECRETS = re.compile(r"""(?<=/calendars/)[^/\s"'?]+|(?<=csrf_token=)[^&\s"']+""")

log = structlog.stdlib.get_logger("app.requests")


def init_app(app: Flask) -> None:
    """Give every request an id and a line. Registered first, so that it begins first and ends last."""
    settings = app.config["SETTINGS"]
    configure(settings.log_format, settings.log_level)
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(lambda _error: structlog.contextvars.clear_contextvars())


def configure(form: str, level: str) -> None:
    """Have everything of this process written as `json` or `text`, what is ours from a level on; again changes it."""
    root = logging.getLogger()
    for handler in [known for known in root.handlers if isinstance(known, ToStandardError)]:
        root.removeHandler(handler)
    root.addHandler(ToStandardError(form))
    logging.getLogger("app").setLevel(level.upper())
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *BESIDE, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment."""

    def __init__(self, form: str) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(ProcessorFormatter(foreign_pre_chain=BESIDE, processors=_rendering(form)))

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Tests replace it."""
        return sys.stderr


def without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Every text of an event, tracebacks too, without what would open something."""
    return {name: SECRETS.sub("***", value) if isinstance(value, str) else value for name, value in event.items()}


def with_reader(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Who is signed in, where that is known already: a line in the log asks no database."""
    if has_request_context() and "reader_id" in g:
        event["user_id"] = g.reader_id
    return event


def in_order(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """What one looks for first comes first."""
    return {name: event[name] for name in (*FIRST, *event) if name in event}


# What is added to every event where it happens.
BESIDE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    with_reader,
]


def _rendering(form: str) -> list[Processor]:
    """From an event to its line."""
    stamp = TimeStamper(fmt="iso", utc=True, key="time")
    common: list[Processor] = [ProcessorFormatter.remove_processors_meta, format_exc_info, without_secrets]
    if form == "json":
        return [*common, stamp, in_order, JSONRenderer(ensure_ascii=False)]
    local = TimeStamper(fmt="%H:%M:%S", utc=False, key="timestamp")
    return [*common, local, ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain_traceback)]


def _begin() -> None:
    g.began_at, g.request_id = time.perf_counter(), _request_id(request.headers.get("X-Request-ID", ""))
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, method=request.method, path=request.path)


def _request_id(given: str) -> str:
    """That of whoever stands before us where it is one, else a new one."""
    return given if SANE.fullmatch(given) else uuid.uuid4().hex


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    took = round((time.perf_counter() - g.began_at) * 1000, 1)
    log.log(_level(response.status_code), "request", status=response.status_code, duration_ms=took)
    return response


def _level(status: int) -> int:
    is_quiet = is_static(request.endpoint) or request.endpoint in QUIET
    return logging.WARNING if status >= 500 and not is_quiet else logging.DEBUG if is_quiet else logging.INFO
