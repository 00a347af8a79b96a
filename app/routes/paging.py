"""Which page of a long list an address asks for."""

from flask import abort, request

LAST = 100_000


def page_asked() -> int:
    """The page, 1 where none is asked for; one that cannot be does not exist."""
    page = request.args.get("page", 1, type=int)
    return page if 1 <= page <= LAST else abort(404)
