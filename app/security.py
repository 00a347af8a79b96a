"""What keeps pages safe in the browser: headers, cookies, CSRF, and what a proxy may tell us."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, current_app, request
from flask_talisman import DENY, Talisman
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from app.config import Settings
from app.static_files import is_static

# Nothing inline, nothing from elsewhere. Bootstrap's style sheet draws its icons from data: addresses.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

View = TypeVar("View", bound=Callable[..., object])


def init_app(app: Flask, settings: Settings) -> None:
    """Harden the application; TLS is insisted on only where PUBLIC_URL is https."""
    _trust_proxies(app, settings)
    app.config.update(
        SECRET_KEY=settings.secret_key or None,
        SESSION_COOKIE_NAME="stageclock",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        MAX_CONTENT_LENGTH=(settings.max_upload_mb + 1) * 1024 * 1024,  # the files, and the form around them
        # What a form may hold besides files: 5,000 first passwords go back as one field, for a class list's file.
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open works as long as its session does
        WTF_CSRF_SSL_STRICT=settings.is_https,
    )
    _set_headers(app, settings.is_https)
    TokenBesideTheBody(app)
    app.after_request(_keep_private)


class TokenBesideTheBody(CSRFProtect):  # type: ignore[misc]
    """Asks every form for its token; where the body is received late, in the header X-CSRFToken or in the address."""

    def _get_csrf_token(self) -> str | None:
        view = current_app.view_functions.get(request.endpoint or "")
        if not getattr(view, "receives_late", False):
            token: str | None = super()._get_csrf_token()
            return token
        return request.headers.get("X-CSRFToken") or request.args.get("csrf_token")


def receives_late(view: View) -> View:
    """Mark a view that reads the body itself, once it has decided to: nothing before it may parse the form."""
    view.receives_late = True  # type: ignore[attr-defined]
    return view


def over_plain_http(view: View) -> View:
    """Mark a view that answers over http too, where people are sent to https: monitors ask inside the host."""
    view.talisman_view_options = {"force_https": False}  # type: ignore[attr-defined]
    return view


def kept_by_its_reader(view: View) -> View:
    """Mark a view whose answers a program of its one reader may keep, and has to ask about each time."""
    view.is_kept = True  # type: ignore[attr-defined]
    return view


def _set_headers(app: Flask, is_https: bool) -> None:
    Talisman(
        app,
        force_https=is_https,
        strict_transport_security=is_https,
        strict_transport_security_include_subdomains=False,
        session_cookie_secure=is_https,
        content_security_policy=POLICY,
        frame_options=DENY,
        referrer_policy="same-origin",
        permissions_policy={"browsing-topics": "()", "camera": "()", "geolocation": "()", "microphone": "()"},
    )


def _trust_proxies(app: Flask, settings: Settings) -> None:
    """Believe the X-Forwarded-* headers of so many proxies of ours, and of nobody beyond them."""
    if count := settings.trusted_proxies:
        path = urlsplit(settings.public_url).path.rstrip("/")
        proxy_fix = ProxyFix(_below(app.wsgi_app, path), x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxy_fix  # type: ignore[method-assign]


def _below(wsgi_app: WSGIApplication, path: str) -> WSGIApplication:
    """The pages as the proxy shows them, below the path of PUBLIC_URL, which the proxy takes away.

    X-Forwarded-Prefix would say the same, but proxies pass on what the browser says there.
    """

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> object:
        return wsgi_app({**environ, "SCRIPT_NAME": path}, start_response)

    return serve  # type: ignore[return-value]


def _keep_private(response: Response) -> Response:
    """Pages are made for one reader in one language: no cache keeps them, not even the browser's own."""
    if not is_static(request.endpoint):
        is_kept = getattr(current_app.view_functions.get(request.endpoint or ""), "is_kept", False)
        may_keep = is_kept and response.status_code in {200, 304}
        response.headers["Cache-Control"] = "private, no-cache" if may_keep else "no-store"
        response.vary.update(["Cookie", "Accept-Language"])
    return response
