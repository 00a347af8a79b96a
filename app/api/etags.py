"""Versions of what can be edited: an ETag says which one was seen, and If-Match which one is to be changed."""

from typing import Any

from flask import abort, request

ANSWERED = {"ETag": {"description": "The version, to be sent as If-Match.", "schema": {"type": "string"}}}
PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the version that is to be changed.",
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
}


def of(version: int) -> dict[str, str]:
    """The header of an answer. It names what can be edited: what only the clock changes leaves it as it is."""
    return {"ETag": f'"{version}"'}


def asked(current: int) -> int:
    """The version that the request means to change; 428 where it names none, 412 where there is a newer one."""
    if not request.if_match:
        abort(428)
    return current if request.if_match.contains(str(current)) else abort(412)
