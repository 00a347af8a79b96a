"""The interface for programs: JSON under /api/v1, by the same policy, queries and commands as the pages."""

from typing import Any

from flask import Flask
from flask_smorest import Api
from flask_wtf import CSRFProtect

from app.api import catalogue, documentation
from app.api.schemas.problem import Problem
from app.identity import API
from app.problems import MEDIA_TYPE
from app.version import VERSION

ABOUT = """Everything that the pages can do for teachers, students and admins, by the same rules.

Send one of your access tokens as `Authorization: Bearer …`. What you may not see does not exist (404). Times are
instants in UTC by the clock of the database. Lists come by pages: pass `next` of one as `cursor` of the following.
All addresses begin with `/api/v1`.
"""


class OurApi(Api):  # type: ignore[misc]
    """Flask-smorest's, with problem details, and without pages and handlers of its own."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None  # every status is named

    def _register_error_handlers(self) -> None:
        """Errors are answered in one place: app/web_errors.py."""

    def _register_doc_blueprint(self) -> None:
        """The specification is served by app/api/documentation.py."""

    def _register_responses(self) -> None:
        self.DEFAULT_RESPONSE_CONTENT_TYPE = MEDIA_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"


def register(app: Flask) -> None:
    """Give the interface its addresses. Nothing there reads a cookie, so nothing needs a form's token."""
    app.config.update(API_TITLE="Stageclock", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    options: dict[str, Any] = {"info": {"description": ABOUT}, "security": [{"token": []}]}
    api = OurApi(app, spec_kwargs={"servers": [{"url": "/"}], **options})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    csrf: CSRFProtect = app.extensions["csrf"]
    for subject in catalogue.SUBJECTS:
        api.register_blueprint(subject, url_prefix=API)
        csrf.exempt(subject)
    app.register_blueprint(documentation.blueprint)
    del api.spec.components.schemas["PaginationMetadata"]  # lists here come another way
    app.extensions["api"] = api
