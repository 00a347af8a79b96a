"""Forms with files: received part by part, once it is decided that they are taken, and never held as a whole."""

import hashlib
from collections.abc import Iterator
from typing import NoReturn

from flask import Response, abort, current_app, g, request
from flask_babel import gettext as _
from werkzeug.sansio.multipart import Data, Event, Field, File

from app import problems
from app.commands import submissions as commands
from app.forms.files import why_not
from app.identity import signed_in
from app.multipart import Malformed, Multipart, Part
from app.queries.hand_ins import Standing
from app.receiving import HandIn
from app.storage import Unacceptable

MEDIA_TYPE = "multipart/form-data"


class Noted(Multipart):
    """A form of which a digest is made as it is read: the same for the same parts, whatever lies between them."""

    def __init__(self) -> None:
        super().__init__(request.stream, request.content_type or "")
        self._total = hashlib.sha256(request.full_path.encode())
        self._part = hashlib.sha256()

    def next_event(self) -> Event:
        """What comes next, noted."""
        event = super().next_event()
        if isinstance(event, File | Field):
            self._part = hashlib.sha256(repr((event.name, getattr(event, "filename", None))).encode())
        elif isinstance(event, Data):
            self._part.update(event.data)
            if not event.more_data:
                self._total.update(self._part.digest())
        return event

    @property
    def digest(self) -> str:
        """Of the address and of all parts that have come so far."""
        return self._total.hexdigest()


def is_upload() -> bool:
    """Whether the request is a form with files, at an address that takes them."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "receives_late", False) and request.mimetype == MEDIA_TYPE


def read_through() -> str:
    """The digest of an upload of which nothing is kept, however large it is."""
    request.max_content_length = None
    form = Noted()
    try:
        for _part in form:
            pass
    except Malformed:
        abort(400)
    return form.digest


def digest_of_read() -> str | None:
    """The digest of the upload that this request was; None where it was none, or was not read to its end."""
    digest: str | None = g.get("upload_digest")
    return digest


def hand_in(standing: Standing, team_id: int) -> int:
    """Ask the gate, then read: what counts is this instant. The key of the hand-in."""
    limits, me = standing.limits, signed_in().id
    if (request.content_length or 0) > limits.most_bytes:
        abort(413)
    # Flask's own limit is that of other requests; a body of unsaid length is cut off at this one.
    request.max_content_length = limits.most_bytes
    ticket = commands.begin(standing.stage_id, team_id, me)
    try:
        form = Noted()
        key = commands.receive(ticket, HandIn(), _known(form), limits, me)
    except Unacceptable as refused:
        _refuse(413 if refused.why == "too_large" else 422, why_not(refused, limits.most_mb))
    except Malformed:
        abort(400)
    except OSError:
        current_app.logger.exception("A file of a hand-in could not be stored")
        _refuse(503, _("The server could not store it. Nothing was handed in: tell your teacher."))
    g.upload_digest = form.digest
    return key


def _known(form: Multipart) -> Iterator[Part]:
    """The parts of a form; files and a note are known, and a file has a name."""
    for part in form:
        if part.name not in {"files", "note"} or (part.name == "files") is (part.file_name is None):
            _refuse(422, _("There is no such field."), form={part.name: [_("There is no such field.")]})
        yield part


def _refuse(status: int, why: str, **errors: object) -> NoReturn:
    title, _detail = problems.words(status)
    answer: Response = problems.answer(status, title, why, **({"errors": errors} if errors else {}))
    if status == 503:
        answer.headers["Retry-After"] = "5"
    abort(answer)
