"""Problem details (RFC 9457): what programs are told when something goes wrong, in the language that they ask for."""

from http import HTTPStatus
from typing import Any

from flask import Response, json
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app import refusals
from app.errors import Refused

MEDIA_TYPE = "application/problem+json"


def answer(status: int, title: str, detail: str, **more: object) -> Response:
    """One problem. `more`: `code`, the database's private SQLSTATE, and `errors`, what is wrong field by field."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(json.dumps(said), status, mimetype=MEDIA_TYPE)


def of_http(error: HTTPException) -> Response:
    """The problem that an HTTP error is."""
    status = error.code or 500
    title, detail = words(status)
    response = answer(status, title, detail, **_errors(error))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Stageclock"'
    return response


def of_refusal(refused: Refused) -> Response:
    """The problem that the database's refusal is."""
    title, _detail = words(refused.status)
    more = {"code": refused.sqlstate} if refused.sqlstate.startswith("SC") else {}
    response = answer(refused.status, title, refusals.sentence_of(refused), **more)
    if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def words(status: int) -> tuple[str, str]:
    """Title and detail of a status."""
    known = {
        400: (_("The request could not be understood"), _("Its body is not what it says it is, or it is no HTTP.")),
        401: (_("No valid access token"), _("Send one of your access tokens in the header Authorization.")),
        403: (_("You may not do this"), _("The person or the token may not do this, or has no password of their own.")),
        404: (_("There is nothing here"), _("It may have been removed, or it is not open to you.")),
        405: (_("This address does not work like that"), _("Use one of the methods that the header Allow names.")),
        409: (_("That is not possible now"), _("What it is about is in another state.")),
        412: (_("Somebody else has changed this"), _("Fetch it anew, and send its ETag as If-Match.")),
        413: (_("That is too large"), _("Send less at once.")),
        415: (_("Not a kind of content that is taken here"), _("Send application/json, or a form where one is taken.")),
        422: (_("Something in the request cannot be"), _("See what is wrong, field by field.")),
        428: (_("Which version is to be changed?"), _("Fetch it, and send its ETag as If-Match.")),
        429: (_("Too many requests"), _("Wait as long as the header Retry-After says.")),
        503: (_("Stageclock is not available just now"), _("Nothing was changed. Try again in a moment.")),
    }
    return known.get(status, (_("Something went wrong on our side"), _("It has been noted.")))


def _errors(error: HTTPException) -> dict[str, Any]:
    """What is wrong field by field, where webargs found it: place, field, and sentences."""
    found = (getattr(error, "data", None) or {}).get("messages")
    return {"errors": _plain(found)} if found else {}


def _plain(found: Any) -> Any:
    if isinstance(found, dict):
        return {str(name): _plain(part) for name, part in found.items()}
    return [_plain(part) for part in found] if isinstance(found, list) else str(found)
