"""What a browser keeps for us beside its session: choices about pages, for a year."""

from datetime import timedelta

from flask import current_app
from werkzeug.wrappers import Response

A_YEAR = timedelta(days=365)


def keep(response: Response, cookie: str, value: str) -> None:
    """Keep a choice in the browser that gets this answer."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(cookie, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
