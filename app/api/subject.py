"""One subject of the interface: its operations, each documented with all that it may answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response, abort, request
from flask_smorest import Blueprint
from marshmallow import Schema
from webargs.flaskparser import FlaskParser

from app import problems
from app.api import etags, idempotency, uploads
from app.api.schemas.base import Empty
from app.errors import Refused
from app.identity import may_write
from app.security import receives_late

View = TypeVar("View", bound=Callable[..., Any])

CHANGING = {"POST", "PATCH", "PUT", "DELETE"}
MOST_JSON = 2 * 1024 * 1024  # a class list of 5,000 with everything said fits


class Parser(FlaskParser):
    """Refuses parameters that nobody knows, as bodies do."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None}  # noqa: RUF012


@dataclass(frozen=True)
class Operation:
    """What one operation takes and gives. `gives` None: no content, or not JSON; `edits`: needs If-Match.

    `receives`: a form with files, which the view reads itself; where it is taken besides `takes`, it is given None.
    `may_conflict`: the state of things may forbid even to read.
    """

    method: str
    rule: str
    gives: type[Schema] | None = None
    takes: type[Schema] | None = None
    receives: type[Schema] | None = None
    query: type[Schema] | None = None
    status: int = 200
    edits: bool = False
    is_versioned: bool = False
    may_conflict: bool = False
    media_type: str | None = None

    @property
    def problems(self) -> set[int]:
        """The statuses of what may go wrong."""
        found = {401, 403, 422, 500, 503}
        if "<" in self.rule:
            found |= {404, 405}  # what is no key is no address, at which some other method may be known
        if self.method in CHANGING:
            found |= {400, 409, 413} | ({415} if self.takes or self.receives else set())
        if self.may_conflict:
            found.add(409)
        return found | ({412, 428} if self.edits else set())


class Subject(Blueprint):  # type: ignore[misc]
    """A blueprint that knows who may come in, and how everything that goes wrong is said."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"api_{name}", __name__, description=description)
        self.tag = name
        self.register_error_handler(Refused, problems.of_refusal)
        self.before_request(_look_at_the_request)
        self.before_request(idempotency.claim)
        self.after_request(idempotency.keep)

    def get(self, rule: str, gives: type[Schema], query: type[Schema] = Empty, **more: Any) -> Callable[[View], View]:
        """An operation that changes nothing."""
        return self.offer(Operation("GET", rule, gives, query=query, **more))

    def post(
        self, rule: str, takes: type[Schema] | None = None, gives: type[Schema] | None = None, **more: Any
    ) -> Callable[[View], View]:
        """An operation that does something; without `gives` it answers 204."""
        status = more.pop("status", 200 if gives else 204)
        return self.offer(Operation("POST", rule, gives, takes, status=status, **more))

    def offer(self, operation: Operation) -> Callable[[View], View]:
        """Register a view under an address and describe it; the view itself stays as it is."""

        def decorate(view: View) -> View:
            served = self._described(operation, view)
            self.add_url_rule(
                operation.rule, view.__name__, served, methods=[operation.method], tags=[self.tag],
                provide_automatic_options=False,
            )  # fmt: skip
            return view

        return decorate

    def _described(self, operation: Operation, view: Callable[..., Any]) -> Callable[..., Any]:
        unparsed = served = self.response(operation.status, **_answer_of(operation))(_answering(operation, view))
        for schema, location in ((operation.takes, "json"), (operation.query, "query")):
            if schema is not None:
                required = any(field.required for field in schema().fields.values())
                served = self.arguments(schema, location=location, required=required)(served)
        if operation.receives:
            served = self._receiving(operation, view=unparsed, otherwise=served)
        for status in sorted(operation.problems):
            served = self.alt_response(status, HTTPStatus(status).name)(served)
        return self._with_headers(operation, self.doc(operationId=view.__name__)(served))

    def _receiving(self, operation: Operation, view: Callable[..., Any], otherwise: Callable[..., Any]) -> Any:
        """The view, which is given JSON where JSON comes and is taken, and reads a form itself, once it decides to."""
        no_json = (None,) if operation.takes else ()

        @wraps(otherwise)
        def receive(*args: Any, **kwargs: Any) -> Any:
            if uploads.is_upload():
                return view(*no_json, *args, **kwargs)
            return otherwise(*args, **kwargs) if operation.takes else abort(415)

        body = {"content": {uploads.MEDIA_TYPE: {"schema": operation.receives}}, "required": True}
        return receives_late(self.doc(requestBody=body)(receive))

    def _with_headers(self, operation: Operation, served: Any) -> Callable[..., Any]:
        named = [idempotency.PARAMETER] if operation.method == "POST" else []
        named += [etags.PARAMETER] if operation.edits else []
        served._apidoc.setdefault("arguments", {}).setdefault("parameters", []).extend(named)
        described: Callable[..., Any] = served
        return described


def _answer_of(operation: Operation) -> dict[str, Any]:
    """How smorest is told of an answer: a file is any sequence of bytes."""
    if operation.media_type:
        return {"schema": {"type": "string", "format": "binary"}, "content_type": operation.media_type}
    is_versioned = operation.is_versioned or (operation.edits and operation.gives)
    return {"schema": operation.gives, "headers": etags.ANSWERED if is_versioned else None}


def _answering(operation: Operation, view: Callable[..., Any]) -> Callable[..., Any]:
    """The view without the empty query that it does not ask for; what it does without an answer is answered so."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        said = view(*(args[1:] if operation.query is Empty else args), **kwargs)
        return Response(status=204) if operation.status == 204 else said

    return answer


def _look_at_the_request() -> None:
    """Refuse a token that may only read, and a body that is not JSON; a form with files is its view's to read."""
    if request.method not in CHANGING:
        return
    if not may_write():
        abort(403)
    if not uploads.is_upload():
        _look_at_the_body()


def _look_at_the_body() -> None:
    request.max_content_length = MOST_JSON + 1  # a body of unsaid length is cut off there
    body = request.get_data(cache=True)
    if len(body) > MOST_JSON:
        abort(413)
    if body and not request.is_json:
        abort(415)
