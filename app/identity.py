"""Who is signed in. Every page asks for that unless it is marked `public`, and for a password of one's own.

Programs show an access token, and only under `/api/v1`. No session counts there: what a browser sends along by itself
does nothing, so that nobody can be tricked into anything by another site and no form token is needed.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import TypeVar

from flask import Flask, Request, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app import access_tokens
from app.commands import access_tokens as commands
from app.queries import people
from app.queries.people import Person
from app.static_files import is_static

API = "/api/v1"  # where programs ask

View = TypeVar("View", bound=Callable[..., object])


class SignedIn:
    """A person as Flask-Login wants them. The session's mark ends with the password it was opened with."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, person: Person) -> None:
        self.person = person
        self.is_active = person.is_active

    def get_id(self) -> str:
        """What the session keeps: the key and a fingerprint of the password's hash."""
        return f"{self.person.id}.{_fingerprint(self.person)}"


def init_app(app: Flask) -> None:
    """Have every request know its reader, and turn the signed-out away from all that is not public."""
    manager = LoginManager(app, add_context_processor=False)  # its own asks the database even where that is away
    manager.user_loader(_load)
    manager.request_loader(_load_by_token)
    app.before_request(_require_sign_in)
    app.before_request(_require_own_password)
    app.context_processor(lambda: {"reader": reader()})


def public(view: View) -> View:
    """Mark a view that needs no sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def for_a_given_password(view: View) -> View:
    """Mark a view for who has yet to choose a password of their own: every other page leads there."""
    view.takes_given_password = True  # type: ignore[attr-defined]
    return view


def reader() -> Person | None:
    """The person signed in; None also where the database cannot be asked."""
    if g.get("database_is_away"):
        return None
    return current_user.person if current_user.is_authenticated else None


def signed_in() -> Person:
    """The person signed in, on a page that is not public."""
    person: Person = current_user.person
    return person


def is_for_programs() -> bool:
    """Whether what is asked for belongs to the interface for programs."""
    return request.path.startswith(f"{API}/")


def may_write() -> bool:
    """Whether the token that was shown lets its program change things."""
    return bool(g.get("token_scope") == "write")


def session_mark() -> str:
    """What the session keeps of who is signed in."""
    return str(current_user.get_id())


def valid_marks(marks: Iterable[str]) -> set[str]:
    """Which of these marks of sessions are still good: the person may sign in, by the same password."""
    wanted = set(marks)
    keys = {int(mark.partition(".")[0]) for mark in wanted}
    return wanted & {SignedIn(person).get_id() for person in people.several(keys) if person.is_active}


def begin_session(person: Person) -> None:
    """Sign a person in, in a session that holds nothing from before."""
    session.clear()
    login_user(SignedIn(person))
    g.reader_id = person.id


def end_session() -> None:
    """Sign out, and forget everything the session held."""
    logout_user()
    session.clear()


def _load(mark: str) -> SignedIn | None:
    if is_for_programs():
        return None
    key, _, fingerprint = mark.partition(".")
    person = people.by_id(int(key)) if key.isdecimal() else None
    if person is None or not person.is_active or not hmac.compare_digest(fingerprint, _fingerprint(person)):
        return None
    g.reader_id = person.id  # for the log
    return SignedIn(person)


def _load_by_token(asked: Request) -> SignedIn | None:
    """The person whose access token the request shows, under the addresses for programs only."""
    shown = asked.authorization
    if not is_for_programs() or shown is None or shown.type != "bearer" or not shown.token:
        return None
    used = commands.use(access_tokens.digest(shown.token))
    person = people.by_id(used.user_id) if used else None
    if used is None or person is None or not person.is_active:
        return None
    g.token_scope = used.scope
    return SignedIn(person)


def _fingerprint(person: Person) -> str:
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, person.password_hash.encode(), hashlib.sha256).hexdigest()[:32]


def _require_sign_in() -> Response | None:
    if _is_public() or reader() is not None:
        return None
    if is_for_programs():
        abort(401)
    return redirect(url_for("sessions.new", next=_asked_for()))


def _require_own_password() -> Response | None:
    """Who uses a password that somebody else made and may have read chooses another one first."""
    if _is_public() or not signed_in().must_change_password:
        return None
    if getattr(current_app.view_functions[request.endpoint or ""], "takes_given_password", False):
        return None
    if is_for_programs():
        abort(403)
    return redirect(url_for("account.edit_password", next=_asked_for()), 303)


def _is_public() -> bool:
    """Whether what is asked for is nobody's in particular: marked so, a static file, or nothing at all."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is None or is_static(request.endpoint) or getattr(view, "is_public", False)


def _asked_for() -> str | None:
    """The page to come back to; none for the first one, where people arrive anyway, nor for what a form sends."""
    is_page = request.method in {"GET", "HEAD"} and request.path != "/"
    return request.script_root + request.full_path.rstrip("?") if is_page else None
