"""How gunicorn serves Stageclock: `gunicorn -c python:app.gunicorn_conf`. Any option given beside it overrules."""

import gc
import os
from typing import Any

from app.metrics import sharing

wsgi_app = "app:create_app()"
# The master builds the application, so that a start without SECRET_KEY ends it at once instead of restarting workers.
preload_app = True
# Threads keep serving while others wait: for their turn to hash a password, for the end of a refused sign-in (0.8 s),
# for the database. Open streams cost none.
worker_class = "app.live.worker.StreamWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16
control_socket_disable = True
logger_class = "app.gunicorn_log.GunicornLogger"
loglevel = os.environ.get("LOG_LEVEL") or "info"
# Which proxies are believed is said by TRUSTED_PROXIES alone, not a second time by gunicorn.
forwarded_allow_ips = ""


# Each worker counts in files of its own, which whichever is asked for /metrics reads together.
sharing.begin()


def child_exit(_server: Any, worker: Any) -> None:
    """A worker has ended: what it had open is open no more, what it had counted stays."""
    sharing.forget(worker.pid)


def when_ready(_server: Any) -> None:
    """Before the first worker is forked: no collection of garbage looks through the application itself again."""
    gc.collect()
    gc.freeze()
