"""Forms with files: received part by part, once it is decided that they are taken, and never held as a whole."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from flask import abort, current_app, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.sansio.multipart import Data, Event, Field, File

from app import problems
from app.forms.files import why_not
from app.multipart import Malformed, Multipart, Part
from app.receiving import most_of_any
from app.storage import Unacceptable

MEDIA_TYPE = "multipart/form-data"
NOT_HANDED_IN = lazy_gettext("The server could not store it. Nothing was handed in: tell your teacher.")


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

    def known(self, files: str, *texts: str) -> Iterator[Part]:
        """Its parts, which are files, with names, and these texts: what nobody knows is refused."""
        for part in self:
            if part.name != files if part.file_name is not None else part.name not in texts:
                no_such = _("There is no such field.")
                refuse(422, no_such, form={part.name: [no_such]})
            yield part

    @property
    def digest(self) -> str:
        """Of the address and of all parts that have come so far."""
        return self._total.hexdigest()


def is_upload() -> bool:
    """Whether the request is a form with files, at an address that takes them."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "receives_late", False) and request.mimetype == MEDIA_TYPE


def read_through() -> str:
    """The digest of an upload of which nothing is kept; one larger than anything that is taken is refused."""
    request.max_content_length = most_of_any()
    if (request.content_length or 0) > request.max_content_length:
        abort(413)
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


@contextmanager
def receiving(most_bytes: int, most_mb: int, not_stored: LazyString = NOT_HANDED_IN) -> Iterator[Noted]:
    """The form that arrives, of so many bytes at most, in which a file has `most_mb` at most; says what is refused.

    `not_stored` is said where the disk fails.
    """
    if (request.content_length or 0) > most_bytes:
        abort(413)
    # Flask's own limit is that of other requests; a body of unsaid length is cut off at this one.
    request.max_content_length = most_bytes
    try:
        form = Noted()
        yield form
    except Unacceptable as refused:
        refuse(413 if refused.why == "too_large" else 422, why_not(refused, most_mb))
    except Malformed:
        abort(400)
    except OSError:
        current_app.logger.exception("A file that was uploaded could not be stored")
        refuse(503, str(not_stored))
    g.upload_digest = form.digest


def refuse(status: int, why: str, **errors: object) -> NoReturn:
    """Say what is wrong with an upload; `errors` names it field by field."""
    title, _detail = problems.words(status)
    answer = problems.answer(status, title, why, **({"errors": errors} if errors else {}))
    if status == 503:
        answer.headers["Retry-After"] = "5"
    abort(answer)
