"""Posts that may be sent twice: under the same Idempotency-Key the first answer is given again, for a day.

What changed nothing lets go of its key. A fault of ours keeps it: nobody knows then whether anything was changed.
An upload is read only when its key is claimed: sent again, it is read once more, to see that it is the same. Its digest
says until then that it is `unread:`, by which the database lets go of the key of one that was cut off.
"""

import hashlib
import re
from typing import Any

from flask import Response, abort, g, request
from flask_babel import gettext as _

from app import problems
from app.api import uploads
from app.commands import idempotency as commands
from app.identity import signed_in

HEADER = "Idempotency-Key"
TOLD_ONCE = "password"
UNREAD = "unread:"
KEY = re.compile(r"[!-~]{1,255}")
PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "A name of your choice for this request: sent again under it, it is done once and answered again.",
    "schema": {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": 255},
}


def claim() -> Response | None:
    """Before the request is done: claim its key, or answer as the first time."""
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None:
        return None
    if not KEY.fullmatch(key):
        abort(422)
    digest = _digest()
    known = commands.claim(signed_in().id, key, digest)
    if known is not None:
        return _again(known, digest)
    g.idempotency_key = key
    return None


def keep(response: Response) -> Response:
    """After the request: keep the answer, or let go of the key where nothing was changed."""
    key = g.pop("idempotency_key", None)
    if key is None:
        return response
    if response.status_code < 300 or response.status_code == 500:
        body = _without_secrets(response.get_json(silent=True))
        commands.keep(signed_in().id, key, response.status_code, body, uploads.digest_of_read())
    else:
        commands.release(signed_in().id, key)
    return response


def _without_secrets(body: Any) -> Any:
    """The answer without the passwords that it told: those are kept as hashes only."""
    if isinstance(body, list):
        return [_without_secrets(part) for part in body]
    if isinstance(body, dict):
        return {name: None if name == TOLD_ONCE else _without_secrets(part) for name, part in body.items()}
    return body


def _again(known: commands.Known, digest: str) -> Response:
    title, _detail = problems.words(409)
    if not _is_same(known.request_digest, digest):
        return problems.answer(422, *_other_request())
    if known.status is None:
        return problems.answer(409, title, _("The first request under this key is still being answered."))
    if known.status >= 500:
        return problems.answer(known.status, *problems.words(known.status))
    response = Response(known.text, known.status, mimetype="application/json")
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _is_same(first: str | None, digest: str) -> bool:
    return first in {None, digest} or (uploads.is_upload() and first == uploads.read_through())


def _other_request() -> tuple[str, str]:
    title, _detail = problems.words(422)
    return title, _("This key was used for another request: choose a new one.")


def _digest() -> str:
    """What the request asks for: address and body; of an upload, which is not read yet, that it is one."""
    is_upload = uploads.is_upload()
    body = request.mimetype.encode() if is_upload else request.get_data(cache=True)
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode() + body).hexdigest()
    return f"{UNREAD}{digest}" if is_upload else digest
