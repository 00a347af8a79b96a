"""Stageclock: multi-stage team course work whose clock is PostgreSQL itself."""

from flask import Flask

from app import (
    api,
    appearance,
    cli,
    compression,
    db,
    identity,
    languages,
    live,
    logs,
    metrics,
    presentation,
    routes,
    security,
    static_files,
    web_errors,
)
from app.config import Settings, load_settings
from app.errors import OperatorError
from app.translated_templates import TranslatedTemplates
from app.web_start import require_web_settings, starts_web


def create_app(settings: Settings | None = None) -> Flask:
    """The application, for gunicorn, `flask` and tests; exit with one sentence where it cannot start."""
    try:
        return _build(settings or load_settings())
    except OperatorError as error:
        raise SystemExit(f"Error: {error}") from None


def _build(settings: Settings) -> Flask:
    if starts_web():
        require_web_settings(settings)
    app = Flask(__name__)
    app.jinja_environment = TranslatedTemplates
    app.config["SETTINGS"] = settings
    db.init_app(app, settings.database_url)
    logs.init_app(app)  # first, for it sees a request first and an answer last
    compression.init_app(app)  # next, for it has an answer when it is whole
    static_files.init_app(app)
    security.init_app(app, settings)
    live.init_app(app, settings.max_streams)
    metrics.init_app(app)
    identity.init_app(app)
    languages.init_app(app)
    appearance.init_app(app)
    presentation.init_app(app)
    web_errors.init_app(app)
    routes.register(app)
    api.register(app)
    cli.register(app)
    return app
