"""Pages for what goes wrong: in the reader's language, with what to do next, never with a traceback."""

from dataclasses import dataclass

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from app import problems
from app.errors import explain
from app.identity import is_for_programs, reader

MACHINE_READ = ("/healthz", "/readyz", "/health/")
BUSY = "All database connections of this process are in use."


@dataclass(frozen=True)
class Words:
    """What an error page says: what happened, and what to do."""

    title: str
    advice: str


def init_app(app: Flask) -> None:
    """Register the handlers; an unforeseen error reaches the first one as a 500."""
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(SQLAlchemyError, show_database_error)


def words(error: HTTPException) -> Words:
    """The words for an HTTP error."""
    if isinstance(error, CSRFError):
        return Words(_("This form has expired"), _("Go back, reload the page, and send it again. Nothing was changed."))
    known = {
        400: Words(_("The request could not be understood"), _("Go back and try again. Nothing was changed.")),
        403: Words(_("You may not do this"), _("If you think you should be able to, ask your teacher.")),
        404: Words(_("There is nothing here"), _("It may have been removed, or it is not open to you.")),
        405: Words(_("This address does not work like that"), _("Go back and use the buttons on the page.")),
        413: Words(_("That is too large"), _("Choose a smaller file and try again.")),
        503: Words(_("Stageclock is not available just now"), _("Wait a minute and reload. Nothing was changed.")),
    }
    mishap = Words(
        _("Something went wrong on our side"), _("It has been noted. Try again; if it stays, tell your teacher.")
    )
    return known.get(error.code or 500, mishap)


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """One page for every HTTP error; redirects pass."""
    if error.response is not None or (error.code or 500) < 400:
        return error
    if is_for_programs():
        return problems.of_http(error)
    if request.path.startswith(MACHINE_READ):
        return jsonify(status="error", detail=error.name), error.code or 500, _headers(error)
    try:
        reader()
    except SQLAlchemyError as failure:  # the page needs its reader's language before it can be shown
        return show_database_error(failure)
    return render_template("error.html", code=error.code, mishap=words(error)), error.code or 500, _headers(error)


def show_database_error(error: SQLAlchemyError) -> ResponseReturnValue:
    """503 where an operator has to mend the database, 500 where the fault is ours."""
    g.database_is_away = True
    sentence = operator_sentence(error)
    if sentence is None:
        current_app.logger.error("Database error on %s", request.path, exc_info=error)
        return show_http_error(InternalServerError())
    current_app.logger.error("%s", sentence)
    if request.path.startswith(MACHINE_READ):
        return jsonify(status="unavailable", detail=sentence), 503, {"Retry-After": "5"}
    return show_http_error(ServiceUnavailable(retry_after=5))


def operator_sentence(error: SQLAlchemyError) -> str | None:
    """What the operator has to mend; None for a fault of ours."""
    if isinstance(error, PoolTimeout):
        return BUSY
    understood = explain(error) if isinstance(error, DBAPIError) else None
    return str(understood) if understood else None


def _headers(error: HTTPException) -> dict[str, str]:
    kept = {"allow", "retry-after"}
    return {name: value for name, value in error.get_headers() if name.lower() in kept}
