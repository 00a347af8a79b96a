"""Static files: their addresses say what is in them, so that a browser asks for each of them once."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from werkzeug.security import safe_join
from werkzeug.wrappers import Response

A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Put a digest into the address of every static file, Bootstrap's too."""
    app.url_defaults(add_digest)
    app.after_request(let_caches_keep)


def is_static(endpoint: str | None) -> bool:
    """Whether an endpoint hands out static files: the application's or a blueprint's."""
    return (endpoint or "").rpartition(".")[2] == "static"


def add_digest(endpoint: str, values: dict[str, Any]) -> None:
    """`?v=…` for the file as it is; nothing where there is none."""
    if is_static(endpoint) and (digest := digest_of(endpoint, values["filename"])):
        values["v"] = digest


def digest_of(endpoint: str, filename: str) -> str | None:
    """The digest of what is in a static file now; None where there is none."""
    owner = current_app.blueprints.get(endpoint.rpartition(".")[0], current_app)
    path = safe_join(owner.static_folder or "", filename)
    try:
        return _digest(path, Path(path).stat().st_mtime_ns) if path else None
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


@cache
def _digest(path: str, _changed: int) -> str:
    return blake2b(Path(path).read_bytes(), digest_size=6).hexdigest()


def let_caches_keep(response: Response) -> Response:
    """A year where the address names this very content; else whoever keeps it has to ask each time."""
    if is_static(request.endpoint) and response.status_code in {200, 206, 304}:
        filename = (request.view_args or {}).get("filename", "")
        asked = request.args.get("v")
        is_this = asked is not None and asked == digest_of(request.endpoint or "", filename)
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if is_this else "no-cache"
    return response
